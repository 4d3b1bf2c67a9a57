"""The archive in pywb: indexed by it, and read in place through our own index. Needs the network once, to install pywb.

The server listens on the loopback interface and is ended with the tests.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from toolbox import (
    AFTER,
    BEFORE,
    COPY,
    PAGES,
    REPLAY_TOOLS,
    STORY,
    Page,
    environment,
    make_archive,
    run,
    segments,
    succeed,
)

pytestmark = pytest.mark.slow

COLLECTIONS = ("added", "inplace")
"""``added``: by ``wb-manager add``, which makes its own index; ``inplace``: pywb reads our files and our index where they are."""
CONFIG = """\
debug: false
collections:
  inplace:
    index_paths: {segments}
    archive_paths: {segments}/
"""


@dataclass(frozen=True)
class Answer:
    """What the server says."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Wayback:
    """A running pywb."""

    port: int

    def get(self, path: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, response.read())
        finally:
            connection.close()

    def replay(self, collection: str, time: str, uri: str) -> Answer:
        """The page as it was at ``time`` (up to 14 digits; the nearest is given), untouched: ``id_``."""
        answer = self.get(f"/{collection}/{time}id_/{asked(uri)}")
        if answer.status == 307:  # to an address with a path: http://host?query has none
            answer = self.get(answer.headers["location"].removeprefix(f"http://127.0.0.1:{self.port}"))
        return answer


@pytest.fixture(scope="module")
def tools(pytestconfig: pytest.Config) -> Path:
    assert pytestconfig.cache is not None
    return environment(pytestconfig.cache.mkdir("replay-tools"), REPLAY_TOOLS)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("replay"))


@pytest.fixture(scope="module")
def wayback(tools: Path, archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wayback]:
    folder = tmp_path_factory.mktemp("pywb")
    (folder / "config.yaml").write_text(CONFIG.format(segments=archive / "segments"))
    succeed(tools / "wb-manager", "init", "added", cwd=folder)
    succeed(tools / "wb-manager", "add", "added", *segments(archive, ".warc.gz"), cwd=folder)
    with served(tools, folder) as server:
        yield server


@contextmanager
def served(tools: Path, folder: Path) -> Iterator[Wayback]:
    """``wayback`` in ``folder`` on a free port; killed in the end."""
    server = Wayback(free_port())
    with open(folder / "wayback.log", "wb") as log:
        process = subprocess.Popen(
            [tools / "wayback", "--bind", "127.0.0.1", "--port", str(server.port)],
            cwd=folder,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(server, process, folder / "wayback.log")
            yield server
        finally:
            process.kill()
            process.wait(30)


def asked(uri: str) -> str:
    """``uri`` in a request: without its fragment. pywb undoes the escapes of a urn: once, as if it were a host name."""
    uri = uri.partition("#")[0]
    return uri.replace("%", "%25") if uri.startswith("urn:") else uri


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(server: Wayback, process: subprocess.Popen[bytes], log: Path, limit: float = 60) -> None:
    end = time.monotonic() + limit
    while time.monotonic() < end and process.poll() is None:
        try:
            server.get("/")
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"wayback does not answer:\n{log.read_text(errors='replace')}")


def key(line: str) -> str:
    return line.partition(" {")[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.time}-{page.uri[:30]}")
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_page_replays_at_its_own_time_byte_for_byte_with_its_media_type(
    wayback: Wayback, collection: str, page: Page
) -> None:
    answer = wayback.replay(collection, page.time, page.uri)
    assert (answer.status, answer.headers["content-type"]) == (200, page.content_type)
    assert answer.body == page.data
    moment = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.strptime(page.time, "%Y%m%d%H%M%S"))
    assert answer.headers["memento-datetime"] == moment


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_version_nearest_to_the_time_asked_for_is_replayed(wayback: Wayback, collection: str) -> None:
    for asked, page in (("1999", BEFORE), ("20230702", BEFORE), ("20230731", AFTER), ("2099", AFTER)):
        assert wayback.replay(collection, asked, page.uri).body == page.data, asked


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_capture_is_listed_once_and_nothing_we_made_of_it_is_listed(wayback: Wayback, collection: str) -> None:
    for page in PAGES:
        answer = wayback.get(f"/{collection}/cdx?url={quote(page.uri, safe='')}&output=json")
        captures = [json.loads(line) for line in answer.body.splitlines()]
        expected = [other.time for other in PAGES if other.uri == page.uri]
        assert [capture["timestamp"] for capture in captures] == expected
        kinds = {capture["mime"] for capture in captures}
        assert kinds == {"warc/revisit" if page is COPY else page.content_type.partition(";")[0]}


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_page_that_nobody_archived_is_not_found(wayback: Wayback, collection: str) -> None:
    assert wayback.replay(collection, "2023", "https://example.org/never").status == 404


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_rewritten_page_of_a_browser_holds_the_words_too(wayback: Wayback, collection: str) -> None:
    answer = wayback.get(f"/{collection}/{STORY.time}mp_/{STORY.uri}")
    assert answer.status == 200
    assert "<h1>Café Tarn</h1>" in answer.body.decode()


def test_every_place_in_our_index_is_found_and_replays(wayback: Wayback, archive: Path) -> None:
    lines = [line for path in segments(archive, ".cdxj") for line in path.read_text().splitlines()]
    for line in lines:
        _, time, text = line.split(" ", 2)
        value = json.loads(text)
        uri = value["url"]
        answers = {name: wayback.replay(name, time, uri) for name in COLLECTIONS}
        assert [answer.status for answer in answers.values()] == [200, 200], uri
        digests = {f"sha256:{hashlib.sha256(answer.body).hexdigest()}" for answer in answers.values()}
        assert digests == {value["digest"]}, uri


def test_our_index_is_line_for_line_that_of_cdxj_indexer(tools: Path, archive: Path) -> None:
    for path in segments(archive, ".warc.gz"):
        theirs = run(tools / "cdxj-indexer", "--sort", path)
        ours = path.with_name(path.name.replace(".warc.gz", ".cdxj")).read_bytes()
        assert ours.decode().splitlines() == theirs.stdout.decode().splitlines()


def test_an_indexer_let_loose_on_the_folder_lists_what_our_indexes_list(tools: Path, archive: Path) -> None:
    theirs = run(tools / "cdxj-indexer", "--sort", archive / "segments").stdout.decode().splitlines()
    ours = sorted(line for path in segments(archive, ".cdxj") for line in path.read_text().splitlines())
    assert [key(line) for line in ours] == [key(line) for line in theirs]
    assert len(ours) > len(PAGES)
