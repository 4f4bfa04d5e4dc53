"""Small and plain: the sizes that the project promises (architecture, convention 14)."""

import ast
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[2]
MODULE_LIMIT = 300
FUNCTION_LIMIT = 45
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc"}


def modules() -> list[Path]:
    found = [*ROOT.glob("breaches/**/*.py"), *ROOT.glob("notify/**/*.py"), *ROOT.glob("bench/**/*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def functions() -> dict[str, int]:
    """Lines of each function, its docstring and signature included."""
    sizes = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                place = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
                sizes[place] = node.end_lineno - node.lineno + 1
    return sizes


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    sizes = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in modules()}
    assert sizes
    assert not {place: size for place, size in sizes.items() if size > MODULE_LIMIT}


def test_no_function_is_longer_than_forty_five_lines() -> None:
    assert not {place: size for place, size in functions().items() if size > FUNCTION_LIMIT}


def test_most_functions_are_short() -> None:
    sizes = list(functions().values())
    assert median(sizes) <= 8
    assert quantiles(sizes, n=10)[-1] <= 25


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [str(path.relative_to(ROOT)) for path in modules() if path.stem in FORBIDDEN_NAMES]
