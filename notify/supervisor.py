"""Keeps a few programs alive as child processes and leaves none behind.

Each program runs under `notify/guard.py` in a session of its own. Stopping is the same act as dying: the pipe
to the guard closes. So a supervisor that is killed without warning leaves no orphan either.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

GUARD = Path(__file__).with_name("guard.py")
GRACE, TICK = 15.0, 0.2  # seconds between TERM and KILL; between two looks
FIRST_DELAY, LAST_DELAY = 0.5, 30.0  # seconds before a dead program is started again
SETTLED = 30.0  # seconds after which a program counts as well again
Emit = Callable[[str, str], None]


@dataclass(frozen=True)
class Program:
    """What to run, and the name that prefixes each of its lines."""

    name: str
    argv: tuple[str, ...]


class Child:
    """One program: its process, and when it may start again."""

    def __init__(self, program: Program, emit: Emit, grace: float) -> None:
        self.program, self.emit, self.grace = program, emit, grace
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = self.retry_at = 0.0
        self.delay = FIRST_DELAY

    def start(self, env: Mapping[str, str]) -> None:
        """Starts the program under its guard, and a thread that copies its lines."""
        self.process = subprocess.Popen(  # noqa: S603 - the commands are the caller's own
            [sys.executable, "-I", "-S", str(GUARD), str(self.grace), *self.program.argv],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=GUARD.parent.parent,
            env=dict(env),
        )
        self.started_at = time.monotonic()
        threading.Thread(target=self._copy, args=(self.process.stdout,), daemon=True).start()

    def _copy(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self.emit(self.program.name, line.decode(errors="replace").rstrip())

    def keep_alive(self, env: Mapping[str, str]) -> None:
        """Notes a death, and starts the program again once its back-off is over."""
        now = time.monotonic()
        if self.process is None and now >= self.retry_at:
            self.start(env)
        elif self.process and (code := self.process.poll()) is not None:
            self._clear(self.process)
            if now - self.started_at > SETTLED:
                self.delay = FIRST_DELAY
            self.retry_at = now + self.delay
            self.emit(self.program.name, f"ended (code {code}), starts again in {self.delay:g} s")
            self.delay = min(2 * self.delay, LAST_DELAY)

    def release(self) -> None:
        """Closes the pipe: the guard ends the program."""
        if self.process and self.process.stdin:
            self.process.stdin.close()

    def wait(self, until: float) -> None:
        """Waits for the end, then makes sure that nothing is left of the group."""
        if self.process:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.0, until - time.monotonic()))
            self._clear(self.process)
            self.retry_at = 0.0

    def _clear(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError, PermissionError):  # macOS says EPERM for a group of zombies
            os.killpg(process.pid, signal.SIGKILL)
        self.release()
        process.wait()
        self.process = None


class Supervisor:
    """Runs programs until TERM, INT or HUP.

    `watch` is asked at each tick and answers None, or a new environment: then every program restarts with it.
    `ready` is asked until it is true, and `on_ready` is called once for each (re)start.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        env: Mapping[str, str],
        emit: Emit,
        watch: Callable[[], Mapping[str, str] | None] = lambda: None,
        ready: Callable[[], bool] = lambda: True,
        on_ready: Callable[[], None] = lambda: None,
        grace: float = GRACE,
    ) -> None:
        self.children = [Child(program, emit, grace) for program in programs]
        self.env, self.grace, self.announced = env, grace, False
        self.watch, self.ready, self.on_ready = watch, ready, on_ready
        self.stopping = threading.Event()

    def run(self) -> None:
        """Starts everything, keeps it alive, and stops it all on the way out, whatever the reason."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            while not self.stopping.is_set():
                self._tick()
                self.stopping.wait(TICK)
        finally:
            self.stop()

    def _on_signal(self, _signum: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def _tick(self) -> None:
        if (changed := self.watch()) is not None:
            self.stop()
            self.env, self.announced = changed, False
        for child in self.children:
            child.keep_alive(self.env)
        if not self.announced and self.ready():
            self.announced = True
            self.on_ready()

    def stop(self) -> None:
        """Ends all programs at the same time: TERM, then KILL after the grace period."""
        until = time.monotonic() + self.grace + 2
        for child in self.children:
            child.release()
        for child in self.children:
            child.wait(until)
