"""Invented controllers, plausible and repeatable: mutual insurers, clinics and laboratories that do not exist."""

import random

from breaches.law.cnil_checks import valid_siren
from breaches.operations import Controller
from notify.recipients.generator import load

_KINDS = (
    "Mutuelle", "Mutuelle interentreprises", "Caisse de prévoyance", "Union mutualiste", "Clinique", "Laboratoire",
    "Centre de santé",
)  # fmt: skip
_OF = ("de l’Aubépine", "du Sorbier", "des Deux-Rives", "de l’Alouette", "du Grand-Pré", "de la Bruyère", "du Martinet")
_SERVICES = ("tiers payant pharmacie", "tiers payant hospitalier", "tiers payant optique", "remboursements")


def generate_controllers(count: int, seed: int) -> list[Controller]:
    """`count` invented controllers, the same for the same seed; SIREN and e-mail differ from one to the next."""
    rng = random.Random(f"notify controllers {seed}")  # noqa: S311 -- invented, repeatable on purpose
    return [_one(rng, number) for number in range(1, count + 1)]


def _one(rng: random.Random, number: int) -> Controller:
    given, last = rng.choice(load("prenoms"))["prenom"], rng.choice(load("noms"))["nom"]
    town = rng.choice(load("communes"))["ville"].title()
    return Controller(
        name=f"{rng.choice(_KINDS)} {rng.choice(_OF)} – {town}",
        siren=_siren(number),
        contact=f"{given} {last}",
        email=f"dpo{number}@responsable-{number}.example",
        persons=int(rng.lognormvariate(11, 1.2)),
        services=rng.choice(_SERVICES),
        line=number,
    )


def _siren(number: int) -> str:
    """A small number with its Luhn key: no registered company has nine digits that begin with 0000."""
    return next(digits for key in range(10) if valid_siren(digits := f"{number:08d}{key}"))
