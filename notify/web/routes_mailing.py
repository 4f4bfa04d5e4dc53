"""Addresses of the letters: communications, recipients, mailings."""

from django.urls import URLPattern, path

from notify.web import communication, communications, letter_preview, mailing_acts, mailings, packages, recipients

_ONE = "communications/<uuid:communication_id>/"
_MAILING = _ONE + "envois/"

urlpatterns: list[URLPattern] = [
    path("communications/", communications.communications, name="communications"),
    path(
        "violations/<uuid:breach_id>/communications/nouvelle/",
        communications.communication_new,
        name="communication_new",
    ),
    path(_ONE, communication.communication, name="communication"),
    path(f"{_ONE}soumettre/", communication.submit, name="communication_submit"),
    path(f"{_ONE}cote/", letter_preview.letter_side, name="letter_side"),
    path(f"{_ONE}apercu.pdf", letter_preview.letter_preview, name="letter_preview"),
    path(f"{_ONE}destinataires/", recipients.recipients, name="recipients"),
    path(f"{_ONE}destinataires/rejets.csv", recipients.rejects, name="rejects"),
    path("envois/", mailings.mailings, name="mailings"),
    path(_MAILING, mailings.mailing, name="mailing"),
    path(f"{_MAILING}avancement/", mailings.mailing_progress, name="mailing_progress"),
    path(f"{_MAILING}epreuves/", mailing_acts.proof_make, name="proof_make"),
    path(f"{_MAILING}epreuves/signer/", mailing_acts.proof_sign, name="proof_sign"),
    path(f"{_MAILING}epreuves.pdf", mailing_acts.proof_file, name="proof_file"),
    path(f"{_MAILING}lancer/", mailing_acts.production_start, name="production_start"),
    path(f"{_MAILING}relancer/", mailing_acts.production_retry, name="production_retry"),
    path(f"{_MAILING}remettre/", mailing_acts.hand_over, name="hand_over"),
    path(f"{_MAILING}paquet/", packages.packages, name="packages"),
    path(f"{_MAILING}paquet/retour/", packages.package_return, name="package_return"),
    path(f"{_MAILING}paquet/<uuid:package_id>.zip", packages.package_file, name="package_file"),
    path(f"{_MAILING}lots/<int:number>.pdf", mailing_acts.lot_file, name="lot_file"),
]
