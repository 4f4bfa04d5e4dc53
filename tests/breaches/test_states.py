"""The order of states is written three times (django-fsm, the table of the triggers, the database): they agree."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django_fsm import FSMField

from breaches.guard_rules import GUARDS
from breaches.guard_states import STATES
from tests.breaches.record import Record, delete, lift, refused_as, run, update

ROOT = Path(__file__).resolve().parents[2]
MACHINES: dict[str, type[models.Model]] = {
    model._meta.model_name: model
    for model in apps.get_app_config("breaches").get_models()
    if any(isinstance(column, FSMField) for column in model._meta.concrete_fields)
}
Pairs = set[tuple[str, str]]


def known(model: type[models.Model]) -> set[str]:
    return {str(value) for value, _ in model._meta.get_field("state").choices}


def transitions(model: type[models.Model]) -> Pairs:
    """Changes of state that django-fsm allows; a transition to the same state changes none."""
    field = model._meta.get_field("state")
    return {
        (str(found.source), str(found.target))
        for found in field.get_all_transitions(model)
        if found.source != found.target
    }


def test_every_model_with_states_has_its_table_of_triggers():
    assert set(STATES) == set(MACHINES)


@pytest.mark.parametrize("suffix", sorted(STATES))
def test_the_triggers_and_django_fsm_allow_the_same_changes(suffix):
    _, pairs = STATES[suffix]
    assert set(pairs) == transitions(MACHINES[suffix])
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("suffix", sorted(STATES))
def test_every_state_can_be_reached_and_none_is_unknown(suffix):
    initial, pairs = STATES[suffix]
    reached = set(initial)
    while grown := {target for source, target in pairs if source in reached} - reached:
        reached |= grown
    assert reached == known(MACHINES[suffix])


@pytest.mark.parametrize("suffix", sorted(STATES))
def test_the_state_of_a_new_row_is_a_first_state_and_moves_only_by_its_machine(suffix):
    field = MACHINES[suffix]._meta.get_field("state")
    assert field.default in STATES[suffix][0]
    assert field.protected


def in_each_state(record: Record, suffix: str) -> Iterator[tuple[str, models.Model]]:
    for state in sorted(known(MACHINES[suffix])):
        row = MACHINES[suffix].objects.get(pk=getattr(record.row, f"{suffix}_{state}").pk)
        assert row.state == state
        yield state, row


def refusal(record: Record, row: models.Model, target: str) -> str | None:
    """The rule that refuses the move by raw SQL, told in the journal; None when it goes through."""
    return refused_as(update(row, state=target, last_entry_id=record.row.entry.pk), undo=True)


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", sorted(STATES))
def test_raw_sql_moves_no_row_out_of_order(suffix, record):
    """From each state to every other one that the machine does not know, with a row that really is there."""
    order = f"{suffix}_transition_in_order"
    others = tuple(
        guard.name
        for guard in GUARDS
        if guard.table == f"breaches_{suffix}" and guard.event == "UPDATE" and guard.name != order
    )
    allowed = transitions(MACHINES[suffix])
    tried = 0
    with transaction.atomic():
        for state, row in in_each_state(record, suffix):
            for target in known(MACHINES[suffix]) - {state}:
                if (state, target) not in allowed:
                    assert refusal(record, row, target) is not None, (state, target)
        lift(others)
        for state, row in in_each_state(record, suffix):
            for target in known(MACHINES[suffix]) - {state}:
                held = refusal(record, row, target) == order
                assert held == ((state, target) not in allowed), (state, target)
                tried += 1
        transaction.set_rollback(True)
    count = len(known(MACHINES[suffix]))
    assert tried == count * (count - 1)


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", sorted(STATES))
def test_raw_sql_deletes_no_row_in_any_state(suffix, record):
    for state, row in in_each_state(record, suffix):
        with pytest.raises(IntegrityError, match=f"{suffix}_never_deleted"), transaction.atomic():
            run(delete(row))
        assert MACHINES[suffix].objects.filter(pk=row.pk, state=state).exists()


@pytest.mark.django_db
def test_a_trigger_that_is_lifted_lets_the_wrong_order_through(record):
    """The matrix above can fail: without the trigger the same statement goes through."""
    row = record.row.breach_reported
    assert refusal(record, row, "dismissed") is None
    with transaction.atomic():
        assert refusal(record, record.row.breach_dismissed, "confirmed") == "breach_transition_in_order"
        lift(("breach_transition_in_order",))
        assert refusal(record, record.row.breach_dismissed, "confirmed") is None
        transaction.set_rollback(True)


# ---------------------------------------------------------------- who writes

WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "add",
    "remove", "set", "clear",
}  # fmt: skip
RECORD = {model.__name__ for model in apps.get_app_config("breaches").get_models()}
HOUSE = {"Organisation", "Member", "HeldRole"}
MAY_WRITE = {
    "breaches/journal.py": {"JournalEntry"},
    "notify/accounts/onboarding.py": HOUSE,
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted([*ROOT.glob("breaches/**/*.py"), *ROOT.glob("notify/**/*.py")]):
        place = path.relative_to(ROOT).as_posix()
        if "/migrations/" not in place and not place.startswith("breaches/operations/"):
            yield place, ast.parse(path.read_text())


def related_names() -> dict[str, str]:
    """Name of a reverse manager of the record → the model it writes."""
    return {
        relation.get_accessor_name(): relation.related_model.__name__
        for model in apps.get_app_config("breaches").get_models()
        for relation in model._meta.related_objects
        if relation.related_model.__name__ in RECORD and relation.get_accessor_name()
    }


def root_of(node: ast.expr) -> ast.expr:
    """The innermost value of `a.b(…).c(…)`; annotated names follow their annotation."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node


