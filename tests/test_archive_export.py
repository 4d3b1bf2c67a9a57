"""Archives in other forms: what is in them, that nothing is written over, and that the same archive gives the same."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archives import ingest, page
from newsarchive.archive import Archive
from newsarchive.archive.export import Target
from newsarchive.archive.export.documents import safe_name
from newsarchive.archive.export.selection import Selection
from newsarchive.archive.export.tables import defused
from newsarchive.errors import DamageFound, StorageError
from newsarchive.model import RawPage
from shell import Run, json_lines

DATE = "2023-11-14T22:13:20Z"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs: four articles, a page without one, the same bytes under two names."""
    folder = tmp_path_factory.mktemp("archives") / "archive"
    note = RawPage(b"Back in five minutes.\n", "https://news.example/note", date="2023-09-06T14:00:00Z")
    ingest(folder, [page(0), page(1), note], run="run-1")
    late = page(2, date="2023-10-01T00:00:00Z")
    ingest(folder, [late, page(3), page(0, uri="https://mirror.example/0")], run="run-2")
    return folder


def export(archive: Path, to: str, path: Path, selection: Selection | None = None, *, force: bool = False) -> int:
    return Archive(archive).export(Target(to), path, selection or Selection(), time=DATE, force=force).count


def test_json_lines_are_the_articles_to_the_byte(archive: Path, tmp_path: Path) -> None:
    assert export(archive, "jsonl", tmp_path / "out.jsonl") == 5
    exported = (tmp_path / "out.jsonl").read_bytes().splitlines()
    archived = [line for path in (archive / "segments").glob("*.jsonl") for line in path.read_bytes().splitlines()]
    assert sorted(exported) == sorted(archived)


