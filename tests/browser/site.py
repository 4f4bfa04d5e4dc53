"""The site as a user runs it: one database of its own, then `manage.py serve` with web, worker and beat."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from socket import create_server
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0  # seconds for the three programs to start, on a busy machine
GRACE = 40.0  # seconds for them to end


class Site:
    """A served site, its log, and what was put into it beforehand (`made`, from tests.browser.staging)."""

    def __init__(self, folder: Path) -> None:
        self.log_file = folder / "serve.log"
        others = {name: value for name, value in os.environ.items() if not name.startswith("NOTIFY_")}
        self.env = others | {
            "DJANGO_SETTINGS_MODULE": "notify.settings",
            "NOTIFY_VAR": str(folder / "var"),
            "NOTIFY_PROFILE": "demo",
            "NOTIFY_SWEEP_SECONDS": "2",
            "NOTIFY_LOG_LEVEL": "WARNING",
        }
        self.made: dict[str, Any] = {}
        self.process: subprocess.Popen[bytes] | None = None
        with create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]

    @property
    def url(self) -> str:
        """Address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def python(self, *arguments: str) -> str:
        """A Python command of the project, to its end; what it prints."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.env, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{' '.join(arguments)}:\n{done.stderr}"
        return done.stdout

    def prepare(self) -> None:
        """Catalogues, tables, and the people of the tests."""
        self.python("manage.py", "compile_catalogue")
        self.python("manage.py", "migrate", "--noinput", "--verbosity", "0")
        self.made = json.loads(self.python("-m", "tests.browser.staging"))

    def start(self) -> None:
        """Serve, and wait until the site says that it is well."""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(self.port)],
            cwd=ROOT, env=self.env, start_new_session=True, stdout=self.log_file.open("wb"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, f"serve ended at once:\n{self.log()}"
            assert time.monotonic() < end, f"serve does not answer:\n{self.log()}"
            time.sleep(0.25)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """End the supervisor, which ends its programs."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise

    def log(self) -> str:
        """What the programs have written."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""
