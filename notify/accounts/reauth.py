"""The password again, before an act that cannot be undone; it holds for five minutes."""

from datetime import timedelta

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notify.accounts.models import User

SESSION_KEY = "password_checked_at"
HOLDS = timedelta(minutes=5)
MOST_FAILURES = 5
_FAILURES = "password_failures"


class PasswordAgain(forms.Form):
    """Mixin: one field `password`, left out when the password was just given (see `require_password`)."""

    password = forms.CharField(
        label=_("Votre mot de passe"),
        help_text=_("Cet acte ne s’annule pas : votre mot de passe le confirme."),
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "short"}),
    )

    def check(self, user: User) -> bool:
        """Whether the field holds the password of `user`."""
        typed = self.cleaned_data.get("password", "")
        return bool(typed) and user.check_password(typed)


def is_fresh(request: HttpRequest) -> bool:
    """Whether the password was given in this session less than five minutes ago."""
    checked = request.session.get(SESSION_KEY)
    if checked is None:
        return False
    age = timezone.now().timestamp() - float(checked)
    return 0 <= age < HOLDS.total_seconds()


def ask_only_if_needed(request: HttpRequest, form: PasswordAgain) -> None:
    """Drop the field from a form about to be shown when the password is fresh."""
    if is_fresh(request):
        form.fields.pop("password", None)


def require_password(request: HttpRequest, form: PasswordAgain) -> bool:
    """True when the password is right or fresh; else an error beside the field, and False.

    Call it on a valid form, before the operation. After MOST_FAILURES wrong passwords the session ends.
    """
    if is_fresh(request):
        return True
    user = request.user
    if isinstance(user, User) and form.check(user):
        request.session[SESSION_KEY] = timezone.now().timestamp()
        request.session.pop(_FAILURES, None)
        return True
    if not form.cleaned_data.get("password"):
        form.add_error("password", gettext("Saisissez votre mot de passe : cet acte ne s’annule pas."))
        return False
    _count_failure(request)
    form.add_error(
        "password", gettext("Ce mot de passe n’est pas le vôtre. Saisissez-le de nouveau : rien n’est fait.")
    )
    return False


def _count_failure(request: HttpRequest) -> None:
    request.session[_FAILURES] = request.session.get(_FAILURES, 0) + 1
    if request.session[_FAILURES] >= MOST_FAILURES:
        request.session.flush()
