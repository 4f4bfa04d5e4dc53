"""Triggers that hold the invariants in the database itself, on SQLite and PostgreSQL, under one name each.

They are (re)installed after every migration, because SQLite drops a table's triggers when it remakes the table.
A refusal arrives as an `IntegrityError` whose text carries the guard's name (`broken_rule` finds it again).
"""

import re
from dataclasses import dataclass

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import IntegrityError

_NAME = re.compile(r"\b([a-z]+(?:_[a-z0-9]+)+)\b")
_SQLITE_COLUMNS = re.compile(r"UNIQUE constraint failed: (.+)")


@dataclass(frozen=True, slots=True)
class Guard:
    """One trigger: refuses `event` on `table` when `condition` holds. `{ne}` stands for a null-safe inequality."""

    name: str
    table: str
    event: str
    condition: str
    message: str


def _sql(connection: BaseDatabaseWrapper, guard: Guard) -> list[str]:
    if connection.vendor == "postgresql":
        return _postgres_sql(guard)
    body = guard.condition.format(ne="IS NOT")
    return [
        f"DROP TRIGGER IF EXISTS {guard.name}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} WHEN {body} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.name}'); END",
    ]


def _postgres_sql(guard: Guard) -> list[str]:
    if guard.event == "TRUNCATE":
        return _postgres_truncate_sql(guard)
    body = guard.condition.format(ne="IS DISTINCT FROM")
    row = "OLD" if guard.event == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {body} THEN RAISE EXCEPTION '{guard.name}' USING ERRCODE = 'check_violation', "
        f"CONSTRAINT = '{guard.name}'; END IF; RETURN {row}; END $$",
        f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
    ]


def _postgres_truncate_sql(guard: Guard) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{guard.name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{guard.name}'; END $$",
        f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}",
        f"CREATE TRIGGER {guard.name} BEFORE TRUNCATE ON {guard.table} EXECUTE FUNCTION {guard.name}()",
    ]


def _applies(guard: Guard, connection: BaseDatabaseWrapper) -> bool:
    """SQLite knows no TRUNCATE: there it is a DELETE, which has a guard of its own."""
    return connection.vendor == "postgresql" or guard.event != "TRUNCATE"


def install(guards: tuple[Guard, ...], using: str = DEFAULT_DB_ALIAS) -> None:
    """Create or replace the triggers of `guards` on the database `using`: all of them or none."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        for guard in guards:
            if _applies(guard, connection):
                for statement in _sql(connection, guard):
                    cursor.execute(statement)


def remove(guards: tuple[Guard, ...], using: str = DEFAULT_DB_ALIAS) -> None:
    """Drop the triggers of `guards`: for the teardown of tests, and to see a test fail without its guard."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        for guard in guards:
            suffix = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{suffix}")


def missing(guards: tuple[Guard, ...], using: str = DEFAULT_DB_ALIAS) -> tuple[str, ...]:
    """Names of the guards that the database does not have (or has switched off)."""
    connection = connections[using]
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return tuple(g.name for g in guards if _applies(g, connection) and g.name not in present)


def _columns_key(model: type[models.Model], fields: tuple[str, ...]) -> str:
    table = model._meta.db_table
    columns = {field.name: field.column for field in model._meta.concrete_fields}
    return ", ".join(f"{table}.{columns[name]}" for name in fields)


def _declared_messages() -> dict[str, tuple[str, str]]:
    """Constraint name, and SQLite's column list of a unique one → (name, French message)."""
    found: dict[str, tuple[str, str]] = {}
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            entry = (constraint.name, str(constraint.violation_error_message))
            found[constraint.name] = entry
            if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
                found.setdefault(_columns_key(model, tuple(constraint.fields)), entry)
    return found


def broken_rule(error: IntegrityError, guards: tuple[Guard, ...]) -> tuple[str, str] | None:
    """Name and French message of the constraint or trigger behind `error`; None when it is none of ours.

    SQLite names CHECK constraints and triggers but only columns for UNIQUE ones; PostgreSQL names all.
    """
    known = _declared_messages() | {guard.name: (guard.name, guard.message) for guard in guards}
    text = str(error)
    if columns := _SQLITE_COLUMNS.search(text):
        return known.get(columns.group(1).strip())
    return next((known[name] for name in _NAME.findall(text) if name in known), None)
