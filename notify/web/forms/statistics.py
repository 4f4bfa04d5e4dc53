"""The year shown, and the CNIL's file to compare with."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NationalForm(forms.Form):
    """The file « opencnil-violationsdcpnotifiees » as published on data.gouv.fr."""

    file = forms.FileField(
        label=_("Le fichier de la CNIL"), allow_empty_file=True,
        help_text=_("« Notifications à la CNIL de violations de données », en CSV, tel que publié sur data.gouv.fr."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choisissez le fichier à lire."), "missing": _("Choisissez le fichier à lire.")},
    )  # fmt: skip
