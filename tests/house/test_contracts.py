"""The arrows between the rings hold, and each contract is seen to break when somebody goes against it."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint_imports(tree: Path) -> "subprocess.CompletedProcess[str]":
    """Import-linter on a tree; run from it, so that its packages are the ones that are read."""
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy_of_the_tree(tmp_path: Path) -> Path:
    for package in ("notify", "breaches"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_import_contract_is_kept() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout
    assert " 0 broken" in result.stdout


@pytest.mark.parametrize(
    "module,planted,contract",
    [
        ("breaches/models/breach.py", "import notify.urls", "notify uses breaches, never the reverse"),
        ("breaches/states.py", "import breaches.journal", "layers of breaches, every module in its place"),
        ("breaches/stray.py", "", "layers of breaches, every module in its place"),
        ("breaches/journal.py", "import celery", "breaches knows no task queue"),
        ("breaches/operations/base.py", "import weasyprint", "breaches knows no task queue"),
        ("breaches/law/clocks.py", "import django.utils.timezone", "the law knows neither the record"),
        ("breaches/law/clocks.py", "import breaches.states", "the law knows neither the record"),
        ("notify/letters/__init__.py", "import weasyprint", "one door to the PDF engine"),
        (
            "notify/accounts/stray.py",
            "from cryptography.fernet import Fernet",
            "one door to the keys of the vault",
        ),
        ("notify/letters/readback/file.py", "import pypdf", "the read-back stands on the standard library"),
        ("notify/letters/engine/__init__.py", "import notify.letters.readback.file", "share no code"),
        ("notify/letters/readback/file.py", "import notify.letters.engine", "share no code"),
        ("notify/recipients/stray.py", "import notify.web.ribbon", "layers of notify"),
    ],
)
def test_an_import_against_the_arrow_breaks_its_contract(
    copy_of_the_tree: Path, module: str, planted: str, contract: str
) -> None:
    target = copy_of_the_tree / module
    old = target.read_text() if target.exists() else ""
    target.write_text(f"{old}\n{planted}\n")
    result = lint_imports(copy_of_the_tree)
    assert result.returncode != 0
    verdicts = [line for line in result.stdout.splitlines() if contract in line and "BROKEN" in line]
    assert verdicts, result.stdout


def imported_packages(path: Path) -> set[str]:
    """Top-level names of every absolute import of a module, those inside functions included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_the_law_imports_only_the_standard_library() -> None:
    modules = sorted((ROOT / "breaches" / "law").rglob("*.py"))
    assert modules
    outside = {
        str(path.relative_to(ROOT)): names
        for path in modules
        if (names := imported_packages(path) - sys.stdlib_module_names - {"breaches"})
    }
    assert not outside


def test_only_the_door_imports_inside_a_function() -> None:
    found = set()
    for path in [*ROOT.glob("notify/**/*.py"), *ROOT.glob("breaches/**/*.py")]:
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function)):
                found.add(path.relative_to(ROOT).as_posix())
    assert found <= {"notify/pdf.py"}
