"""Headless Chromium, and a server that notes who asks it for anything. For tests of what a browser does with our pages."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--enable-logging=stderr",
)  # fmt: skip


def browser() -> str | None:
    """The first browser on PATH, None where there is none."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


@dataclass(frozen=True)
class Beacon:
    """A server of our own on this machine."""

    url: str
    asked: list[str] = field(default_factory=list)
    """The paths that were asked for."""


@contextmanager
def listening() -> Iterator[Beacon]:
    """A server for as long as the block runs."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on stderr."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield Beacon(f"http://127.0.0.1:{server.server_port}", asked)
        finally:
            server.shutdown()
            thread.join()


@dataclass(frozen=True)
class Opened:
    """What became of a page in the browser."""

    dom: str
    console: tuple[str, ...]
    """Messages on the console: violations of the policy, errors of scripts."""


def open_page(path: Path, profile: Path, *flags: str, wait: int = 1000) -> Opened:
    """Open a file and let it run for ``wait`` milliseconds of its own time."""
    command = (
        browser() or "chromium",
        *FLAGS,
        *flags,
        f"--user-data-dir={profile}",
        f"--virtual-time-budget={wait}",
        "--dump-dom",
    )
    done = subprocess.run((*command, path.as_uri()), capture_output=True, timeout=60, check=True)
    said = done.stderr.decode("utf-8", "replace").splitlines()
    return Opened(done.stdout.decode("utf-8", "replace"), tuple(line for line in said if "CONSOLE" in line))
