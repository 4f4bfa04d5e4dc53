"""One act that waits for somebody."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from breaches.models import Duty


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act: to the one who does it (`step`, imperative), and to the others (`waiting`, with {who})."""

    right: str
    step: str
    waiting: str
    why: str
    label: str
    url: Callable[[], str]
    method: str = "get"
    link: tuple[str, Callable[[], str]] | None = None
    duty: Duty | None = None
    due: datetime | None = None
    due_label: str = ""
    due_for: str = ""
    authors: frozenset[Any] = field(default=frozenset[Any]())
