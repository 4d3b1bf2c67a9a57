"""Links and permissions, real ones: a folder is walked once, and what may not be read is in the account."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.model import Failure, NoPage, RawPage
from newsarchive.sources import SourceOptions, read_sources


def read(name: Path) -> list[RawPage | NoPage | Failure]:
    return list(read_sources([str(name)], SourceOptions()))


def reasons(name: Path) -> dict[str, str]:
    return {item.uri: item.reason for item in read(name) if isinstance(item, Failure)}


def uris(name: Path) -> list[str]:
    return [item.uri for item in read(name)]


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("First page.\n")
    (folder / "sub" / "b.html").write_text("<p>Second page.</p>\n")
    (folder / ".hidden").write_text("Third page.\n")
    return folder


class TestLinks:
    """A link to a file is the file; a folder is walked once, however many ways lead to it."""

    def test_a_link_to_a_file_is_read_under_its_own_name(self, seeds: Path) -> None:
        (seeds / "link.txt").symlink_to("a.txt")
        assert "file:///seeds/link.txt" in uris(seeds)
        assert uris(seeds / "link.txt") == ["file:///seeds/link.txt"]

    def test_a_link_to_a_folder_outside_is_walked(self, seeds: Path, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "c.txt").write_text("C")
        (seeds / "link").symlink_to(tmp_path / "elsewhere")
        assert "file:///seeds/link/c.txt" in uris(seeds)

    @pytest.mark.parametrize("name", ["aaa", "zzz"])
    def test_a_link_to_a_folder_inside_names_the_place_where_it_is_walked(self, seeds: Path, name: str) -> None:
        (seeds / name).symlink_to("sub")
        assert reasons(seeds) == {f"file:///seeds/{name}/": "a link to a folder already walked as file:///seeds/sub/"}
        assert "file:///seeds/sub/b.html" in uris(seeds)

    @pytest.mark.parametrize("target", [".", "..", "../..", "/"])
    def test_a_link_that_leads_back_ends_there(self, seeds: Path, target: str) -> None:
        (seeds / "sub" / "back").symlink_to(target)
        assert list(reasons(seeds)) == ["file:///seeds/sub/back/"]
        assert len(uris(seeds)) == 4

    def test_a_folder_outside_with_two_links_is_walked_by_the_first(self, seeds: Path, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "c.txt").write_text("C")
        for name in ("one", "two"):
            (seeds / name).symlink_to(tmp_path / "elsewhere")
        assert reasons(seeds) == {"file:///seeds/two/": "a link to a folder already walked as file:///seeds/one/"}

    def test_a_named_link_to_a_folder_is_walked_under_the_name_of_the_link(self, seeds: Path, tmp_path: Path) -> None:
        (tmp_path / "latest").symlink_to(seeds)
        assert uris(tmp_path / "latest")[0] == "file:///latest/.hidden"


class TestPermissions:
    """As a user who may not do everything."""

    @pytest.fixture
    def box(self) -> Iterator[Path]:
        folder = Path(tempfile.mkdtemp(prefix="newsarchive-test-"))  # tmp_path lies in a folder that only we may enter
        folder.chmod(0o755)
        yield folder
        for path in folder.iterdir():
            path.chmod(0o700)
        shutil.rmtree(folder)

    @pytest.fixture
    def powerless(self, box: Path) -> Iterator[None]:
        """Root may read everything; a process that has put on another user may not."""
        (box / "open.txt").write_text("Open.")
        (box / "shut.txt").write_text("Shut.")
        (box / "shut").mkdir()
        (box / "shut.txt").chmod(0)
        (box / "shut").chmod(0)
        root = os.geteuid() == 0
        if root:
            try:
                os.seteuid(65_534)
            except OSError:
                pytest.skip("root that may not become anybody else: nothing is unreadable here")
        yield
        if root:
            os.seteuid(0)

    @pytest.mark.usefixtures("powerless")
    def test_a_file_and_a_folder_that_may_not_be_read_are_failures_and_the_rest_is_read(self, box: Path) -> None:
        found = {uri.rpartition(box.name)[2]: reason for uri, reason in reasons(box).items()}
        assert found == {"/shut.txt": "permission denied", "/shut/": "permission denied"}
        assert len(read(box)) == 3

    @pytest.mark.usefixtures("powerless")
    def test_a_name_inside_a_folder_that_may_not_be_entered_is_a_failure(self, box: Path) -> None:
        assert list(reasons(box / "shut" / "x.txt").values()) == ["permission denied"]
