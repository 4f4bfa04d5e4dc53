"""Invented people for the preview of a letter: an ordinary one, and the worst cases of an address block."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notify.letters.content import LetterRecord


@dataclass(frozen=True, slots=True)
class Sample:
    """One invented person and what is difficult about them."""

    label: str | Promise
    record: LetterRecord


def _person(civility: str, *lines: str, country: str = "", minor_name: str = "") -> LetterRecord:
    printed = (*lines, country) if country else lines
    return LetterRecord("preview", "7KD4-M2QX-91", civility, printed, country, minor_name)


SAMPLES: Mapping[str, Sample] = {
    "ordinary": Sample(
        _("Personne ordinaire"),
        _person("Madame", "MADAME SOIZIC LE GOUEVEC", "27 BIS RUE DE FOUGERES", "35300 FOUGERES"),
    ),
    "longest": Sample(
        _("Nom long, adresse sur six lignes"),
        _person(
            "Madame",
            "MME MARIE-CHRISTINE WAMBRECHIES-LEMMEN",
            "APPARTEMENT 1402 ESCALIER B ETAGE 14",
            "RESIDENCE LES HAUTS DE MONTAUMAUR BAT W",
            "1208 AV DU MARECHAL DE LATTRE DE TASSI",
            "LIEU DIT LE MOULIN DE LA GRANDE MAUMUE",
            "76440 MESNIL MAUGER SUR EAULNE CEDEX 09",
        ),
    ),
    "minor": Sample(
        _("Enfant : à ses représentants légaux"),
        _person(
            "Monsieur",
            "AUX REPRESENTANTS LEGAUX DE",
            "ADAM ROUSSEL",
            "4 IMPASSE DES LILAS",
            "75019 PARIS",
            minor_name="Adam Roussel",
        ),
    ),
    "abroad": Sample(
        _("À l’étranger : septième ligne, fenêtre de 45 mm"),
        _person(
            "",
            "MAELYS FAVRE-BULLE",
            "APPARTEMENT 3",
            "CHEMIN DE LA VUE-DES-ALPES 12",
            "2000 NEUCHATEL",
            country="SUISSE",
        ),
    ),
}
DEFAULT = "ordinary"


def sample(key: str) -> Sample:
    """The person of that key; the ordinary one for a key that nobody knows."""
    return SAMPLES.get(key, SAMPLES[DEFAULT])
