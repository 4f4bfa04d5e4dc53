"""A YAML 1.2 document (JSON is one) as plain data with its lines: no surprise booleans, no duplicate keys."""

import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from notify.scenarios.document import Document, Path, Place, ScenarioFileError

SIZE_MAX = 5_000_000  # bytes
NODES_MAX = 200_000  # an alias of an alias of an alias grows without bound
DEPTH_MAX = 40
NUMBER_MAX = 40  # characters

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
_CORE = (  # the core schema of YAML 1.2, chapter 10.3; everything else that is plain is text
    (re.compile(r"(?:|~|null|Null|NULL)"), lambda _text: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda text: text.lower() == "true"),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+"), lambda text: int(text[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text[2:], 16)),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"), float),
)
_PLAIN_TAGS = frozenset({"map", "seq", "str", "null", "bool", "int", "float", "timestamp", "merge", "value"})


def read_document(data: bytes) -> Document:
    """One document from the bytes of a file. Raises ScenarioFileError with line and column."""
    text = _decoded(data)
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except RecursionError as error:
        raise refused((1, 1), "une imbrication sans fin", f"au plus {DEPTH_MAX} niveaux") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise refused(place, str(error.problem or error.context), "un seul document YAML 1.2") from error
    except YAMLError as error:
        raise refused((1, 1), type(error).__name__, "un document YAML 1.2") from error
    if root is None:
        raise refused((1, 1), "un fichier vide", "un document")
    return _Builder().document(root)


def refused(place: Place, found: str, expected: str, path: Path = ()) -> ScenarioFileError:
    """The error of what stands at `place`."""
    return ScenarioFileError(place=place, path=path, found=found, expected=expected)


def _decoded(data: bytes) -> str:
    if len(data) > SIZE_MAX:
        raise refused((1, 1), f"{len(data)} octets", f"au plus {SIZE_MAX} octets")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refused((line, 1), "des octets qui ne sont pas de l’UTF-8", "un texte en UTF-8") from error
    if control := _CONTROL.search(text):
        before = text[: control.start()]
        place = (before.count("\n") + 1, control.start() - before.rfind("\n"))
        raise refused(place, f"le caractère de commande U+{ord(control[0]):04X}", "un texte sans lui")
    if not text.strip():
        raise refused((1, 1), "un fichier vide", "un document")
    return text


class _Builder:
    """Nodes → plain data, with the place of each key and value."""

    def __init__(self) -> None:
        self._values: dict[Path, Place] = {}
        self._keys: dict[Path, Place] = {}

    def document(self, root: Node) -> Document:
        """The whole tree."""
        return Document(self._value(root, ()), self._values, self._keys)

    def _value(self, node: Node, path: Path) -> Any:
        place = _place(node)
        self._values[path] = place
        if len(self._values) > NODES_MAX or len(path) > DEPTH_MAX:
            raise refused(place, "un document trop grand", f"au plus {NODES_MAX} valeurs", path[:6])
        tag = str(node.tag)
        if tag.removeprefix("tag:yaml.org,2002:") not in _PLAIN_TAGS:
            raise refused(place, f"l’étiquette {tag}", "une valeur sans étiquette", path)
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._value(item, (*path, rank)) for rank, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = _place(key_node)
            if not isinstance(key_node, ScalarNode):
                raise refused(place, "une clé composée", "un texte", path)
            key = str(key_node.value)
            if key in found:
                raise refused(place, "la même clé deux fois", "une seule fois", (*path, key))
            self._keys[(*path, key)] = place
            found[key] = self._value(value_node, (*path, key))
        return found


def _place(node: Node) -> Place:
    return (node.start_mark.line + 1, node.start_mark.column + 1)


def _scalar(node: Node) -> Any:
    """Quoted and block scalars are text; a plain one follows the core schema."""
    text = str(node.value)
    if getattr(node, "style", None) or len(text) > NUMBER_MAX:
        return text
    for pattern, made in _CORE:
        if pattern.fullmatch(text):
            return made(text)
    return text
