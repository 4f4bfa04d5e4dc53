"""What stops a batch. Each refusal names the page and the field, never the value that stood there."""

from typing import Any, ClassVar

from breaches.errors import DomainError


class ReadBackError(DomainError):
    """The finished file is not what the rows say. `page` counts from 1; 0 is the file as a whole."""

    kind: ClassVar[str] = ""

    def __init__(self, *, page: int, **params: Any) -> None:
        self.page = page
        super().__init__(page=page, **params)

    def __reduce__(self) -> tuple[Any, ...]:
        """Exceptions cross processes by their positional arguments: ours have names only."""
        return _again, (type(self), self.params)


def _again(kind: type[ReadBackError], params: dict[str, Any]) -> ReadBackError:
    return kind(**params)


class BrokenFileError(ReadBackError):
    """The file as a whole cannot be read."""

    kind = "file"
    message = "Le fichier d’impression ne se relit pas ({reason}). Le lot est arrêté : produisez-le de nouveau."


class BrokenPageError(ReadBackError):
    """One page cannot be read."""

    kind = "page"
    message = "Page {page} : la page ne se relit pas ({reason}). Le lot est arrêté."


class PageSizeError(ReadBackError):
    """Not an upright A4 page, or one that shows less than it holds."""

    kind = "page-size"
    message = "Page {page} : la page n’est pas une feuille A4 droite. Le lot est arrêté."


class MissingPagesError(ReadBackError):
    """The file ends before the letters do."""

    kind = "pages-missing"
    message = "Page {page} : le fichier finit trop tôt ({found} pages trouvées). Le lot est arrêté."


class ExtraPagesError(ReadBackError):
    """The letters end before the file does."""

    kind = "pages-extra"
    message = "Page {page} : il y a des pages de trop ({found} trouvées, {expected} attendues). Le lot est arrêté."


class VersoError(ReadBackError):
    """A page that must stay blank is not."""

    kind = "verso"
    message = "Page {page} : ce verso devait rester blanc. Le lot est arrêté."


class AddressLineError(ReadBackError):
    """A line of the address differs from the row."""

    kind = "address-line"
    message = "Page {page} : la ligne {line} de l’adresse n’est pas celle du fichier. Le lot est arrêté."


class AddressMissingError(ReadBackError):
    """A line of the address is nowhere in the window."""

    kind = "address-missing"
    message = "Page {page} : la ligne {line} de l’adresse manque dans la fenêtre. Le lot est arrêté."


class AddressOutsideError(ReadBackError):
    """A line of the address stands outside the window."""

    kind = "address-outside"
    message = "Page {page} : la ligne {line} de l’adresse est imprimée hors de la fenêtre. Le lot est arrêté."


class WindowTextError(ReadBackError):
    """A text that is not of the address stands in the window."""

    kind = "window-text"
    message = "Page {page} : un texte étranger à l’adresse est visible dans la fenêtre. Le lot est arrêté."


class WindowEdgeError(ReadBackError):
    """A text crosses the edge of the window."""

    kind = "window-edge"
    message = "Page {page} : un texte déborde du cadre de la fenêtre. Le lot est arrêté."


class WindowInkError(ReadBackError):
    """A drawing or an image stands in the window."""

    kind = "window-ink"
    message = "Page {page} : un dessin ou une image est visible dans la fenêtre. Le lot est arrêté."


class CodeMissingError(ReadBackError):
    """The code of the letter is not on one of its pages."""

    kind = "code"
    message = "Page {page} : le code de la lettre manque ou diffère. Le lot est arrêté."


class ForeignCodeError(ReadBackError):
    """The code of another letter: pages swapped or text mixed."""

    kind = "code-foreign"
    message = "Page {page} : le code d’une autre lettre est imprimé sur cette page. Le lot est arrêté."


class FootError(ReadBackError):
    """The foot of this page is not the one that its place in the letter asks for."""

    kind = "foot"
    message = "Page {page} : le numéro de page de la lettre manque ou diffère. Le lot est arrêté."


class TextMissingError(ReadBackError):
    """One of the other texts of the letter is on none of its pages."""

    kind = "text"
    message = "Page {page} : le texte personnel n° {number} de cette lettre manque ou diffère. Le lot est arrêté."


class GlyphError(ReadBackError):
    """A character without a glyph: a box or nothing would be printed."""

    kind = "glyph"
    message = "Page {page} : un caractère n’a pas de dessin dans la police. Le lot est arrêté."


class NoTextError(ReadBackError):
    """A glyph whose character is unknown: nobody can say what is printed."""

    kind = "unicode"
    message = "Page {page} : un signe est imprimé dont le caractère est inconnu. Le lot est arrêté."


class FontError(ReadBackError):
    """What the file says of a glyph, its character or its width, is not what its font says."""

    kind = "font"
    message = "Page {page} : un signe n’est pas celui que la police annonce. Le lot est arrêté."


class EdgeError(ReadBackError):
    """Text over the edge of the sheet."""

    kind = "edge"
    message = "Page {page} : un texte dépasse le bord de la feuille. Le lot est arrêté."


class HiddenTextError(ReadBackError):
    """Text that the file holds and the paper would not show."""

    kind = "hidden"
    message = "Page {page} : un texte serait invisible à l’impression. Le lot est arrêté."


class ClippedError(ReadBackError):
    """Text cut by its frame."""

    kind = "clipped"
    message = "Page {page} : un texte est coupé par son cadre. Le lot est arrêté."


class OverprintError(ReadBackError):
    """Two texts on top of each other."""

    kind = "overprint"
    message = "Page {page} : des caractères se chevauchent. Le lot est arrêté."


class MarkError(ReadBackError):
    """The mark of an exercise is missing on a page."""

    kind = "mark"
    message = "Page {page} : la mention d’exercice manque. Le lot est arrêté."


class RowsError(ReadBackError):
    """The rows themselves cannot tell the letters apart."""

    kind = "rows"
    message = "Page {page} : la lettre attendue n’a ni code à elle, ni pages, ni adresse. Le lot est arrêté."