def parts_of(node: ast.expr) -> set[str]:
    return {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}


def typed_names(tree: ast.Module) -> dict[str, str]:
    """Variables whose annotation or right-hand side names a model of the record."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation is not None:
            pairs = [(node.arg, node.annotation)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            pairs = [(node.target.id, node.annotation)]
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.expr):
            pairs = [(t.id, root_of(node.value)) for t in node.targets if isinstance(t, ast.Name)]
        else:
            continue
        for name, kind in pairs:
            if named := {part.id for part in ast.walk(kind) if isinstance(part, ast.Name)} & RECORD:
                found[name] = named.pop()
    return found


def writes(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and model of each write to the record that the syntax shows."""
    imported = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("breaches.models")
        for alias in node.names
        if alias.name in RECORD
    }
    typed, related = typed_names(tree), related_names()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        root, parts = root_of(node.func.value), parts_of(node.func.value)
        name = root.id if isinstance(root, ast.Name) else ""
        if name in imported:
            yield node.lineno, imported[name]
        elif managers := parts & set(related):
            yield node.lineno, related[managers.pop()]
        elif name in typed and (node.func.value is root or "objects" in parts):
            yield node.lineno, typed[name]


def test_only_operations_write_the_record():
    found = [
        f"{place}:{line} {model}"
        for place, tree in sources()
        for line, model in writes(tree)
        if model not in MAY_WRITE.get(place, set())
    ]
    assert found == []


@pytest.mark.parametrize("text, model", [
    ("Breach.objects.filter(pk=1).update(title='x')", "Breach"),
    ("def f(breach: Breach):\n    breach.save()", "Breach"),
    ("def f(breach: Breach):\n    breach.duties.filter(state='open').delete()", "Duty"),
    ("row = Approval.objects.get(pk=1)\nrow.delete()", "Approval"),
    ("JournalEntry.objects.create(seq=1)", "JournalEntry"),
])  # fmt: skip
def test_the_search_for_writers_finds_a_writer(text, model):
    tree = ast.parse(f"from breaches.models import Approval, Breach, JournalEntry\n{text}\n")
    assert [name for _, name in writes(tree)] == [model]


def test_no_module_reaches_the_tables_of_the_record_by_raw_sql():
    """Triggers apart: a statement that names a table of the record stands in the guards only."""
    tables = {model._meta.db_table for model in apps.get_app_config("breaches").get_models()}
    found = [
        f"{place}:{node.lineno}"
        for place, tree in sources()
        if not place.startswith("breaches/guard")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and any(t in node.value for t in tables)
    ]
    assert found == []
