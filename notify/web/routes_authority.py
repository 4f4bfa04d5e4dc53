"""Addresses of this part of the site."""

from django.urls import URLPattern, path

from notify.web import (
    approvals,
    declaration,
    declaration_acts,
    declaration_files,
    former_register,
    journal,
    register,
    statistics,
)

_FILE = "violations/<uuid:breach_id>/declaration/"
_ONE = _FILE + "<int:number>/"

urlpatterns: list[URLPattern] = [
    path(_FILE, declaration.declaration, name="declaration"),
    path(_FILE + "preparer/", declaration.declaration_new, name="declaration_new"),
    path(_ONE, declaration.declaration, name="declaration_number"),
    path(_ONE + "enregistrer/", declaration.declaration_save, name="declaration_save"),
    path(_ONE + "sans-accord/", declaration_acts.declaration_break_glass, name="declaration_break_glass"),
    path(_ONE + "depot/", declaration_acts.declaration_file, name="declaration_file"),
    path(_ONE + "recapitulatif/", declaration_files.declaration_recap, name="declaration_recap"),
    path(_ONE + "dossier/", declaration_files.dossier_make, name="dossier_make"),
    path(_ONE + "reponses.json", declaration_files.declaration_export, {"kind": "json"}, name="declaration_json"),
    path(_ONE + "reponses.txt", declaration_files.declaration_export, {"kind": "txt"}, name="declaration_text"),
    path("dossiers/<uuid:dossier_id>/", declaration_files.dossier, name="dossier"),
    path("approbations/<slug:kind>/<uuid:subject_id>/", approvals.approval, name="approval"),
    path("registre/", register.register, name="register"),
    path("registre/registre.csv", register.register_file, {"kind": "csv"}, name="register_csv"),
    path("registre/registre.xlsx", register.register_file, {"kind": "xlsx"}, name="register_xlsx"),
    path("registre/registre.ods", register.register_file, {"kind": "ods"}, name="register_ods"),
    path("registre/registre.pdf", register.register_file, {"kind": "pdf"}, name="register_pdf"),
    path("registre/reprendre/", former_register.take_over, name="register_take_over"),
    path("registre/statistiques/", statistics.statistics, name="register_statistics"),
    path("registre/statistiques.csv", statistics.statistics_csv, name="register_statistics_csv"),
    path("registre/opencnil/", statistics.import_national, name="national_import"),
    path("journal/", journal.journal, name="journal"),
    path("journal/journal.jsonl", journal.journal_export, name="journal_export"),
]
