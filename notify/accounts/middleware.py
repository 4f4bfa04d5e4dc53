"""`request.member`: as whom the signed-in user acts, one organisation at a time."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from breaches.models import Member
from notify.accounts.models import Link

SESSION_KEY = "member"
_KEPT = "_members"


def members_of(request: HttpRequest) -> list[Member]:
    """The active members that the signed-in user is, with organisation and roles; read once for a request."""
    user_id = request.user.pk if request.user.is_authenticated else None
    kept: tuple[Any, list[Member]] | None = getattr(request, _KEPT, None)
    if kept is None or kept[0] != user_id:
        kept = (user_id, _read(user_id))
        setattr(request, _KEPT, kept)
    return kept[1]


def _read(user_id: Any) -> list[Member]:
    if user_id is None:
        return []
    links = Link.objects.filter(user_id=user_id, member__active=True)
    found = links.select_related("member__organisation").prefetch_related("member__held_roles")
    return [link.member for link in found]


def current_member(request: HttpRequest) -> Member | None:
    """The member chosen in this session, else the first one; None when the user is nobody anywhere."""
    members = members_of(request)
    chosen = request.session.get(SESSION_KEY)
    return next((member for member in members if str(member.pk) == chosen), members[0] if members else None)


class MemberMiddleware:
    """Sets `request.member` lazily: pages without a person cost no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.member = SimpleLazyObject(lambda: current_member(request))  # type: ignore[attr-defined]  # ours
        return self.get_response(request)
