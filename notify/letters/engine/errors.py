"""Refusals of the engine. They name a field, a place and a reason; never a value of a record."""

from typing import ClassVar


class EngineError(Exception):
    """Base: `message` is a French template with named parameters, `params` fill it; or a text is given whole."""

    message: ClassVar[str] = ""

    def __init__(self, text: str = "", **params: object) -> None:
        self.params = params
        super().__init__(text or self.message.format(**params))


class TemplateError(EngineError):
    """The markup of a template is wrong: unknown field, block left open, tag that is none."""

    message = "Modèle de lettre, ligne {line}, colonne {column} : {reason}"


class CompileError(EngineError):
    """A template cannot be compiled: `field` (empty when no single one is to blame) and why."""

    message = "Ce modèle ne peut pas être compilé{place} : {reason}"

    def __init__(self, *, reason: str, field: str = "") -> None:
        self.field = field
        super().__init__(reason=reason, place=f", champ « {field} »" if field else "")


class RecordError(EngineError):
    """A record that no renderer may take. `record` counts from 1."""

    message = "Enregistrement {record}, champ « {field} » : {reason}"


class SelfTestError(EngineError):
    """The stamped page differs from WeasyPrint's own: nothing is produced with this template."""

    message = (
        "La lettre compilée diffère du rendu de référence (cas d’essai {case}, page {page} : {difference}). "
        "Rien ne sera produit avec ce modèle."
    )


class NothingToWriteError(EngineError):
    """A batch of no record."""

    message = "Aucune lettre à produire : la liste d’enregistrements est vide."


class NotFlowableError(EngineError):
    """A running text whose lines we cannot foretell with certainty: WeasyPrint lays that record out.

    `field` is the name of the field that caused it, empty when the fixed text or the whole paragraph did.
    """

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{f'champ « {field} »' if field else 'texte courant'} : {reason}")


class UnprovenError(EngineError):
    """A text that is outside what is proven; the caller knows whose it is."""
