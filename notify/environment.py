"""What the environment says: directories, profile, database and keys. Read once, by the settings."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
PROFILES = ("demo", "real")


def var_dir() -> Path:
    """Directory of everything the program writes (databases, private files, keys); made on first use."""
    path = Path(os.environ.get("NOTIFY_VAR") or BASE_DIR / "var").resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def profile() -> str:
    """`demo` or `real`: from NOTIFY_PROFILE, else from the file `profile` of the var directory, else demo."""
    stored = var_dir() / "profile"
    value = os.environ.get("NOTIFY_PROFILE") or (stored.read_text().strip() if stored.exists() else "demo")
    if value not in PROFILES:
        raise ImproperlyConfigured(f"NOTIFY_PROFILE: found {value!r}, expected one of {', '.join(PROFILES)}")
    return value


def secret_file(name: str) -> str:
    """A secret of this installation, 32 random bytes in hex, made once and readable by its owner only.

    `O_EXCL` makes two processes that start together agree: the loser reads what the winner wrote.
    """
    path = var_dir() / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as stream:
        stream.write(secrets.token_hex(32))
    return path.read_text().strip()


def secret(variable: str, file_name: str) -> str:
    """A secret from the environment, else from its file in the var directory."""
    return os.environ.get(variable) or secret_file(file_name)


def sqlite_database(path: Path) -> dict[str, Any]:
    """SQLite as the embedded default: WAL and IMMEDIATE, durable commits, triggers on replaced rows too."""
    pragmas = (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
        "PRAGMA temp_store=MEMORY;PRAGMA recursive_triggers=ON;"
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": pragmas},
    }


def postgres_database(url: str) -> dict[str, Any]:
    """A Django database entry from `postgresql://user:password@host:port/name?option=value`."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or len(parts.path) < 2:
        raise ImproperlyConfigured("NOTIFY_DATABASE_URL: expected postgresql://user:password@host:port/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def database() -> dict[str, Any]:
    """PostgreSQL when NOTIFY_DATABASE_URL is set, else one SQLite file for each profile."""
    url = os.environ.get("NOTIFY_DATABASE_URL")
    return postgres_database(url) if url else sqlite_database(var_dir() / f"{profile()}.sqlite3")


def broker_url() -> str:
    """The doorbell: NOTIFY_BROKER_URL, else a SQLite file of its own."""
    return os.environ.get("NOTIFY_BROKER_URL") or f"sqlalchemy+sqlite:///{var_dir() / 'broker.sqlite3'}?timeout=30"
