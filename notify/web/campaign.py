"""One communication as its pages look at it: text, list, proofs, lots, and what the work list says of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404

from breaches import journal
from breaches.law.message import Mention, missing_mentions
from breaches.models import Authorship, Communication, JournalEntry, Member, ProofSignature, SubjectKind
from breaches.operations.communicating import Letter, letter_of
from breaches.operations.dispatching import BEFORE_PRODUCTION
from breaches.states import CommunicationState
from notify.letters.models import Lot, Proof
from notify.recipients.models import RecipientImport
from notify.web.access import MemberRequest
from notify.web.case import Case
from notify.work.models import Work


def communication_or_404(request: MemberRequest, communication_id: UUID) -> Communication:
    """The communication, if it is of the member's organisation."""
    people = Member.objects.filter(active=True).prefetch_related("held_roles")
    mine = Communication.objects.select_related("breach__organisation", "submitted_by")
    mine = mine.prefetch_related(Prefetch("breach__organisation__members", people))
    found = mine.filter(pk=communication_id, breach__organisation_id=request.member.organisation_id).first()
    if found is None:
        raise Http404
    return found


@dataclass
class Campaign:
    """Reads each thing once, and only when a page asks for it."""

    communication: Communication

    @cached_property
    def case(self) -> Case:
        """The breach of the communication; its members tell who acts."""
        return Case(self.communication.breach)

    @cached_property
    def letter(self) -> Letter:
        """Text, template and sender as saved."""
        return letter_of(self.communication)

    @property
    def lacking(self) -> tuple[Mention, ...]:
        """Mandatory mentions of art. 34(2) that the saved text does not hold."""
        return missing_mentions(self.letter.text)

    @property
    def before_production(self) -> bool:
        """Text and list may still change."""
        return self.communication.state in BEFORE_PRODUCTION

    @cached_property
    def batch(self) -> RecipientImport | None:
        """The import whose people the letters go to."""
        imports = self.communication.imports.filter(current=True)
        return imports.select_related("member", "upload", "rejects").first()

    @cached_property
    def proof(self) -> Proof | None:
        """The proof packet that the record holds, of the present content or of an older one."""
        found = self.communication.proofs.select_related("file")
        return found.filter(file__sha256=self.communication.proof_sha256).first()

    @property
    def proof_is_current(self) -> bool:
        """Whether the proofs show the present text and list."""
        row = self.communication
        return bool(row.proof_sha256) and row.proof_of_content == row.content_sha256

    @cached_property
    def signatures(self) -> list[ProofSignature]:
        """Signatures under the present proofs, in order; works from a prefetch of `signatures`."""
        rows = [row for row in self._signatures() if row.proof_sha256 == self.communication.proof_sha256]
        return sorted(rows, key=lambda row: row.at) if self.proof_is_current else []

    def _signatures(self) -> list[ProofSignature]:
        if "signatures" in getattr(self.communication, "_prefetched_objects_cache", {}):
            return list(self.communication.signatures.all())
        return list(self.communication.signatures.select_related("member"))

    @property
    def signatures_needed(self) -> int:
        """Two people, or one in a one-person practice."""
        return 1 if self.communication.breach.organisation.sole_practitioner else 2

    @property
    def signed(self) -> bool:
        """Whether production may start as far as the proofs go."""
        return self.proof_is_current and len(self.signatures) >= self.signatures_needed

    @cached_property
    def authors(self) -> frozenset[Any]:
        """Members who edited or submitted the content: none of them may approve it."""
        rows = Authorship.objects.filter(subject_kind=SubjectKind.COMMUNICATION, subject_id=self.communication.pk)
        return frozenset(rows.values_list("member_id", flat=True))

    @cached_property
    def lots(self) -> list[Lot]:
        """Lots in order, none before production."""
        if self.before_production:
            return []
        return list(self.communication.lots.select_related("file").order_by("number"))

    @cached_property
    def works(self) -> Mapping[str, Work]:
        """Work that is not done, by lot: waiting, under way or dead."""
        organisation = self.communication.breach.organisation_id
        open_works = Work.objects.filter(organisation_id=organisation, kind="lot", done_at=None)
        mine = {str(lot.pk) for lot in self.lots if lot.produced_at is None}
        return {work.payload["lot"]: work for work in open_works if work.payload["lot"] in mine} if mine else {}

    @property
    def dead(self) -> list[Lot]:
        """Lots whose work was given up."""
        return [lot for lot in self.lots if (work := self.works.get(str(lot.pk))) and work.dead_at]

    @property
    def letters(self) -> int:
        """Letters of the lots that are produced."""
        return sum(lot.letters for lot in self.lots if lot.produced_at is not None)

    @property
    def all_produced(self) -> bool:
        """No lot is left to produce."""
        return bool(self.lots) and all(lot.produced_at is not None for lot in self.lots)

    @property
    def rest(self) -> int:
        """Rows of the file without an issue: zero, or no hand-over. Counted from the lots and from the record."""
        counts = self.batch.counts if self.batch else {}
        issues: int = sum(counts.get(kind, 0) for kind in ("rejected", "merged", "excluded"))
        produced = min(self.letters, self.communication.letters_produced)
        read: int = counts.get("read", self.communication.recipient_count)
        return read - issues - produced

    @property
    def ready_to_hand_over(self) -> bool:
        """Every row of the file has its issue and the letters wait for the printer."""
        return self.communication.state == CommunicationState.DISPATCHING and self.all_produced and self.rest == 0

    @cached_property
    def started_at(self) -> datetime | None:
        """When production was started."""
        entries = JournalEntry.objects.filter(
            breach_id=self.communication.breach_id, kind="communication.production_started"
        ).order_by("-seq")
        own = str(self.communication.pk)
        return next((row.at for row in entries if journal.payload_of(row)["communication"] == own), None)
