"""Sign in with an e-mail address and a password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Django's own form in our words; it also carries what was typed before the session ended (`replay`)."""

    use_required_attribute = False

    replay = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    error_messages = {
        "invalid_login": _("Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez les deux."),
        "inactive": _("Ce compte n’est plus actif. Voyez votre administrateur."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address, password = self.fields["username"], self.fields["password"]
        address.label, password.label = _("Adresse électronique"), _("Mot de passe")
        address.widget.attrs |= {"type": "email", "autocomplete": "username", "inputmode": "email"}
        address.widget.attrs.pop("autofocus", None)
        address.error_messages["required"] = _("Saisissez votre adresse électronique.")
        password.error_messages["required"] = _("Saisissez votre mot de passe.")

    def clean_username(self) -> str:
        """Addresses are kept in lower case."""
        return str(self.cleaned_data["username"]).strip().lower()
