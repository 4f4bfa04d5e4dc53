"""The law ring imports the standard library only and reads no clock, no chance, no file."""

import ast
import sys
from pathlib import Path

import pytest

import breaches.law
from breaches.law import errors
from breaches.law.vocabulary import Nature, Option, label, options

LAW = Path(breaches.law.__file__).parent
MODULES = sorted(LAW.glob("*.py"))
FORBIDDEN_MODULES = {
    "time",
    "random",
    "secrets",
    "uuid",
    "os",
    "io",
    "pathlib",
    "socket",
    "subprocess",
    "sqlite3",
}
FORBIDDEN_CALLS = {"open", "print", "input", "eval", "exec", "__import__"}
FORBIDDEN_ATTRIBUTES = {"now", "today", "utcnow"}


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


def impurities(tree: ast.AST) -> set[str]:
    found = {name for name in imported(tree) if name.split(".")[0] in FORBIDDEN_MODULES}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in FORBIDDEN_CALLS:
            found.add(node.id)
        if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_ATTRIBUTES:
            found.add(node.attr)
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_law_imports_only_the_standard_library_and_itself(module: Path) -> None:
    for name in imported(ast.parse(module.read_text(encoding="utf-8"))):
        assert name.startswith("breaches.law.") or name.split(".")[0] in sys.stdlib_module_names


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_law_reads_no_clock_no_chance_and_no_file(module: Path) -> None:
    assert impurities(ast.parse(module.read_text(encoding="utf-8"))) == set()


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now()",
        "date.today()",
        "open('x')",
        "import random",
        "from time import time",
        "import os.path",
    ],
)
def test_the_purity_check_sees_an_impurity(code: str) -> None:
    assert impurities(ast.parse(code))


def public_functions() -> list[tuple[str, ast.FunctionDef]]:
    found = []
    for module in MODULES:
        for node in ast.parse(module.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                found.append((module.stem, node))
    return found


# Plumbing that states no rule: reading a mapping key by key.
PLUMBING = {"read"}
SOURCES = ("art.", "Art.", "ENISA", "CNIL", "CSP", "EDPB", "official form", "house")


def test_every_public_function_of_the_law_cites_its_source() -> None:
    silent = {
        f"{module}.{node.name}"
        for module, node in public_functions()
        if node.name not in PLUMBING and not any(source in (ast.get_docstring(node) or "") for source in SOURCES)
    }

    assert silent == set()


def test_every_error_has_a_french_sentence_and_its_params() -> None:
    for name, error in vars(errors).items():
        if isinstance(error, type) and issubclass(error, errors.LawError):
            assert name.endswith("Error")
            assert error.message.endswith((".", "}."))

    raised = errors.UnknownDutyError(field="code", code="x", version="1")
    assert (raised.field, raised.params) == ("code", {"code": "x", "version": "1"})
    assert str(raised) == "L’obligation « x » n’est pas au catalogue 1."


def test_codes_carry_their_label() -> None:
    assert label(Nature.INTEGRITY) == "Perte de l’intégrité"
    assert options(Nature)[0] == Option("confidentiality", "Perte de la confidentialité")
