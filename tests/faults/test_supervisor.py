"""The supervisor with real processes: what dies comes back, and nothing outlives it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from notify.supervisor import GRACE

ROOT = Path(__file__).resolve().parents[2]

# Each program notes its pid and its profile in a file of its name, then sleeps; "stubborn" does not listen to
# TERM, "parent" has a child of its own, "fragile" dies at once.
PROGRAM = """
import os, pathlib, signal, subprocess, sys, time
path = pathlib.Path(sys.argv[1])
name = path.name
if name == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if name == "parent":
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    path.with_name("grandchild").write_text(f"{child.pid} -")
path.with_name(name + ".new").write_text(f"{os.getpid()} {os.environ['NOTIFY_PROFILE']}")
path.with_name(name + ".new").replace(path)
print("hello from", name, flush=True)
time.sleep(0 if name == "fragile" else 600)
"""
SUPERVISOR = """
import os, pathlib, sys
from notify.supervisor import Program, Supervisor
folder, program, grace, *names = sys.argv[1:]
folder = pathlib.Path(folder)
seen = ["demo"]
def watch():
    path = folder / "profile"
    if path.exists() and path.read_text() != seen[0]:
        seen[0] = path.read_text()
        return {**os.environ, "NOTIFY_PROFILE": seen[0]}
Supervisor(
    [Program(name, (sys.executable, "-c", program, str(folder / name))) for name in names],
    env={**os.environ, "NOTIFY_PROFILE": "demo"},
    emit=lambda name, line: print(f"{name}| {line}", flush=True),
    watch=watch,
    ready=lambda: all((folder / name).exists() for name in names),
    on_ready=lambda: print("READY", flush=True),
    grace=float(grace),
).run()
"""

Start = Callable[..., "subprocess.Popen[str]"]


def wait_until(condition: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def noted(path: Path) -> tuple[int, str]:
    wait_until(path.exists)
    pid, profile = path.read_text().split()
    return int(pid), profile


def pid_of(path: Path) -> int:
    return noted(path)[0]


def is_alive(pid: int) -> bool:
    """A zombie that nobody has collected yet is not alive."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.strip().startswith("Z")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def start_supervisor(*names: str, grace: float = 15) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", SUPERVISOR, str(tmp_path), PROGRAM, str(grace), *names]
        with (tmp_path / "output").open("w") as output:
            supervisor = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, text=True)
        started.append(supervisor)
        wait_until(lambda: "READY" in (tmp_path / "output").read_text())
        return supervisor

    yield start_supervisor
    for supervisor in started:
        supervisor.kill()
        supervisor.wait()
    for note in tmp_path.iterdir():
        if note.name not in ("output", "profile") and is_alive(pid_of(note)):
            os.kill(pid_of(note), signal.SIGKILL)


def test_a_killed_program_is_started_again_and_the_others_go_on(start: Start, tmp_path: Path) -> None:
    start("web", "worker", "beat")
    web, worker, beat = (pid_of(tmp_path / name) for name in ("web", "worker", "beat"))
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: pid_of(tmp_path / "worker") != worker)
    assert (pid_of(tmp_path / "web"), pid_of(tmp_path / "beat")) == (web, beat)
    assert is_alive(pid_of(tmp_path / "worker"))
    assert "worker| ended (code 137), starts again in 0.5 s" in (tmp_path / "output").read_text()


def test_what_a_killed_program_had_started_does_not_survive_it(start: Start, tmp_path: Path) -> None:
    start("parent")
    parent, grandchild = pid_of(tmp_path / "parent"), pid_of(tmp_path / "grandchild")
    os.kill(parent, signal.SIGKILL)
    wait_until(lambda: not is_alive(grandchild))
    wait_until(lambda: pid_of(tmp_path / "parent") != parent)


def test_a_killed_supervisor_leaves_no_orphan(start: Start, tmp_path: Path) -> None:
    supervisor = start("web", "stubborn", "parent", grace=1)
    pids = [pid_of(tmp_path / name) for name in ("web", "stubborn", "parent", "grandchild")]
    guards = [os.getpgid(pid) for pid in pids]
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: not any(is_alive(pid) for pid in [*pids, *guards]))


def test_a_killed_guard_takes_its_program_along_and_both_come_back(start: Start, tmp_path: Path) -> None:
    start("web")
    program = pid_of(tmp_path / "web")
    os.kill(os.getpgid(program), signal.SIGKILL)
    wait_until(lambda: not is_alive(program))
    wait_until(lambda: pid_of(tmp_path / "web") != program)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_ends_everything_well_before_twenty_seconds(
    start: Start, tmp_path: Path, number: signal.Signals
) -> None:
    supervisor = start("web", "worker", "parent")
    pids = [pid_of(tmp_path / name) for name in ("web", "worker", "parent", "grandchild")]
    supervisor.send_signal(number)
    assert supervisor.wait(timeout=10) == 0
    assert not any(is_alive(pid) for pid in pids)


def test_a_program_that_does_not_listen_is_killed_after_the_grace_period(start: Start, tmp_path: Path) -> None:
    supervisor = start("stubborn", grace=2)
    pid = pid_of(tmp_path / "stubborn")
    asked = time.monotonic()
    supervisor.terminate()
    assert supervisor.wait(timeout=10) == 0
    assert time.monotonic() - asked >= 2
    assert not is_alive(pid)


def test_the_grace_period_leaves_a_stop_under_twenty_seconds() -> None:
    assert GRACE + 2 < 20


def test_a_program_that_keeps_dying_is_started_less_and_less_often(start: Start, tmp_path: Path) -> None:
    start("fragile")
    output = tmp_path / "output"
    wait_until(lambda: output.read_text().count("ended (code 0)") >= 3)
    waits = [line.rpartition(" in ")[2] for line in output.read_text().splitlines() if "ended" in line]
    assert waits[:3] == ["0.5 s", "1 s", "2 s"]


def test_another_profile_restarts_every_program_with_it(start: Start, tmp_path: Path) -> None:
    start("web", "worker")
    before = {name: noted(tmp_path / name) for name in ("web", "worker")}
    (tmp_path / "profile.new").write_text("real")
    (tmp_path / "profile.new").replace(tmp_path / "profile")
    for name, (pid, profile) in before.items():
        assert profile == "demo"
        wait_until(lambda name=name, pid=pid: pid_of(tmp_path / name) != pid)
        assert noted(tmp_path / name)[1] == "real"
        assert not is_alive(pid)
    wait_until(lambda: (tmp_path / "output").read_text().count("READY") == 2)


def test_each_line_carries_the_name_of_its_program(start: Start, tmp_path: Path) -> None:
    start("web", "worker")
    lines = {"web| hello from web", "worker| hello from worker", "READY"}
    wait_until(lambda: lines <= set((tmp_path / "output").read_text().splitlines()))
