"""Addresses of the declarations beside the CNIL's."""

from django.urls import URLPattern, path

from notify.web import sheet_acts, sheets

_ONE = "violations/<uuid:breach_id>/fiches/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path(_ONE, sheets.sheet, name="sheet"),
    path(_ONE + "enregistrer/", sheets.sheet_save, name="sheet_save"),
    path(_ONE + "reprendre/", sheets.sheet_refresh, name="sheet_refresh"),
    path(_ONE + "transmettre/", sheet_acts.sheet_transmit, name="sheet_transmit"),
    *(
        path(f"{_ONE}fiche.{kind}", sheet_acts.sheet_export, {"kind": kind}, name=f"sheet_{kind}")
        for kind in ("pdf", "json", "txt")
    ),
]
