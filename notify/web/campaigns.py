"""Every communication of an organisation with what its row needs, in few queries whatever their number."""

from collections import defaultdict
from typing import Any

from django.db.models import Prefetch

from breaches import queries
from breaches.models import Authorship, Member, ProofSignature, SubjectKind
from breaches.operations.dispatching import BEFORE_PRODUCTION
from notify.letters.models import Lot
from notify.recipients.models import RecipientImport
from notify.web.campaign import Campaign
from notify.work.models import Work


def campaigns_of(member: Member) -> list[Campaign]:
    """The campaigns of the member's organisation, newest first."""
    people = Member.objects.filter(active=True).prefetch_related("held_roles")
    rows = queries.communications_of(member).select_related("breach__organisation", "submitted_by")
    found = rows.prefetch_related(
        Prefetch("breach__organisation__members", people),
        Prefetch("signatures", ProofSignature.objects.select_related("member")),
    )
    campaigns = [Campaign(row) for row in found]
    _give_authors(campaigns)
    _give_lots(campaigns, member)
    return campaigns


def _give_authors(campaigns: list[Campaign]) -> None:
    ids = [one.communication.pk for one in campaigns]
    rows = Authorship.objects.filter(subject_kind=SubjectKind.COMMUNICATION, subject_id__in=ids)
    authors: dict[Any, set[Any]] = defaultdict(set)
    for subject_id, member_id in rows.values_list("subject_id", "member_id"):
        authors[subject_id].add(member_id)
    for one in campaigns:
        one.authors = frozenset(authors[one.communication.pk])


def _give_lots(campaigns: list[Campaign], member: Member) -> None:
    """Lots, imports and open work of what is in production."""
    under_way = [one for one in campaigns if one.communication.state not in BEFORE_PRODUCTION]
    ids = [one.communication.pk for one in under_way]
    lots: dict[Any, list[Lot]] = defaultdict(list)
    for lot in Lot.objects.filter(communication_id__in=ids).order_by("number"):
        lots[lot.communication_id].append(lot)
    current = RecipientImport.objects.filter(communication_id__in=ids, current=True)
    batches = {batch.communication_id: batch for batch in current}
    works = Work.objects.filter(organisation_id=member.organisation_id, kind="lot", done_at=None)
    by_lot = {str(work.payload["lot"]): work for work in works} if ids else {}
    for one in under_way:
        one.lots = lots[one.communication.pk]
        one.batch = batches.get(one.communication.pk)
        one.works = {key: by_lot[key] for lot in one.lots if (key := str(lot.pk)) in by_lot and not lot.produced_at}
