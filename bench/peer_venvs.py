"""A throw-away environment for each peer, from its section of peers.lock, under var/bench."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
VAR = Path(os.environ.get("NOTIFY_VAR") or HERE.parent / "var").resolve() / "bench"
INSTALL_SECONDS = 300


class PeerNotRunError(Exception):
    """A peer cannot be measured here; the message says why."""


@cache
def sections() -> dict[str, str]:
    """Peer → its hashed requirements."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in (HERE / "peers.lock").read_text(encoding="utf-8").splitlines():
        if line.startswith("# peer "):
            name = line.split()[2].rstrip(":")
        elif name:
            found.setdefault(name, []).append(line)
    return {name: "\n".join(lines) + "\n" for name, lines in found.items()}


def python_of(peer: str) -> Path:
    """The interpreter of the peer's environment, made anew when its section has changed. Raises PeerNotRunError."""
    requirements = sections()[peer]
    digest = hashlib.sha256((requirements + sys.version).encode()).hexdigest()
    folder = VAR / peer
    stamp, python = folder / "stamp", folder / "bin" / "python"
    if not (stamp.exists() and stamp.read_text() == digest):
        _make(folder, requirements)
        stamp.write_text(digest)
    return python


def _make(folder: Path, requirements: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    finished(_run([sys.executable, "-m", "venv", str(folder)], INSTALL_SECONDS))
    lock = folder / "requirements.lock"
    lock.write_text(requirements)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    finished(_run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(lock)], INSTALL_SECONDS))


def _run(
    command: list[str], seconds: float, given: str = "", paths: Sequence[Path] = ()
) -> "subprocess.CompletedProcess[str]":
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    try:
        return subprocess.run(  # noqa: S603  # commands put together here, no shell
            command, input=given, capture_output=True, text=True, timeout=seconds, check=False, env=settings
        )
    except subprocess.TimeoutExpired as error:
        raise PeerNotRunError(f"not finished after {seconds:.0f} s") from error
    except OSError as error:
        raise PeerNotRunError(error.strerror or type(error).__name__) from error


def finished(done: "subprocess.CompletedProcess[str]") -> str:
    """What a command printed. Raises PeerNotRunError with its last error line."""
    if done.returncode == 0:
        return done.stdout
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")] or lines or [f"ended with {done.returncode}"]
    raise PeerNotRunError(errors[-1].replace(str(VAR), "var/bench")[:200])


def ask(command: list[str], given: str, seconds: float, paths: Sequence[Path]) -> str:
    """The answer of a program to what it is given; `paths` are searched for modules. Raises PeerNotRunError."""
    return finished(_run(command, seconds, given, paths))
