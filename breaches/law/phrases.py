"""French sentences with values in them, which the edge can still translate."""

from typing import Self


class Phrase(str):
    """A formatted French sentence that remembers its template and its values.

    The edge translates `template`, then formats it with `params`; everybody else reads a string.
    """

    __slots__ = ("params", "template")

    template: str
    params: dict[str, object]

    def __new__(cls, template: str, **params: object) -> Self:
        phrase = super().__new__(cls, template.format(**params))
        phrase.template = template
        phrase.params = params
        return phrase
