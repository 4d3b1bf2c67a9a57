"""The options of ``ingest`` through real processes: what is read, chosen, told, kept apart, and what signals do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import zipfile
from pathlib import Path

import pytest

from shell import (
    Run,
    Start,
    at_a_terminal,
    json_lines,
    ledger,
    many_pages,
    story,
    story_html,
    wait_for,
    with_small_shards,
)

SHARD = 60
MANY = 140  # three shards
FRENCH = "Le bac reste\n\n" + "Le conseil de la ville a voté mardi pour que le vieux bac reste en service. " * 6 + "\n"


def old(path: Path, text: str) -> Path:
    """A file whose time is far enough back to be trusted."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_693_922_400, 1_693_922_400))
    return path


def whole(run: Run, archive: Path) -> None:
    """The archive is sound, for us and for `sha256sum`."""
    verified = run("verify", "-a", archive)
    assert (verified.returncode, verified.stderr) == (0, b"")
    checked = subprocess.run(["sha256sum", "-c", "--quiet", "manifest-sha256.txt"], cwd=archive, check=False)
    assert checked.returncode == 0


def statuses(archive: Path) -> list[str]:
    return [line["status"] for line in ledger(archive)]


def test_a_file_that_has_not_changed_is_not_read(run: Run, tmp_path: Path) -> None:
    page, archive = old(tmp_path / "in" / "a.txt", story()), tmp_path / "archive"
    run("ingest", "-a", archive, page)
    state = page.stat()
    page.write_bytes(b"x" * state.st_size)  # nobody can see that from outside
    os.utime(page, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert run("ingest", "-a", archive, page).returncode == 0
    [line] = ledger(archive)
    assert line["status"] == "unchanged"
    assert line["reason"].startswith("not read: ")
    assert run("ingest", "--checksum", "-a", archive, page).returncode == 0
    assert statuses(archive) == ["not_article"]
    whole(run, archive)


def test_a_file_changed_just_now_or_that_failed_in_part_is_read_again(run: Run, tmp_path: Path) -> None:
    folder, archive = tmp_path / "in", tmp_path / "archive"
    old(folder / "now.txt", story())
    os.utime(folder / "now.txt")
    old(folder / "part.jsonl", '{"id": "1", "text": "Note."}\n{bad}\n')
    for _ in range(2):
        assert run("ingest", "-a", archive, folder).returncode == 1
        assert not [line for line in ledger(archive) if line["reason"].startswith("not read")]


def test_a_container_that_has_not_changed_is_one_line_that_counts_all_its_inputs(run: Run, tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": str(n), "text": story(f"pilot {n}")}) + "\n" for n in range(5))
    source, archive = old(tmp_path / "in.jsonl", lines), tmp_path / "archive"
    run("ingest", "-a", archive, source)
    summary = json.loads(run("ingest", "--json", "-a", archive, source).stdout)
    assert (summary["inputs"], summary["unchanged"]) == (5, 5)
    [latest] = [path for path in (archive / "runs").iterdir() if b"not read" in path.read_bytes()]
    assert json_lines(latest.read_bytes())[0]["inputs"] == 5


def test_an_archive_without_its_catalog_reads_everything_again(run: Run, tmp_path: Path) -> None:
    page, archive = old(tmp_path / "a.txt", story()), tmp_path / "archive"
    run("ingest", "-a", archive, page)
    (archive / "catalog.sqlite3").unlink()
    run("ingest", "-a", archive, page)
    assert ledger(archive)[0]["reason"] == "the archive holds these bytes"
    whole(run, archive)


def test_no_path_of_this_machine_stands_in_the_catalog(run: Run, tmp_path: Path) -> None:
    run("ingest", "-a", tmp_path / "archive", old(tmp_path / "a.txt", story()))
    assert str(tmp_path).encode() not in (tmp_path / "archive" / "catalog.sqlite3").read_bytes()


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    old(folder / "news" / "a.txt", story())
    old(folder / "news" / "b.html", story_html())
    old(folder / "drafts" / "c.txt", FRENCH)
    os.utime(folder / "drafts" / "c.txt", (1_000_000_000, 1_000_000_000))
    with zipfile.ZipFile(folder / "site.zip", "w") as archive:
        archive.writestr("old/d.txt", story("the mayor"))
        archive.writestr("old/e.html", story_html("<p>More.</p>"))
    return folder


@pytest.mark.parametrize(
    ("options", "names", "passed_over"),
    [
        (["--filter", "*.txt"], ["c.txt", "a.txt", "d.txt"], {"filter": 2}),
        (["--filter", "!*.txt"], ["b.html", "e.html"], {"filter": 3}),
        (["--filter", "news/*", "--filter", "!*.html"], ["a.txt"], {"filter": 4}),
        (["--since", "2002-01-01"], ["a.txt", "b.html", "d.txt", "e.html"], {"since": 1}),
        (["--url-pattern", "/(news|old)/.*html$"], ["b.html", "e.html"], {"url": 3}),
        (["--only-language", "fr"], ["c.txt"], {"language": 4}),
    ],
)
def test_what_is_not_chosen_is_no_input_but_counted(
    run: Run, mixed: Path, tmp_path: Path, options: list[str], names: list[str], passed_over: dict[str, int]
) -> None:
    result = run("ingest", "--json", "-a", tmp_path / "archive", *options, mixed)
    summary = json.loads(result.stdout)
    assert sorted(line["input"].rpartition("/")[2] for line in ledger(tmp_path / "archive")) == sorted(names)
    assert summary["passed_over"] == passed_over
    assert result.returncode == 0
    again = run("ingest", "--json", "-a", tmp_path / "archive", mixed)
    assert json.loads(again.stdout)["inputs"] == 5, "another choice is no reason to take a file for known"


def test_a_bad_expression_is_2_and_everything_passed_over_is_3(run: Run, mixed: Path, tmp_path: Path) -> None:
    assert run("ingest", "--url-pattern", "(", "-a", tmp_path / "archive", mixed).returncode == 2
    assert not (tmp_path / "archive").exists()
    result = run("ingest", "--filter", "*.pdf", "-a", tmp_path / "archive", mixed)
    assert (result.returncode, b"passed over: 5 by filter" in result.stderr) == (3, True)


def test_a_dry_run_says_what_would_be_and_makes_nothing(run: Run, mixed: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    result = run("ingest", "--dry-run", "-a", archive, mixed, tmp_path / "nosuch.txt")
    assert (result.returncode, archive.exists()) == (1, False)
    assert [line.split()[0] for line in result.stdout.decode().splitlines()].count("new") == 5
    run("ingest", "-a", archive, mixed / "news")
    old(tmp_path / "copy.txt", story())
    before = {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()}
    result = run("ingest", "--dry-run", "--json", "-a", archive, mixed / "news", tmp_path / "copy.txt")
    *entries, last = json_lines(result.stdout)
    found = {entry["input"].rpartition("/")[2]: entry["status"] for entry in entries}
    assert found == {"a.txt": "unchanged", "b.html": "unchanged", "copy.txt": "duplicate"}
    assert last["summary"] | {"passed_over": 0} == {
        "inputs": 3, "new": 0, "duplicate": 1, "unchanged": 2, "not_article": 0, "failed": 0, "dry_run": True, "passed_over": 0,
    }  # fmt: skip
    assert {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()} == before


def test_a_run_ends_after_so_many_failures_and_keeps_what_it_has(run: Run, tmp_path: Path) -> None:
    lines = "".join(["{bad}\n"] * 5 + ['{"id": "1", "text": "Note."}\n'])
    options = ("--json", "--input", "jsonl", "--max-failures", "3", "-a", tmp_path / "archive")
    result = run("ingest", *options, "-", stdin=lines.encode())
    summary = json.loads(result.stdout)
    assert (result.returncode, summary["failed"], summary["inputs"]) == (1, 3, 3)
    assert "--max-failures" in summary["stopped"]
    assert b"ended early" in result.stderr
    whole(run, tmp_path / "archive")


def test_the_figures_are_what_prometheus_reads_and_the_last_success_outlives_a_failure(
    run: Run, three_pages: Path, tmp_path: Path
) -> None:
    from prometheus_client.parser import text_string_to_metric_families

    archive, target = tmp_path / "archive", tmp_path / "newsarchive.prom"
    found: list[dict[str, float]] = []
    for source in (three_pages, tmp_path / "nosuch.txt"):
        run("ingest", "-q", "--metrics-file", target, "-a", archive, source)
        families = list(text_string_to_metric_families(target.read_text()))
        assert all(family.documentation and family.type == "gauge" for family in families)
        samples = [sample for family in families for sample in family.samples]
        found.append({sample.name + sample.labels.get("status", ""): sample.value for sample in samples})
    good, bad = found
    assert (good["newsarchive_inputsok"], good["newsarchive_run_exit_code"]) == (2, 0)
    assert good["newsarchive_archive_segments"] == 1
    assert good["newsarchive_archive_bytes"] == sum(p.stat().st_size for p in (archive / "segments").iterdir())
    assert bad["newsarchive_run_exit_code"] == 3
    assert bad["newsarchive_last_success_timestamp_seconds"] == good["newsarchive_last_success_timestamp_seconds"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert run("ingest", "--metrics-file", tmp_path / "no" / "x", "-a", archive, three_pages).returncode == 6


def test_a_run_that_ends_by_an_error_leaves_its_figures_and_the_end_of_its_log(
    run: Run, start: Start, three_pages: Path, tmp_path: Path
) -> None:
    archive, target = tmp_path / "archive", tmp_path / "newsarchive.prom"
    waiting = start("ingest", "-a", archive, "-")
    wait_for(lambda: any(archive.glob("runs/*.open")), "the run")
    result = run("ingest", "--log-json", "--metrics-file", target, "-a", archive, three_pages)
    assert result.returncode == 4
    assert "newsarchive_run_exit_code 4\n" in target.read_text()
    events = [line for line in result.stderr.splitlines() if line.startswith(b"{")]
    assert json.loads(events[-1])["exit_code"] == 4
    assert "locked" in json.loads(events[-1])["error"] or "another run" in json.loads(events[-1])["error"]
    waiting.kill()


def test_the_log_is_json_lines_for_start_failures_segments_and_end(run: Run, three_pages: Path, tmp_path: Path) -> None:
    result = run("ingest", "--log-json", "-a", tmp_path / "archive", three_pages, tmp_path / "nosuch.txt")
    events = json_lines(result.stderr)
    assert sorted(event["event"] for event in events) == ["end", "failed", "segment", "start"]
    assert (events[0]["event"], events[-1]["event"]) == ("start", "end")
    assert (events[-1]["exit_code"], events[-1]["failed"], result.returncode) == (1, 1, 1)


def test_progress_as_json_is_lines_on_stderr(run: Run, three_pages: Path, tmp_path: Path) -> None:
    result = run("ingest", "-q", "--progress", "json", "-a", tmp_path / "archive", three_pages)
    assert json_lines(result.stderr)[-1]["inputs"] == 3


def test_the_line_on_a_terminal_shows_the_rate_fits_and_goes(environment: dict[str, str], tmp_path: Path) -> None:
    pages = many_pages(tmp_path / "pages", 120)
    screen = at_a_terminal(["ingest", "-a", tmp_path / "archive", pages], ["stderr"], environment).screen.decode()
    shown = [line.removesuffix("\x1b[K") for line in screen.split("\r")]
    assert any("inputs" in line and "/s" in line for line in shown)
    assert max(len(line) for line in shown if "/s" in line) < 80
    assert "\r\x1b[Knewsarchive: 120 inputs" in screen


def test_a_page_over_the_limit_is_kept_apart_and_not_tried_again(run: Run, tmp_path: Path) -> None:
    page, archive = old(tmp_path / "slow.txt", story()), tmp_path / "archive"
    limited = ("ingest", "--page-timeout", "0.001", "-a", archive)
    assert run(*limited, page).returncode == 3
    [about] = (archive / "quarantine").glob("*.json")
    assert about.with_suffix("").read_bytes() == page.read_bytes()
    assert json.loads(about.read_bytes())["uri"].endswith("slow.txt")
    assert run("ingest", "-a", archive, page).returncode == 3
    assert ledger(archive)[0]["reason"].startswith("in quarantine since 20")
    whole(run, archive)
    about.unlink()
    assert run("ingest", "-a", archive, page).returncode == 0
    whole(run, archive)


def started(start: Start, archive: Path, pages: Path, *options: str) -> subprocess.Popen[bytes]:
    small = os.environ | with_small_shards(archive.parent / "small", SHARD)
    process = start("ingest", "-a", archive, *options, pages, env=small)
    wait_for(lambda: any(archive.glob("segments/*.warc.gz")) or process.poll() is not None, "the first segment")
    return process


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_signals_finish_then_hurry_then_end_and_leave_valid_files(
    run: Run, start: Start, tmp_path: Path, workers: str, times: int
) -> None:
    pages, archive = many_pages(tmp_path / "pages", MANY), tmp_path / "archive"
    process = started(start, archive, pages, "--workers", workers, "--json")
    for _ in range(times):
        os.kill(process.pid, signal.SIGINT)
        wait_for(lambda: b"SigPnd:\t0000000000000000" in Path(f"/proc/{process.pid}/status").read_bytes(), "the answer")
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert run("verify", "-a", archive).returncode == 0
    if times == 1:
        assert json.loads(output)["interrupted"] is True
        assert json.loads(output)["inputs"] >= SHARD
    if times < 3:
        assert not list(archive.rglob("*.open"))
        whole(run, archive)
    assert run("ingest", "-a", archive, pages).returncode == 0
    uris = [row["uri"] for row in json_lines(run("list", "--json", "-a", archive).stdout)]
    assert len(uris) == len(set(uris)) == MANY
    whole(run, archive)


def test_control_c_while_standard_input_says_nothing_ends_at_once(run: Run, start: Start, tmp_path: Path) -> None:
    process = start("ingest", "-a", tmp_path / "archive", "-")
    wait_for(lambda: any((tmp_path / "archive").glob("runs/*.open")), "the run")
    os.kill(process.pid, signal.SIGINT)
    process.wait(20)
    assert process.returncode == 130
    whole(run, tmp_path / "archive")


def test_input_that_vanishes_during_the_run_is_accounted_for(run: Run, start: Start, tmp_path: Path) -> None:
    pages, archive = many_pages(tmp_path / "pages", MANY), tmp_path / "archive"
    process = started(start, archive, pages, "--workers", "1")
    os.kill(process.pid, signal.SIGSTOP)
    (pages / f"page-{MANY - 1:04}.txt").unlink()
    os.kill(process.pid, signal.SIGCONT)
    process.communicate(timeout=60)
    assert process.returncode == 1
    assert [line["reason"] for line in ledger(archive) if line["status"] == "failed"] == ["no such file or folder"]
    whole(run, archive)


def test_a_clock_set_back_changes_nothing_that_is_there(run: Run, three_pages: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    run("ingest", "-a", archive, "-", stdin=story("a ghost").encode())
    past = {"SOURCE_DATE_EPOCH": "1000000000"}
    assert run("ingest", "-a", archive, three_pages, env=past).returncode == 0
    assert run("ingest", "-a", archive, "-", stdin=story("another").encode(), env=past).returncode == 0
    whole(run, archive)


def test_two_runs_at_once_take_turns(run: Run, start: Start, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    folders = [many_pages(tmp_path / name, 30) for name in ("a", "b")]
    processes = [start("ingest", "-a", archive, "--lock-wait", "60", folder) for folder in folders]
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0, 0]
    assert len(run("list", "--json", "-a", archive).stdout.splitlines()) == 60
    whole(run, archive)


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK) or os.geteuid() != 0, reason="mounts a small file system")
def test_a_full_disk_is_6_and_nothing_that_was_reported_is_lost(run: Run, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(small)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("may not mount")
    try:
        pages = many_pages(tmp_path / "pages", 2300)
        result = run("ingest", "--workers", "1", "-a", small / "archive", pages)
        assert result.returncode == 6
        assert b"what was finished is safe" in result.stderr
        assert run("verify", "-a", small / "archive").returncode == 0
    finally:
        subprocess.run(["umount", str(small)], check=False)
