"""newsarchive.toml: a flag beats a variable, a variable beats the file; what cannot be used is said, with exit code 7."""

from __future__ import annotations

from pathlib import Path

import pytest

from shell import SEED, Run, json_lines

TEXT, JSON = b"Explainer-Why", b"{"


def settings(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "newsarchive.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_file_in_the_working_folder_sets_an_option(run: Run, tmp_path: Path) -> None:
    settings(tmp_path, '[clean]\nformat = "json"\n')
    assert run("clean", SEED, cwd=tmp_path).stdout.startswith(JSON)


def test_a_variable_beats_the_file_and_a_flag_beats_both(run: Run, tmp_path: Path) -> None:
    settings(tmp_path, '[clean]\nformat = "json"\n')
    variable = {"NEWSARCHIVE_CLEAN_FORMAT": "text"}
    assert run("clean", SEED, cwd=tmp_path, env=variable).stdout.startswith(TEXT)
    assert run("clean", SEED, "--format", "json", cwd=tmp_path, env=variable).stdout.startswith(JSON)


def test_the_working_folder_comes_before_the_xdg_folder(run: Run, tmp_path: Path) -> None:
    xdg = {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}
    settings(tmp_path / "xdg" / "newsarchive", '[clean]\nformat = "json"\ncanonical = true\n')
    assert run("clean", SEED, cwd=tmp_path, env=xdg).stdout.count(b"\n") == 1
    settings(tmp_path, '[clean]\nformat = "text"\ncanonical = false\n')
    assert run("clean", SEED, cwd=tmp_path, env=xdg).stdout.startswith(TEXT)


def test_the_archive_is_named_once_for_all_commands(run: Run, tmp_path: Path) -> None:
    settings(tmp_path, f'archive = "{tmp_path / "elsewhere"}"\n[ingest]\nworkers = 1\nquiet = true\n')
    ingested = run("ingest", SEED, cwd=tmp_path)
    assert (ingested.returncode, ingested.stderr) == (0, b"")
    assert [row["uri"] for row in json_lines(run("list", "--json", cwd=tmp_path).stdout)] == ["file:///seeds/seed.txt"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("format = ", "not TOML"),
        ('[clean]\nfromat = "json"\n', "[clean] fromat: `clean` has no such option"),
        ("[claen]\n", "claen: neither a command nor one of archive, color"),
        ('[clean]\nformat = "pdf"\n', "format: 'pdf' is not one of"),
        ("[clean]\nformat = 5\n", "format: "),
        ('[clean]\ncanonical = "yes"\n', "canonical: true and false are for switches"),
        ("[clean]\nformat = true\n", "format: true and false are for switches"),
        ("archive = 7\n[clean]\n", "archive: "),
    ],
)
def test_what_cannot_be_used_is_7_and_names_the_file(run: Run, tmp_path: Path, text: str, told: str) -> None:
    settings(tmp_path, text)
    command = ("list",) if text.startswith("archive") else ("clean", SEED)
    result = run(*command, cwd=tmp_path)
    assert (result.returncode, result.stdout) == (7, b"")
    assert b"newsarchive.toml: " in result.stderr
    assert told in result.stderr.decode()
