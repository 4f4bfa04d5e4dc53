"""What every page shows around its content: navigation by role, person, organisations, surveillance."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext, gettext_lazy

from breaches import permissions
from breaches.models import Member
from breaches.states import Role
from notify import wording
from notify.accounts.middleware import members_of
from notify.pdf import pdf_available
from notify.work.models import Heartbeat

NAV = (
    ("dashboard", gettext_lazy("Tableau de bord"), "breach.view"),
    ("breaches", gettext_lazy("Violations"), "breach.view"),
    ("communications", gettext_lazy("Communication"), "communication.view"),
    ("mailings", gettext_lazy("Envois"), "communication.view"),
    ("register", gettext_lazy("Registre"), "register.view"),
    ("journal", gettext_lazy("Journal et preuves"), "journal.view"),
    ("members", gettext_lazy("Personnes"), "members.manage"),
)


# Modules whose pages stand under an entry of another name.
PLACES = {
    "violations": "breaches",
    "breach": "breaches",
    "confirming": "breaches",
    "describing": "breaches",
    "assessing": "breaches",
    "duty_acts": "breaches",
    "evidence": "breaches",
    "controllers": "breaches",
    "notice_acts": "breaches",
    "communication": "communications",
    "recipients": "communications",
    "mailing_acts": "mailings",
    "former_register": "register",
    "statistics": "register",
}
SHORT = {Role.DPO: gettext_lazy("DPO")}  # the full name would not stand on one line of the header


def page(request: HttpRequest) -> dict[str, Any]:
    """`page` for the base template, `now` for every clock on it."""
    return {"page": SimpleLazyObject(lambda: _page(request)), "now": timezone.now()}


def _page(request: HttpRequest) -> dict[str, Any]:
    member: Member | None = getattr(request, "member", None) or None
    members = members_of(request) if member else []
    return {
        "nav": _nav(request, member) if member else [],
        "person": member.name if member else "",
        "role": str(_main_role(member)) if member else "",
        "organisation": member.organisation if member else None,
        "organisations": [{"id": str(m.pk), "name": m.organisation.name, "current": m == member} for m in members],
        "may_edit_organisation": permissions.may(member, "organisation.edit"),
        "theme": request.COOKIES.get("theme", "") if request.COOKIES.get("theme") in ("light", "dark") else "",
        "surveillance": _surveillance(),
        "pdf_available": pdf_available(),
    }


def _nav(request: HttpRequest, member: Member) -> list[dict[str, Any]]:
    match = request.resolver_match
    here = match.func.__module__.rsplit(".", 1)[-1] if match else ""
    return [
        {"url": reverse(name), "label": label, "current": PLACES.get(here, here) == name}
        for name, label, act in NAV
        if permissions.may(member, act)
    ]


def _main_role(member: Member) -> str:
    order = (Role.DPO, Role.LEGAL, Role.MAILING, Role.OBSERVER, Role.ADMIN, Role.REPORTER)
    return next((str(SHORT.get(role, role.label)) for role in order if role in member.roles), "")


def _surveillance() -> str:
    """When the work list was last swept: a machine that went silent must show."""
    beat = Heartbeat.objects.filter(name="sweep").first()
    if beat is None:
        return gettext("les rappels n’ont pas encore été contrôlés.")
    lang = wording.language(get_language())
    at = wording.clock_time(beat.at, lang=lang)
    if (timezone.now() - beat.at).total_seconds() > 300:
        return gettext("les rappels ne partent plus depuis {at}. Les délais affichés restent justes.").format(at=at)
    return gettext("rappels contrôlés à {at}.").format(at=at)
