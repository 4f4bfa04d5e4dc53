"""Real processes for the fault campaign: database, broker queue, SMTP sink, beats and workers of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from threading import Lock
from typing import Any

import psycopg
from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[2]


class Sink:
    """An SMTP server that only counts: Message-ID → how many times it was accepted."""

    def __init__(self) -> None:
        self.received: Counter[str] = Counter()
        self._lock = Lock()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        with self._lock:
            self.received[message_from_bytes(envelope.content)["Message-ID"]] += 1
        return "250 taken"


@contextmanager
def smtp_sink() -> Iterator[tuple[Sink, int]]:
    """A sink on a free port of the loopback."""
    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink, port
    finally:
        controller.stop()


@contextmanager
def fresh_database(url: str) -> Iterator[str]:
    """A database of its own on the server of `url`, dropped at the end."""
    name = f"notify_faults_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    base, _, _ = url.rpartition("/")
    try:
        yield f"{base}/{name}"
    finally:
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Machinery:
    """Starts and ends the project's own processes under one environment."""

    def __init__(self, folder: Path, database: str, broker: str, smtp_port: int) -> None:
        self.folder = folder
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "notify.settings",
            "NOTIFY_VAR": str(folder / "var"),
            "NOTIFY_DATABASE_URL": database,
            "NOTIFY_BROKER_URL": broker,
            "NOTIFY_QUEUE": f"notify-faults-{uuid.uuid4().hex[:8]}",
            "NOTIFY_SMTP_HOST": "127.0.0.1",
            "NOTIFY_SMTP_PORT": str(smtp_port),
            "NOTIFY_SWEEP_SECONDS": "1",
            "NOTIFY_LEASE_SECONDS": "4",
            "NOTIFY_LOG_LEVEL": "ERROR",
        }
        self.running: list[subprocess.Popen[bytes]] = []

    def manage(self, *arguments: str) -> None:
        """A command of manage.py, to its end."""
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env, check=True)

    def script(self, text: str, *arguments: str) -> str:
        """A script inside Django; what it prints."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{text}", *arguments],
            cwd=ROOT, env=self.env, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout

    def start(self, *celery: str, **more: str) -> subprocess.Popen[bytes]:
        """A Celery process in a session of its own."""
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "notify", *celery],
            cwd=ROOT, env=self.env | more, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=(self.folder / "processes.log").open("ab"),
        )  # fmt: skip
        self.running.append(process)
        return process

    def worker(self, **more: str) -> subprocess.Popen[bytes]:
        """A worker of one process, which SIGKILL ends whole."""
        name = f"w{uuid.uuid4().hex[:6]}@localhost"
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "ERROR")
        return self.start("worker", "-P", "solo", "-n", name, *quiet, **more)

    def beat(self) -> subprocess.Popen[bytes]:
        """A beat with a schedule file of its own."""
        return self.start("beat", "-l", "ERROR", "-s", str(self.folder / f"beat-{uuid.uuid4().hex[:6]}"))

    def stop(self) -> None:
        """End what still runs."""
        for process in self.running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=20)
        self.running.clear()


def wait_until(condition: Any, seconds: float) -> bool:
    """Poll until true; False when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.25)
    return bool(condition())
