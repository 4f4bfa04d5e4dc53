"""Errors of the law ring: named where raised, in French, without personal data."""

from typing import ClassVar

from breaches.law.phrases import Phrase


class LawError(ValueError):
    """A value the law ring refuses.

    `message` is a French template whose named parameters come from `params`; `field` is the
    key beside which the edge shows it.
    """

    message: ClassVar[str] = "Cette valeur n’est pas admise."

    def __init__(self, *, field: str | None = None, **params: object) -> None:
        self.field = field
        self.params = params
        super().__init__(self.message.format(**params))

    @property
    def phrase(self) -> Phrase:
        """The message with its template and values, for the edge to translate."""
        return Phrase(self.message, **self.params)


class NaiveInstantError(LawError):
    """An instant without its zone cannot start or end a period."""

    message = "L’heure donnée n’a pas de fuseau. Précisez le décalage, par exemple +02:00."


class AmbiguousLocalTimeError(LawError):
    """A local time that occurs twice (autumn clock change); `params["offsets"]` lists both offsets."""

    message = "Cette heure existe deux fois, la nuit du changement d’heure. Précisez le décalage : {offsets}."


class NonexistentLocalTimeError(LawError):
    """A local time skipped by the spring clock change."""

    message = "Cette heure n’existe pas : les montres ont été avancées. Donnez l’heure juste avant ou après."


class OffsetMismatchError(LawError):
    """The offset given is not one the zone has at that local time."""

    message = "Le décalage {offset} n’est pas en vigueur à cette heure. Décalage possible : {offsets}."


class NotLocalTimeError(LawError):
    """A local time was expected, an instant with its zone was given."""

    message = "Une heure locale sans décalage est attendue."


class FactsError(LawError):
    """A fact that does not fit the format: the key, the value found, what is expected."""

    message = "« {path} » : {found} n’est pas admis. Attendu : {expected}."


class UnknownDutyError(LawError):
    """A duty code that the catalogue version does not hold."""

    message = "L’obligation « {code} » n’est pas au catalogue {version}."


class UnknownCatalogueError(LawError):
    """A catalogue version that does not exist."""

    message = "Le catalogue d’obligations « {version} » n’existe pas."


class EnisaFactorError(LawError):
    """An explicit factor out of the range of the ENISA tables."""

    message = "Le facteur « {factor} » vaut {found}. Valeurs admises : {expected}."


class JustificationMissingError(LawError):
    """Explicit factors depart from the derived ones: ENISA asks for a written justification."""

    message = "Une cotation saisie à la main demande une justification écrite."


class UnknownSheetError(LawError):
    """A declaration sheet that does not exist."""

    message = "La fiche « {code} » n’existe pas."


class UnknownFieldError(LawError):
    """A field that the declaration form does not have."""

    message = "Le champ « {key} » n’existe pas dans le formulaire."
