"""Refusals of the engine. They name a field, a place and a reason; never a value of a record."""

from typing import ClassVar


class EngineError(Exception):
    """Base: `message` is a French template with named parameters, `params` fill it."""

    message: ClassVar[str] = ""

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message.format(**self.params)


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
