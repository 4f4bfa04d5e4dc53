"""The base of every refusal that a user reads. Concrete errors stand where they are raised."""

from typing import Any, ClassVar

from django.utils.translation import gettext


class DomainError(Exception):
    """A refusal: nothing was changed. Carries ids, counts and instants, never personal data.

    `message` is a French template with named parameters (the English one is in the catalogue); `field` names the
    form field beside which it belongs, None for the whole act.
    """

    message: ClassVar[str] = ""
    default_field: ClassVar[str | None] = None

    def __init__(self, *, field: str | None = None, **params: Any) -> None:
        self.field = field if field is not None else self.default_field
        self.params = params
        super().__init__(self.message)

    def __str__(self) -> str:
        return gettext(self.message).format(**self.params)


class StaleVersionError(DomainError):
    """Somebody else saved in between (optimistic version)."""

    message = (
        "Quelqu’un d’autre a enregistré cette page entre-temps (version {found}, vous aviez la version {expected}). "
        "Vos réponses sont conservées ci-dessous : comparez-les, puis enregistrez de nouveau."
    )


class UnknownObjectError(DomainError):
    """The object does not exist, or belongs to another organisation: the two are not told apart."""

    message = "Cet élément n’existe pas, ou n’est pas accessible à votre organisation."
