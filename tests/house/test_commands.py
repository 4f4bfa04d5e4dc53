"""The two commands and the locks: what a stranger's machine meets first."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ["run", "test", "deploy/bootstrap.sh", "deploy/services.sh", "deploy/lock.sh"]
LOCKS = ["requirements.lock", "requirements-dev.lock"]
FOLDERS = {"notify", "breaches", "templates", "tests", "docs", "deploy", "bench", ".ci"}
# Written with a bracket so that this file does not find itself.
REGISTRY = re.compile(r"pyp[i]\.org|pythonhoste[d]|index-ur[l]|find-link[s]|registry\.npmj[s]", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![.\w])/(?:roo[t]|tm[p]|wor[k]|User[s])/")


def git_files() -> list[str]:
    """Files that are tracked, or would be by `git add`."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for name in git_files():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name}:{n}" for n, line in enumerate(text.splitlines(), 1) if pattern.search(line)]
    return found


def pins(lock: str) -> dict[str, Version]:
    matches = re.finditer(r"^([A-Za-z0-9._-]+)==([^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE)
    return {canonicalize_name(match[1]): Version(match[2]) for match in matches}


def requirements(group: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = project["project"]["dependencies"]
    wanted = runtime if group == "runtime" else [*runtime, *project["dependency-groups"]["dev"]]
    return [Requirement(text) for text in wanted]


# ---------------------------------------------------------------- scripts
@pytest.mark.parametrize("shell", ["sh", "dash"])
@pytest.mark.parametrize("script", SCRIPTS)
def test_the_scripts_are_posix_sh(script: str, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} on this machine")
    checked = subprocess.run([shell, "-n", ROOT / script], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("script", ["run", "test", ".ci/run"])
def test_the_commands_can_be_executed(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)


def run_in(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    """A script of the project, started from another directory."""
    script, *options = command
    return subprocess.run([ROOT / script, *options], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("script", ["run", "test"])
def test_the_commands_explain_themselves_from_any_directory(script: str, tmp_path: Path) -> None:
    told = run_in(tmp_path, script, "--help")
    assert told.returncode == 0
    assert told.stdout.startswith(f"Usage: ./{script}")


@pytest.mark.parametrize("script", ["run", "test"])
def test_an_unknown_option_is_refused_before_anything_happens(script: str, tmp_path: Path) -> None:
    refused = run_in(tmp_path, script, "--nonsense")
    assert refused.returncode == 2
    assert refused.stderr.startswith("Usage:")


def test_a_port_that_is_no_number_is_refused(tmp_path: Path) -> None:
    refused = run_in(tmp_path, "run", "--port", "http")
    assert refused.returncode == 1
    assert refused.stderr == "notify: --port: found 'http', expected a number.\n"


# ---------------------------------------------------------------- bootstrap, programs that note their calls
@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose path has a space, with the real bootstrap file and a small lock."""
    root = tmp_path / "a checkout"
    (root / "deploy").mkdir(parents=True)
    shutil.copy(ROOT / "deploy" / "bootstrap.sh", root / "deploy")
    (root / "small.lock").write_text("one==1\n")
    (tmp_path / "bin").mkdir()
    for name in ("cat", "id"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    return root


def write_program(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def source(checkout: Path, command: str) -> "subprocess.CompletedProcess[str]":
    """Runs a bootstrap function with only the programs of the fixture on the PATH."""
    script = f'set -eu; root=$1; . "$root/deploy/bootstrap.sh"; {command}'
    return subprocess.run(
        [str(shutil.which("sh")), "-c", script, "sh", str(checkout)],
        env={"PATH": str(checkout.parent / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def write_venv_python(checkout: Path) -> Path:
    """A Python that computes for real, and notes `-m pip` instead of installing. Returns its notes."""
    calls = checkout.parent / "calls"
    calls.touch()
    write_program(
        checkout / ".venv" / "bin" / "python",
        f'[ "$1" = -m ] && {{ echo "$*" >>"{calls}"; exit 0; }}\nexec "{sys.executable}" "$@"',
    )
    return calls


def test_without_a_recent_python_one_line_says_what_to_install(checkout: Path) -> None:
    write_program(checkout.parent / "bin" / "python3", "exit 1")
    result = source(checkout, "make_venv")
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "Python 3.11 or later is needed" in result.stderr


def test_a_python_without_venv_gets_one_line_that_names_the_package(checkout: Path) -> None:
    write_program(checkout.parent / "bin" / "python3", "case $2 in *pip*) exit 1 ;; esac")
    result = source(checkout, "make_venv")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "apt-get install python3-venv" in result.stderr


def test_packages_are_installed_once_with_hashes_and_again_only_after_a_change(checkout: Path) -> None:
    calls = write_venv_python(checkout)
    for _ in range(2):
        assert source(checkout, "make_venv; install_lock small.lock").returncode == 0
    installs = [line for line in calls.read_text().splitlines() if " install " in line]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    (checkout / "small.lock").write_text("one==2\n")
    assert source(checkout, "install_lock small.lock").returncode == 0
    assert calls.read_text().count(" install ") == 2


def test_the_lock_of_the_tests_stands_for_the_one_it_contains(checkout: Path) -> None:
    calls = write_venv_python(checkout)
    (checkout / "large.lock").write_text("one==1\ntwo==2\n")
    assert source(checkout, "install_lock large.lock small.lock; install_lock small.lock").returncode == 0
    assert calls.read_text().count(" install ") == 1


def test_without_pango_and_without_apt_the_line_is_printed_and_set_up_goes_on(checkout: Path) -> None:
    write_program(checkout / ".venv" / "bin" / "python", "exit 1")
    result = source(checkout, "pdf_libraries")
    assert result.returncode == 0
    assert "apt-get install libpango-1.0-0" in result.stdout


# ---------------------------------------------------------------- locks and tracked files
@pytest.mark.parametrize("lock,group", [(LOCKS[0], "runtime"), (LOCKS[1], "dev")])
def test_each_lock_satisfies_the_ranges_of_the_project(lock: str, group: str) -> None:
    pinned = pins(lock)
    for requirement in requirements(group):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not in {lock}"
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement} but {version} in {lock}"


def test_the_lock_of_the_tests_contains_the_one_of_the_site() -> None:
    runtime, dev = (pins(lock) for lock in LOCKS)
    assert runtime.items() <= dev.items()


@pytest.mark.parametrize("lock", LOCKS)
def test_each_line_of_a_lock_is_a_pin_or_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text()
    strange = [
        line
        for line in text.splitlines()
        if not re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; [\w.'\"<>=! ]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line)
    ]
    assert not strange
    assert not re.search(r"\\\n[a-z]", text), "a pin without a hash"


def test_no_tracked_file_names_a_package_registry() -> None:
    assert not lines_with(REGISTRY)


def test_no_tracked_file_names_a_path_of_somebodys_machine() -> None:
    assert not lines_with(MACHINE_PATH)


def test_the_top_level_folders_are_the_declared_ones() -> None:
    assert {name.partition("/")[0] for name in git_files() if "/" in name} <= FOLDERS


def test_exactly_one_distribution_provides_the_state_machine() -> None:
    assert set(importlib.metadata.packages_distributions()["django_fsm"]) == {"django-fsm-2"}
