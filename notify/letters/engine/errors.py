"""The base of what the engine refuses. Concrete errors stand where they are raised."""

from typing import Any, ClassVar


class EngineError(Exception):
    """A refusal: nothing was produced. Carries positions, counts and code points, never what a field says.

    `message` is a French template with named parameters, as in DomainError: whoever catches it can translate it.
    """

    message: ClassVar[str] = ""

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message.format(**self.params)
