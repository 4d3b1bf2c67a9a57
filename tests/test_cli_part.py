"""``ingest --part I/N``: the tasks of a job array share the input out among themselves, without talking to each other."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.sources.choice import Choice, PassedOver, SourceFile
from shell import Run, Start, json_lines, ledger, many_pages, story

N = 3


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine small files and a zip of three pages."""
    folder = many_pages(tmp_path_factory.mktemp("crawl") / "in", 9)
    with zipfile.ZipFile(folder / "site.zip", "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.txt", story(f"pilot {number}"))
    return folder


def names(archive: Path) -> list[str]:
    return [line["input"].rpartition("/")[2] for line in ledger(archive)]


@given(st.lists(st.text(max_size=20), unique=True), st.integers(1, 9))
def test_every_file_is_in_one_part_and_in_one_only(uris: list[str], of: int) -> None:
    files = [SourceFile(uri, uri, uri, iter(())) for uri in uris]
    taken = Counter(
        one.uri
        for number in range(1, of + 1)
        for one in Choice(part=(number, of)).of(files)
        if not isinstance(one, PassedOver)
    )
    assert taken == Counter(uris)


def test_tasks_with_an_archive_of_their_own_have_together_what_one_run_has(
    start: Start, run: Run, crawl: Path, tmp_path: Path
) -> None:
    tasks = [
        start("ingest", "--json", "--part", f"{i}/{N}", "-a", tmp_path / f"part-{i}", crawl) for i in range(1, N + 1)
    ]
    summaries = [json.loads(task.communicate(timeout=60)[0]) for task in tasks]
    assert [task.returncode for task in tasks] == [0] * N
    assert sum(summary["inputs"] for summary in summaries) == 12
    assert all(summary["passed_over"]["part"] for summary in summaries)
    run("ingest", "-a", tmp_path / "whole", crawl)
    parts = [name for i in range(1, N + 1) for name in names(tmp_path / f"part-{i}")]
    assert sorted(parts) == sorted(names(tmp_path / "whole"))
    pages_of_zip = [
        sum(name in ("0.txt", "1.txt", "2.txt") for name in names(tmp_path / f"part-{i}")) for i in (1, 2, 3)
    ]
    assert sorted(pages_of_zip) == [0, 0, 3], "a file is in one part, with all its pages"


def test_tasks_that_share_an_archive_take_turns_and_it_has_everything_once(
    start: Start, run: Run, crawl: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    options = ("-q", "--lock-wait", "60", "-a", archive)
    tasks = [start("ingest", *options, "--part", f"{i}/{N}", crawl) for i in range(1, N + 1)]
    for task in tasks:
        task.communicate(timeout=60)
    assert [task.returncode for task in tasks] == [0] * N
    rows = json_lines(run("list", "--json", "-a", archive).stdout)
    assert len(rows) == len({row["uri"] for row in rows}) == 12
    assert run("verify", "-a", archive).returncode == 0
    checked = subprocess.run(["sha256sum", "-c", "--quiet", "manifest-sha256.txt"], cwd=archive, check=False)
    assert checked.returncode == 0
    again = json.loads(run("ingest", "--json", "--part", "1/2", "-a", archive, crawl).stdout)
    assert again["unchanged"] == again["inputs"], "another number of parts is no reason to read anything again"


def test_of_standard_input_each_page_is_in_one_part(run: Run, tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": str(n), "text": story(f"pilot {n}")}) + "\n" for n in range(8)).encode()
    found = []
    for i in (1, 2):
        archive = tmp_path / f"part-{i}"
        run("ingest", "--input", "jsonl", "--part", f"{i}/2", "-a", archive, "-", stdin=lines)
        found += [line["input"] for line in ledger(archive)]
    assert len(found) == len(set(found)) == 8


def test_a_part_that_has_nothing_is_a_success_and_says_so(run: Run, tmp_path: Path) -> None:
    folder = many_pages(tmp_path / "in", 1)
    results = [run("ingest", "--part", f"{i}/2", "-a", tmp_path / f"part-{i}", folder) for i in (1, 2)]
    assert [result.returncode for result in results] == [0, 0]
    assert sum(b"0 inputs; passed over: 1 by part" in result.stderr for result in results) == 1


@pytest.mark.parametrize("part", ["0/4", "5/4", "1", "a/b", "1/0", "-1/4", "1/4/2", ""])
def test_what_is_no_part_is_a_usage_error(run: Run, crawl: Path, tmp_path: Path, part: str) -> None:
    result = run("ingest", f"--part={part}", "-a", tmp_path / "archive", crawl)
    assert (result.returncode, (tmp_path / "archive").exists()) == (2, False)
    assert b"is no part as in 3/8" in result.stderr
