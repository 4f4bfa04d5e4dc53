"""Choose a password of one's own: at the first sign-in with a one-time password, or whenever one likes."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters

from notify.accounts.models import User
from notify.web.forms.members import NewPasswordForm


@sensitive_post_parameters()
def password_change(request: HttpRequest) -> HttpResponse:
    """The session stays; every other session of this user ends."""
    user = request.user
    if not isinstance(user, User):
        return redirect("sign_in")
    form = NewPasswordForm(request.POST or None, user=user)
    if not form.is_valid():
        return render(request, "web/members/new_password.html", {"form": form, "forced": user.temporary_password})
    user.set_password(form.cleaned_data["password"])
    user.temporary_password = False
    user.save(update_fields=["password", "temporary_password"])
    update_session_auth_hash(request, user)
    messages.success(request, gettext("Votre mot de passe est changé."))
    return redirect("dashboard")
