"""A throw-away SQLite database: migrated once into a template of the var directory, copied for each play."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import ConnectionHandler

from notify.environment import sqlite_database

_MAKING = "making-"  # another process may be at it too; the last one to rename wins
_FAST = "PRAGMA synchronous=OFF;"  # nothing of it outlives the play


@contextmanager
def throw_away_database() -> Iterator[Path]:
    """Within it the default connection is a fresh migrated database, and private files go to the same folder."""
    template = template_database()
    with tempfile.TemporaryDirectory(prefix="notify-play-") as name:
        folder = Path(name)
        shutil.copy(template, folder / "play.sqlite3")
        with _connected(folder / "play.sqlite3"), _private_files(folder / "private"):
            yield folder


def template_database() -> Path:
    """The migrated template of this version, made when it is not there; templates of other versions go."""
    folder = Path(settings.VAR_DIR) / "play"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"{_fingerprint()}.sqlite3"
    if not target.exists():
        partial = folder / f"{_MAKING}{os.getpid()}.sqlite3"
        with _connected(partial):
            call_command("migrate", interactive=False, verbosity=0)
        partial.replace(target)
        for former in folder.glob("*.sqlite3"):
            if former != target and not former.name.startswith(_MAKING):
                former.unlink(missing_ok=True)
    return target


def _fingerprint() -> str:
    """Changes with every migration, every guard and Django itself."""
    digest = hashlib.sha256(django.get_version().encode())
    root = Path(settings.BASE_DIR)
    for path in sorted([*root.glob("breaches/guard*.py"), *root.glob("**/migrations/*.py")]):
        if not path.is_relative_to(settings.VAR_DIR) and ".venv" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:24]


@contextmanager
def _connected(path: Path) -> Iterator[None]:
    """The default connection is that of `path`; the former one waits, untouched."""
    database = sqlite_database(path)
    database["OPTIONS"]["init_command"] += _FAST
    former = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = ConnectionHandler({DEFAULT_DB_ALIAS: database})[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[DEFAULT_DB_ALIAS] = former


@contextmanager
def _private_files(folder: Path) -> Iterator[None]:
    former = settings.PRIVATE_DIR
    settings.PRIVATE_DIR = folder
    try:
        yield
    finally:
        settings.PRIVATE_DIR = former
