"""Runs one program and ends it when whoever started it is gone: `python -I -S guard.py GRACE PROGRAM ARG…`.

Standard input is a pipe whose other end only the supervisor holds. The end of that pipe – a stop, a crash or
SIGKILL of the supervisor alike – means TERM for the program and, GRACE seconds later, KILL for its whole
process group. A pipe rather than polling the parent: it is immediate, and the same on Linux and macOS.
Standard library only, so that it starts in no time.
"""

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
from types import FrameType

PR_SET_PDEATHSIG = 1
PIPE = 0  # standard input


def end_with_parent() -> None:
    """Linux: ask for TERM should the guard itself be killed. It is per thread, and the guard has only one."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def wake(_signum: int, _frame: FrameType | None) -> None:
    """Nothing to do: the number of the signal is written to the wake-up pipe."""


def wake_up_pipe() -> int:
    """Read end of a pipe that gets one byte, its number, for each signal that matters here."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, wake)
    return reader


def asked_to_stop(signals: int) -> bool:
    """Waits for an event; true for the end of the pipe or a signal to stop, false when the child changed."""
    ready, _, _ = select.select([PIPE, signals], [], [])
    if PIPE in ready:
        return True
    return any(number != signal.SIGCHLD for number in os.read(signals, 64))


def end(program: subprocess.Popen[bytes], grace: float) -> None:
    """TERM, then KILL for the whole group after `grace` seconds, the guard included: its work is over."""
    program.terminate()
    try:
        program.wait(grace)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(OSError):  # nobody may be left to read it
            os.write(1, b"did not stop in time, killed\n")
    os.killpg(0, signal.SIGKILL)


def main(arguments: list[str]) -> int:
    """Runs the program to its end; returns its exit code (128 + signal number when a signal ended it)."""
    grace, command = float(arguments[0]), arguments[1:]
    signals = wake_up_pipe()
    program = subprocess.Popen(  # noqa: S603 - the supervisor's own command
        command,
        stdin=subprocess.DEVNULL,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - this process has one thread
    )
    while program.poll() is None:
        if asked_to_stop(signals):
            end(program, grace)
    return program.returncode if program.returncode >= 0 else 128 - program.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
