"""Acts of one mailing, each one operation: proofs, signature, production, new attempt, hand-over; and its files."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from breaches import operations
from breaches.errors import DomainError
from breaches.states import CommunicationState
from notify.accounts.reauth import PasswordAgain, require_password
from notify.letters import production, proofing
from notify.web import refusals, spoken
from notify.web.access import MemberRequest, clock, page
from notify.web.campaign import Campaign, communication_or_404
from notify.web.forms.mailing import HandOverForm, SignProofForm, StartForm
from notify.web.mailings import show
from notify.web.private_downloads import attachment
from notify.work import claims

PRODUCED = (CommunicationState.DISPATCHING, CommunicationState.DISPATCHED, CommunicationState.RECONCILED)


def _back(campaign: Campaign) -> HttpResponse:
    return redirect("mailing", communication_id=campaign.communication.pk)


def _do(
    request: MemberRequest, campaign: Campaign, name: str, form: PasswordAgain, act: Callable[[], object], done: str
) -> HttpResponse:
    """Ask for the password, act, go back to the page; a refusal stays beside the form and changes nothing."""
    if form.is_valid() and require_password(request, form):
        try:
            act()
        except DomainError as error:
            refusals.put(form, error)
        else:
            messages.success(request, done)
            return _back(campaign)
    fresh = Campaign(communication_or_404(request, campaign.communication.pk))
    return show(request, fresh, status=422, **{name: form})


@require_POST
@page("proof.make")
def proof_make(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """Render the hardest letters of the list, some thirty at most, in the request."""
    campaign = Campaign(communication_or_404(request, communication_id))
    if campaign.proof_is_current and "again" not in request.POST:
        messages.info(request, _("Les épreuves de ce texte et de cette liste existent déjà."))
        return _back(campaign)
    try:
        proof = proofing.make_proof(actor=request.member, communication_id=communication_id, now=clock())
    except DomainError as error:
        refusals.tell(request, error)
    else:
        said = _("Les épreuves sont prêtes : {n} lettres à lire.")
        messages.success(request, said.format(n=spoken.number(proof.letters)))
    return _back(campaign)


@require_POST
@page("proof.sign")
def proof_sign(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """Sign the proofs that were read."""
    campaign = Campaign(communication_or_404(request, communication_id))
    if any(signature.member_id == request.member.pk for signature in campaign.signatures):
        messages.info(request, _("Vous avez déjà signé ces épreuves : il faut une seconde personne."))
        return _back(campaign)
    form = SignProofForm(request.POST)

    def act() -> object:
        return operations.sign_proof(
            actor=request.member, communication_id=communication_id, now=clock(),
            read_sha256=form.cleaned_data["read_sha256"],
        )  # fmt: skip

    return _do(request, campaign, "sign", form, act, _("Votre signature est inscrite sous les épreuves."))


@require_POST
@page("letters.produce")
def production_start(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """Cut the lots and hand them to the work list. A second click finds it done."""
    campaign = Campaign(communication_or_404(request, communication_id))
    if campaign.communication.state in PRODUCED:
        messages.info(request, _("La production est déjà lancée."))
        return _back(campaign)

    def act() -> object:
        return production.start(actor=request.member, communication_id=communication_id, now=clock())

    done = _("La production est lancée. Vous pouvez quitter cette page.")
    return _do(request, campaign, "start", StartForm(request.POST), act, done)


@require_POST
@page("letters.produce")
def production_retry(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """Give the lots that failed to the work list again."""
    campaign = Campaign(communication_or_404(request, communication_id))
    revived = claims.revive([campaign.works[str(lot.pk)] for lot in campaign.dead], clock())
    if revived:
        messages.success(request, _("Les lots qui ont échoué sont relancés."))
    else:
        messages.info(request, _("Aucun lot n’est en échec."))
    return _back(campaign)


@require_POST
@page("letters.hand_over")
def hand_over(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """Every lot is with the printer. A second click finds it done."""
    campaign = Campaign(communication_or_404(request, communication_id))
    if campaign.communication.handed_over_at is not None:
        messages.info(request, _("Les lettres sont déjà remises."))
        return _back(campaign)
    form = HandOverForm(request.POST)
    if not campaign.ready_to_hand_over:
        messages.error(request, _("La remise attend que le reste soit nul : voyez le rapprochement."))
        return _back(campaign)

    def act() -> object:
        return operations.hand_over(actor=request.member, communication_id=communication_id, now=clock())

    return _do(request, campaign, "hand_over", form, act, _("La remise est inscrite."))


@page("proof.sign")
def proof_file(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """The proof packet, for those who may sign it. The journal says it first."""
    campaign = Campaign(communication_or_404(request, communication_id))
    if campaign.proof is None:
        raise Http404
    operations.record_download(
        actor=request.member, communication_id=communication_id, now=clock(), kind="proof.downloaded",
        sha256=campaign.proof.file.sha256,
    )  # fmt: skip
    return attachment(campaign.proof.file, name=campaign.proof.file.name, content_type="application/pdf")


@page("recipients.read")
def lot_file(request: MemberRequest, communication_id: UUID, number: int) -> HttpResponse:
    """One lot, decrypted on the way out. The journal says it first."""
    campaign = Campaign(communication_or_404(request, communication_id))
    lot = campaign.communication.lots.select_related("file").filter(number=number).first()
    if lot is None or lot.file is None:
        raise Http404
    operations.record_download(
        actor=request.member, communication_id=communication_id, now=clock(), kind="lot.downloaded",
        sha256=lot.sha256, number=number,
    )  # fmt: skip
    return attachment(lot.file, name=lot.file.name, content_type="application/pdf")
