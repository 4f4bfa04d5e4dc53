"""What runs on one engine only: named one by one, and never what lives by the database."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import engines

ROOT = Path(__file__).resolve().parents[2]
NAMED = [(path, f"test_{name}") for path, (_, names) in engines.DRAWN.items() for name in names.split()]
DRAWS = ("tests/notify/dossier/", "tests/notify/web/", "tests/scenarios/test_play_command.py")
# What a test reads or brings about that only a database can answer for.
LIVES_BY_IT = re.compile(
    r"IntegrityError|transactional_db|OperationalError|DatabaseError|\bconnections?\b|\btransaction\b|\bguards?\b|select_for_update"
    r"|\bThread|max_num_queries|assert_max|\belsewhere\b|\bdan\b|other_house|\bsweep\b|lease"
)
FUNCTIONS = {
    path: {
        node.name: node
        for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    for path in engines.DRAWN
}
# A play, or a real start, in a file of its own: their tests look at the record to see that it stays as it was.
OWN_FILE = {"tests/notify/web/test_start.py", "tests/scenarios/test_play_command.py"}


def item(path: str, name: str, *fixtures: str, mark: Any = None) -> Any:
    """As pytest hands a test to its hooks, as far as the rule looks at it."""
    return SimpleNamespace(
        path=ROOT / path, name=f"{name}[case]", originalname=name, nodeid=f"{path}::{name}", fixturenames=fixtures,
        get_closest_marker=lambda _: mark,
    )  # fmt: skip


@pytest.mark.parametrize("path,name", NAMED)
def test_what_is_named_exists_draws_and_does_not_live_by_the_database(path: str, name: str) -> None:
    assert path.startswith(DRAWS)
    assert name in FUNCTIONS[path], f"{path} has no {name}"
    function = FUNCTIONS[path][name]
    found = LIVES_BY_IT.findall(ast.unparse(function))
    assert path in OWN_FILE or not found, f"{name} belongs to both engines: {found}"


def test_no_name_stands_twice() -> None:
    assert len(set(NAMED)) == len(NAMED)


@pytest.mark.parametrize(
    "path,name,fixture",
    [
        ("tests/breaches/test_guards_hold.py", "test_anything", "db"),
        ("tests/notify/web/test_sign_in.py", "test_anything", "world"),
        ("tests/notify/web/test_declaration.py", "test_a_new_one", "world"),
        ("tests/notify/dossier/test_dossier.py", "test_no_transaction_is_held_while_rendering", "transactional_db"),
    ],
)
def test_what_is_not_named_belongs_to_both_as_soon_as_it_opens_the_database(path: str, name: str, fixture: str) -> None:
    assert engines.belonging([item(path, name, fixture, "db")])
    assert engines.belonging([item(path, name, mark=pytest.mark.django_db.mark)])
    assert engines.once(item(path, name)) == engines.NO_DATABASE


@pytest.mark.parametrize("options,lost", [(["-m", "not once"], False), (["-k", "drawn"], True)])
def test_the_row_of_postgresql_refuses_to_lose_a_test_that_belongs_there(options: list[str], lost: bool) -> None:
    """The real suite, collected as `./test` does it, then with an option that takes too much out."""
    collected = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider", *options,
         "tests/breaches/test_parties.py", "tests/notify/dossier/test_dossier.py"],
        cwd=ROOT, env={**os.environ, "NOTIFY_TEST_ROW": "postgresql"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (collected.returncode != 0) is lost, collected.stdout + collected.stderr
    assert ("left out of PostgreSQL" in collected.stdout + collected.stderr) is lost


def test_the_command_leaves_out_nothing_else() -> None:
    command = (ROOT / "test").read_text(encoding="utf-8").replace("\\\n", " ")
    row = next(line for line in command.splitlines() if line.strip().startswith("tests postgresql"))
    assert re.findall(r"-m '([^']*)'", row) == ["not once"]
    assert re.findall(r"--ignore=(\S+)", row) == ["tests/law", "tests/house", "tests/faults", "tests/browser"]
    assert not re.search(r"\s(?:-k|--deselect)\b", row)
