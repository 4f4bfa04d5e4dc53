"""The names that `refused` may hold: every refusal of the rooms that a scenario goes through."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from breaches.errors import DomainError

ROOMS = (
    "breaches", "notify.accounts", "notify.alerts", "notify.dossier", "notify.letters", "notify.pdf",
    "notify.recipients", "notify.scenarios", "notify.work",
)  # fmt: skip
_APART = ("migrations",)


def error_names() -> tuple[str, ...]:
    """Class names of all refusals of these rooms, in alphabetical order. Imports the rooms whole."""
    for room in ROOMS:
        _import_whole(room)
    found = {cls.__name__ for cls in _subclasses(DomainError) if cls.__module__.startswith(ROOMS)}
    return tuple(sorted(found))


def _import_whole(name: str) -> None:
    module = import_module(name)
    for found in pkgutil.iter_modules(getattr(module, "__path__", ())):
        if found.name not in _APART:
            _import_whole(f"{name}.{found.name}")


def _subclasses(cls: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in cls.__subclasses__():
        yield child
        yield from _subclasses(child)
