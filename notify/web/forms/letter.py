"""The text of a letter, passage by passage, and who writes it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from breaches.law.message import MENTIONS
from breaches.operations import Letter

_ = gettext_lazy
LONGEST = 6_000  # characters of one passage: more than two pages of paper

HINTS = {
    "nature": _("Dans l’ordre : quoi, quand, comment vous l’avez appris. Sans jargon."),
    "data": _("Une ligne qui commence par un tiret devient un point de la liste."),
    "measures": _("Ce qui est fait, puis ce qui est prévu. Rien que l’on ne puisse prouver."),
    "advice": _("Un conseil par ligne."),
    "contact": _("Un nom ou un service, un courriel, un téléphone, des heures d’ouverture."),
}
ROWS = {"nature": 6, "data": 5, "consequences": 5, "measures": 5, "advice": 7, "complaint": 3, "contact": 3}


def _passage(label: Any, rows: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


def _line(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200, help_text=hint)


class LetterForm(forms.Form):
    """Nothing is required to keep a text under way; `lacking` says what its submission still needs."""

    title = forms.CharField(label=_("Titre de la lettre"), required=False, max_length=160)
    signature = _passage(_("Signature"), 2, _("Le nom, puis la fonction, une ligne chacun."))
    sender_name = _line(_("Nom de l’expéditeur"), _("Le nom de l’organisme seul : ni service, ni spécialité, ni soin."))
    sender_address = _passage(_("Adresse de l’expéditeur"), 2)
    check_address = _line(
        _("Où vérifier le code de la lettre"), _("Une adresse courte de votre site, à recopier à la main.")
    )
    check_phone = _line(_("Téléphone pour vérifier la lettre"))
    dpo_contact = _line(_("Pied de page"), _("Le délégué à la protection des données et comment le joindre."))
    lock = forms.IntegerField(widget=forms.HiddenInput)

    TEXT = ("title", *(mention.id for mention in MENTIONS), "signature")
    ORDER = ("title", "nature", "data", "consequences", "measures", "advice", "complaint", "contact", "signature")
    SENDER = ("sender_name", "sender_address", "check_address", "check_phone", "dpo_contact")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stale = False  # somebody else saved in between
        for mention in MENTIONS:
            # Named like the passages of the content: one of them is `data`, which a class attribute may not be.
            self.fields[mention.id] = _passage(_(mention.label), ROWS[mention.id], HINTS.get(mention.id, ""))

    def passages(self) -> list[forms.BoundField]:
        """The fields of the text in the order of the paper page."""
        return [self[name] for name in self.ORDER]

    def sender_fields(self) -> list[forms.BoundField]:
        """The fields of the sender."""
        return [self[name] for name in self.SENDER]

    def letter(self, saved: Letter, template_sha256: str) -> Letter:
        """What is typed, in the template of the saved letter as it is now; needs a valid form."""
        typed = {name: _unix(value) for name, value in self.cleaned_data.items() if name != "lock"}
        sender = {
            "name": typed["sender_name"],
            "address": [line.strip() for line in typed["sender_address"].splitlines() if line.strip()],
            "check_address": typed["check_address"],
            "check_phone": typed["check_phone"],
            "dpo_contact": typed["dpo_contact"],
        }
        return Letter(saved.template, template_sha256, sender, {name: typed[name] for name in self.TEXT})


def _unix(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def initial_of(letter: Letter, lock: int) -> dict[str, Any]:
    """The fields of a saved letter."""
    sender: Mapping[str, Any] = letter.sender
    return {
        **{name: letter.text.get(name, "") for name in LetterForm.TEXT},
        "sender_name": sender.get("name", ""),
        "sender_address": "\n".join(sender.get("address", ())),
        "check_address": sender.get("check_address", ""),
        "check_phone": sender.get("check_phone", ""),
        "dpo_contact": sender.get("dpo_contact", ""),
        "lock": lock,
    }
