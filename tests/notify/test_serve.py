"""`manage.py serve`: where it listens, what it refuses, when it switches profile."""

import os
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from notify.management.commands import serve


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def site() -> Iterator[tuple[str, list[int]]]:
    """The address of a site, and the status that it answers next."""
    statuses = [200]

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(statuses[0])
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the test's output."""

    server = HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/healthz", statuses
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "host,public",
    [
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("::1", False),
        ("localhost", False),
        ("0.0.0.0", True),
        ("::", True),
        ("10.0.0.5", True),
        ("violations.example.org", True),
    ],
)
def test_only_the_loopback_is_private(host: str, public: bool) -> None:
    assert serve.is_public(host) is public


def test_the_demonstration_is_never_served_on_a_public_address(settings) -> None:
    settings.NOTIFY_PROFILE = "demo"
    with pytest.raises(CommandError, match="127\\.0\\.0\\.1 only"):
        call_command("serve", host="0.0.0.0")


def test_a_switch_back_to_the_demonstration_is_refused_on_a_public_address(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    profile.write_text("real\n")
    switch = serve.ProfileSwitch(profile, {}, public=True)
    profile.write_text("demo\n")
    with pytest.raises(CommandError):
        switch()


def test_a_changed_profile_gives_the_new_environment_once(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    switch = serve.ProfileSwitch(profile, {"NOTIFY_PROFILE": "demo", "LANG": "C"}, public=False)
    assert switch() is None
    profile.write_text("real\n")
    assert switch() == {"NOTIFY_PROFILE": "real", "LANG": "C"}
    assert switch() is None


@pytest.mark.parametrize("content", ["", "rea", "production"])
def test_a_profile_that_is_none_changes_nothing(tmp_path: Path, content: str) -> None:
    profile = tmp_path / "profile"
    switch = serve.ProfileSwitch(profile, {}, public=False)
    profile.write_text(content)
    assert switch() is None


def test_a_taken_port_that_was_asked_for_is_refused(taken: int) -> None:
    with pytest.raises(CommandError, match=f"--port {taken}"):
        serve.choose_port("127.0.0.1", taken)


def test_a_taken_default_port_gives_the_next_free_one(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "DEFAULT_PORT", taken)
    assert taken < serve.choose_port("127.0.0.1", None) < taken + 100


@pytest.mark.parametrize("host,expected", [("127.0.0.1", "127.0.0.1:8000"), ("::1", "[::1]:8000")])
def test_an_address_is_written_as_in_a_url(host: str, expected: str) -> None:
    assert serve.authority(host, 8000) == expected


def test_the_site_is_ready_when_it_says_that_it_is_well(site: tuple[str, list[int]]) -> None:
    url, statuses = site
    assert serve.answers(url)
    statuses[0] = 503
    assert not serve.answers(url)


def test_a_site_that_does_not_answer_is_not_ready(taken: int) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert not serve.answers(f"http://127.0.0.1:{free.getsockname()[1]}/healthz")


def test_the_worker_uses_threads_and_beat_is_a_process_of_its_own(tmp_path: Path) -> None:
    by_name = {program.name: program.argv for program in serve.programs("127.0.0.1:8000", tmp_path)}
    assert list(by_name) == ["web", "worker", "beat"]
    assert by_name["worker"][by_name["worker"].index("-P") :][:2] == ("-P", "threads")
    assert "-B" not in by_name["worker"]
    assert str(tmp_path / "beat") in by_name["beat"]


def test_the_switch_waits_until_the_page_that_announces_it_has_left(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    switch = serve.ProfileSwitch(profile, {}, public=False, settle=60)
    profile.write_text("real\n")
    assert switch() is None
    long_ago = profile.stat().st_mtime - 61
    os.utime(profile, (long_ago, long_ago))
    assert switch() == {"NOTIFY_PROFILE": "real"}