def test_csv_is_rfc_4180_and_reads_back(archive: Path, run: Run) -> None:
    result = run("export", "--archive", archive, "--to", "csv")
    assert result.returncode == 0
    assert result.stdout.count(b"\r\n") == 6
    rows = list(csv.DictReader(io.StringIO(result.stdout.decode(), newline="")))
    assert [row["uri"] for row in rows] == [f"https://news.example/{each}" for each in ("0", "1", "note", "2", "3")]
    assert rows[0]["text"] == Archive(archive).article("https://news.example/0").text


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_cells_that_are_formulas_to_a_spreadsheet_are_defused(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


def test_harmless_cells_stay_as_they_are() -> None:
    assert [defused("Ferry = boat"), defused(""), defused(None)] == ["Ferry = boat", "", ""]


def test_parquet_holds_the_same_rows(archive: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert export(archive, "parquet", tmp_path / "out.parquet") == 5
    table = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["headline"] for row in table][:1] == [Archive(archive).article("https://news.example/0").headline]
    assert {row["status"] for row in table} == {"article", "not_article"}


def test_markdown_is_a_file_an_article_under_a_safe_name(archive: Path, tmp_path: Path) -> None:
    assert export(archive, "markdown", tmp_path / "md", Selection(status="article")) == 4
    paths = sorted(path.relative_to(tmp_path / "md").as_posix() for path in (tmp_path / "md").rglob("*.md"))
    assert paths[0].startswith("2023/2023-09-05-ellerby-keeps-its-ferry-for-another-winter-ruling-number-0-")
    assert "# Ellerby keeps its ferry" in (tmp_path / "md" / paths[0]).read_text()


@given(st.text(max_size=300))
def test_no_headline_makes_a_name_that_leaves_the_folder_or_is_too_long(headline: str) -> None:
    name = safe_name("2023-09-05T14:00:00Z", headline, "f" * 64)
    assert len(name.encode()) <= 160
    assert Path(name).name == name
    assert not set(name) & set('/\\:*?"<>|\0')
    assert not name.startswith(".")


def test_articles_are_chosen_by_words_date_and_status(archive: Path, tmp_path: Path) -> None:
    assert export(archive, "jsonl", tmp_path / "a", Selection(query="Oldquay ferry")) == 1
    assert export(archive, "jsonl", tmp_path / "b", Selection(since="2023-09-06T00:00:00Z")) == 2
    assert export(archive, "jsonl", tmp_path / "c", Selection(status="not_article")) == 1
    assert export(archive, "jsonl", tmp_path / "d", Selection(query="?!")) == 0


def test_a_wacz_has_what_the_specification_asks_for(archive: Path, tmp_path: Path) -> None:
    assert export(archive, "wacz", tmp_path / "out.wacz") == 5
    with zipfile.ZipFile(tmp_path / "out.wacz") as package:
        described = json.loads(package.read("datapackage.json"))
        assert (described["profile"], described["wacz_version"]) == ("data-package", "1.1.1")
        for resource in described["resources"]:
            data = package.read(resource["path"])
            assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
            assert resource["bytes"] == len(data)
        listed = {resource["path"] for resource in described["resources"]}
        assert set(package.namelist()) == listed | {"datapackage.json", "datapackage-digest.json"}
        digest = json.loads(package.read("datapackage-digest.json"))
        assert digest["hash"] == "sha256:" + hashlib.sha256(package.read("datapackage.json")).hexdigest()
        warcs = [info for info in package.infolist() if info.filename.endswith(".warc.gz")]
        assert {info.compress_type for info in warcs} == {zipfile.ZIP_STORED}
        pages = json_lines(package.read("pages/pages.jsonl"))
        assert pages[0]["format"] == "json-pages-1.0"
        assert {"url", "ts", "title", "text", "id"} == set(pages[1])
        lines = package.read("indexes/index.cdx").splitlines()
        assert lines == sorted(lines)
        for line in lines:
            entry = json.loads(line.split(b" ", 2)[2])
            member = package.read(f"archive/{entry['filename']}")[int(entry["offset"]) :]
            assert member.startswith(b"\x1f\x8b")
        assert len(lines) == 6


def test_the_same_archive_gives_the_same_wacz(archive: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        export(archive, "wacz", tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_bag_holds_the_whole_archive_and_its_digests(archive: Path, tmp_path: Path) -> None:
    count = export(archive, "bagit", tmp_path / "bag")
    lines = (tmp_path / "bag" / "manifest-sha256.txt").read_text().splitlines()
    assert len(lines) == count
    for line in lines:
        digest, path = line.split("  ", 1)
        assert hashlib.sha256((tmp_path / "bag" / path).read_bytes()).hexdigest() == digest
    assert Archive(tmp_path / "bag" / "data").verify().findings == []
    info = (tmp_path / "bag" / "bag-info.txt").read_text()
    assert "Bagging-Date: 2023-11-14\n" in info
    size = sum(path.stat().st_size for path in (tmp_path / "bag" / "data").rglob("*") if path.is_file())
    assert f"Payload-Oxum: {size}.{count}\n" in info


def test_what_is_there_is_not_written_over(archive: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "out.csv"
    target.write_text("mine")
    arguments = ("export", "--archive", archive, "--to", "csv", "-o", target)
    assert run(*arguments).returncode == 6
    assert target.read_text() == "mine"
    assert run(*arguments, "--force").returncode == 0
    assert target.read_text().startswith("id,uri")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine.txt").write_text("mine")
    for to in ("bagit", "markdown", "wacz"):
        with pytest.raises(StorageError, match="is there already"):
            export(archive, to, tmp_path / "folder", force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "out.csv"]


def test_damage_is_not_passed_on_and_leaves_no_half_export(archive: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(archive, tmp_path / "copy"))
    path = next((copy / "segments").glob("*.warc.gz"))
    path.write_bytes(path.read_bytes()[:-1] + b"\xff")
    for to in ("wacz", "bagit"):
        with pytest.raises(DamageFound):
            export(copy, to, tmp_path / to)
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_an_export_changes_nothing_in_the_archive(archive: Path, tmp_path: Path) -> None:
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in archive.rglob("*")}
    for to in ("wacz", "bagit", "jsonl", "csv", "markdown"):
        export(archive, to, tmp_path / to)
    assert {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in archive.rglob("*")} == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_6(archive: Path, tmp_path: Path, run: Run) -> None:
    tmp_path.chmod(0o500)
    assert run("export", "--archive", archive, "--to", "csv", "-o", tmp_path / "x.csv").returncode == 6


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--to", "wacz"], 2),
        (["--to", "wacz", "-o", "x.wacz", "--query", "ferry"], 2),
        (["--to", "pdf", "-o", "x"], 2),
        (["--to", "csv", "--json"], 2),
        (["--to", "csv", "--since", "yesterday"], 2),
        (["--to", "csv", "--query", "zeppelin"], 3),
        (["--to", "csv", "-o", "nowhere/at/all.csv"], 6),
    ],
)
def test_what_cannot_be_has_its_exit_code(archive: Path, run: Run, arguments: list[str], code: int) -> None:
    assert run("export", "--archive", archive, *arguments).returncode == code


def test_json_says_what_was_written(archive: Path, tmp_path: Path, run: Run) -> None:
    result = run("export", "--archive", archive, "--to", "markdown", "-o", tmp_path / "md", "--json")
    assert json.loads(result.stdout) == {"to": "markdown", "path": str(tmp_path / "md"), "count": 5}
