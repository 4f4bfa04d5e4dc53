"""Autosave: what a member types in a form is kept until it is sent, on the server, for that member only.

A form asks for it with these attributes (htmx) and shows `components/autosave.html` beside its button:

    hx-post="{% url 'draft' form='assessment' subject=breach.pk %}" hx-swap="none"
    hx-trigger="change delay:800ms, keyup changed delay:2s"
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from breaches.models import Member
from notify.web.access import NOT_REPLAYED
from notify.web.models import Draft

LARGEST = 200_000  # characters of one draft; more than any form here can hold
MOST = 400  # field names of one draft


def _kept(posted: QueryDict) -> dict[str, list[str]]:
    return {name: [str(value) for value in posted.getlist(name)] for name in posted if name not in NOT_REPLAYED}


def _find(member: Member, form: str, subject: object) -> Draft | None:
    return Draft.objects.filter(member=member, form=form, subject=str(subject)).first()


def initial(member: Member, form: str, subject: object) -> dict[str, list[str]] | None:
    """The fields as last typed (name → list of values), or None when nothing waits."""
    draft = _find(member, form, subject)
    return draft.data if draft else None


def saved_at(member: Member, form: str, subject: object) -> datetime | None:
    """When the draft was last saved, for `components/autosave.html`."""
    draft = _find(member, form, subject)
    return draft.saved_at if draft else None


def as_posted(data: Mapping[str, list[str]]) -> QueryDict:
    """A draft in the shape of a POST: `Form(drafts.as_posted(draft))` shows what was typed, errors included."""
    posted = QueryDict(mutable=True)
    for name, values in data.items():
        posted.setlist(name, values)
    return posted


def as_initial(form_fields: Mapping[str, Any], data: Mapping[str, list[str]]) -> dict[str, Any]:
    """A draft in the shape of `initial=`: raw values as the widgets of the form read them, no errors shown yet."""
    posted = as_posted(data)
    return {
        name: field.widget.value_from_datadict(posted, {}, name)
        for name, field in form_fields.items()
        if not field.widget.value_omitted_from_data(posted, {}, name)
    }


def keep(member: Member, form: str, subject: object, posted: QueryDict, now: datetime) -> None:
    """Keep what was typed; passwords and files never."""
    Draft.objects.update_or_create(
        member=member, form=form, subject=str(subject), defaults={"data": _kept(posted), "saved_at": now}
    )


def forget(member: Member, form: str, subject: object) -> None:
    """The form was sent: its draft has done its work."""
    Draft.objects.filter(member=member, form=form, subject=str(subject)).delete()


@require_POST
def save_draft(request: HttpRequest, form: str, subject: str) -> HttpResponse:
    """Answer of the autosave: nothing to swap, and the event that tells the page when it was saved.

    Without a session 401 and nothing else: the page stays as typed, and sending it gives everything back.
    """
    member: Member | None = getattr(request, "member", None) or None
    if not request.user.is_authenticated or member is None:
        return HttpResponse(status=401)
    size = sum(len(value) for values in _kept(request.POST).values() for value in values)
    if size > LARGEST or len(request.POST) > MOST:
        return HttpResponseBadRequest()
    now = timezone.now()
    keep(member, form, subject, request.POST, now)
    return trigger_client_event(HttpResponse(status=204), "notify:saved", {"at": now.isoformat()})
