from datetime import UTC, datetime

import pytest

from notify.letters.content import LetterText, Sender


@pytest.fixture
def now():
    """Thursday 17 September 2026 in Paris, still the 16th in UTC."""
    return datetime(2026, 9, 16, 22, 30, tzinfo=UTC)


@pytest.fixture
def text():
    """An approved text that fills a page and a little more."""
    return LetterText(
        title="Des informations qui vous concernent ont été copiées",
        what_happened="Une personne a copié un fichier de notre établissement.\n\nNous l’avons appris le 1er juin.",
        what_concerns_you="Le fichier contient votre nom : rien d’autre. " * 6,
        consequences="Quelqu’un pourrait se faire passer pour nous. " * 6,
        measures="Nous avons fermé l’accès et prévenu la CNIL. " * 6,
        advice=tuple(
            f"Conseil n° {number} : ne donnez jamais votre mot de passe par téléphone." for number in range(6)
        ),
        contact="Appelez le 02 99 00 00 14.",
        signature=("Hélène Caradec", "Directrice"),
        sender=Sender(
            name="Centre hospitalier des Trois-Rivières",
            address=("1, rue du Pré", "35000 Rennes"),
            check_address="trois-rivieres.example/lettre",
            check_phone="02 99 00 00 14",
            dpo_contact="Délégué à la protection des données : Bob Lefèvre, dpo@trois-rivieres.example",
        ),
        rights="Vous pouvez écrire à la CNIL.",
        closing="Nous vous prions d’agréer nos salutations.",
    )
