"""`manage.py serve`: web, worker and beat under one supervisor."""

import ipaddress
import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from notify.environment import PROFILES
from notify.supervisor import Program, Supervisor

DEFAULT_PORT = 8000
SETTLE = 5.0  # seconds between the new profile and its taking over


def is_public(host: str) -> bool:
    """True when other machines may reach an address that is listened on."""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


def is_free(host: str, port: int) -> bool:
    """True when the port can be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def choose_port(host: str, wanted: int | None) -> int:
    """The wanted port, which must be free; without a wish 8000 or the next free one. Raises CommandError."""
    if wanted is not None:
        if not is_free(host, wanted):
            raise CommandError(f"--port {wanted}: another program listens there; choose another port.")
        return wanted
    for port in range(DEFAULT_PORT, DEFAULT_PORT + 100):
        if is_free(host, port):
            return port
    raise CommandError(f"no free port from {DEFAULT_PORT} on; choose one with --port.")


def authority(host: str, port: int) -> str:
    """`host:port` as it stands in a URL."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def programs(address: str, var: Path) -> tuple[Program, ...]:
    """The three programs. Threads, not forks, in the worker: SQLite handles must not cross a fork."""
    python = (sys.executable, "-m")
    web = "--worker-class gthread --workers 2 --threads 4 --graceful-timeout 10 --no-control-socket"
    worker = "-P threads -c 4 --without-gossip --without-mingle --without-heartbeat --loglevel WARNING"
    celery = (*python, "celery", "-A", "notify")
    return (
        Program("web", (*python, "gunicorn", *web.split(), "--bind", address, "notify.wsgi")),
        Program("worker", (*celery, "worker", *worker.split())),
        Program("beat", (*celery, "beat", "-s", str(var / "beat"), "--pidfile=", "--loglevel", "WARNING")),
    )


class ProfileSwitch:
    """Notices that the file `profile` has another content: so a real start takes over from the demo.

    `settle` seconds after the change: the page that says what happens must still reach the browser whole.
    """

    def __init__(self, path: Path, env: Mapping[str, str], *, public: bool, settle: float = 0.0) -> None:
        self.path, self.env, self.public, self.settle = path, env, public, settle
        self.seen = self._read()

    def _read(self) -> str:
        return self.path.read_text().strip() if self.path.exists() else ""

    def __call__(self) -> Mapping[str, str] | None:
        """The new environment of the children after a change, else None. Raises CommandError."""
        found = self._read()
        if found == self.seen or found not in PROFILES or time.time() - self.path.stat().st_mtime < self.settle:
            return None
        self.seen = found
        refuse_public_demo(found, public=self.public)
        return {**self.env, "NOTIFY_PROFILE": found}


def refuse_public_demo(profile: str, *, public: bool) -> None:
    """The demonstration's passwords are printed for all to read: never on an address others can reach."""
    if public and profile == "demo":
        raise CommandError("the demonstration is served on 127.0.0.1 only; --host is for the real profile.")


def answers(url: str) -> bool:
    """True when the site says that it is well."""
    host = next((name for name in settings.ALLOWED_HOSTS if not name.startswith(("*", "."))), "localhost")
    request = urllib.request.Request(url, headers={"Host": host})  # noqa: S310 - our own http address
    try:
        with urllib.request.urlopen(request, timeout=2) as response:  # noqa: S310 - the same
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


class Command(BaseCommand):
    """Serves until interrupted."""

    help = "Serves the site: web, worker and beat under one supervisor that restarts what dies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, help=f"default: {DEFAULT_PORT}, or the next free one")

    def handle(self, **options: Any) -> None:
        host: str = options["host"]
        public = is_public(host)
        refuse_public_demo(settings.NOTIFY_PROFILE, public=public)
        address = authority(host, choose_port(host, options["port"]))
        local = address.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]")  # noqa: S104 - the way back in
        env = {**os.environ, "NOTIFY_PROFILE": settings.NOTIFY_PROFILE}
        env.setdefault("NOTIFY_BASE_URL", f"http://{local}")
        lock = threading.Lock()

        def emit(name: str, line: str) -> None:
            with lock, suppress(OSError):  # nobody reads any more: the programs must not block on that
                self.stdout.write(f"{name:<7}| {line}")
                self.stdout.flush()

        Supervisor(
            programs(address, settings.VAR_DIR),
            env=env,
            emit=emit,
            watch=ProfileSwitch(settings.VAR_DIR / "profile", env, public=public, settle=SETTLE),
            ready=lambda: answers(f"http://{local}/healthz"),
            on_ready=lambda: emit("notify", f"ready at http://{local}/ (Ctrl-C to stop)"),
        ).run()
