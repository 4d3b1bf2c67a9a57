"""`newsarchive doctor` says what is installed and which settings count; `completion` gives real shells what they complete."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import newsarchive
from shell import SEED, Run


def facts(run: Run, cwd: Path, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    result = run("doctor", "--json", cwd=cwd, env=env)
    assert (result.returncode, result.stderr) == (0, b"")
    value: dict[str, Any] = json.loads(result.stdout)
    return value


def test_it_names_versions_networks_and_tables(run: Run, tmp_path: Path) -> None:
    value = facts(run, tmp_path)
    assert value["installed"]["newsarchive"] == newsarchive.__version__
    packages = {package["name"]: package["version"] for package in value["installed"]["packages"]}
    assert {"click", "lxml", "numpy", "warcio"} <= packages.keys()
    assert all(packages.values())
    assert [network["for"] for network in value["knowledge"]["networks"]] == ["text", "html"]
    assert all(network["bytes"] > 100_000 for network in value["knowledge"]["networks"])
    assert len(value["knowledge"]["phrases"]) >= 25
    shown = run("doctor", cwd=tmp_path).stdout.decode()
    assert "every option has its default" in shown
    assert all(line[:14].strip() or line.startswith(" " * 14) for line in shown.splitlines())


def test_it_says_which_setting_won(run: Run, tmp_path: Path) -> None:
    (tmp_path / "newsarchive.toml").write_text('archive = "a"\n[clean]\nformat = "json"\nworkers = 2\n')
    value = facts(run, tmp_path, {"NEWSARCHIVE_CLEAN_FORMAT": "text", "NEWSARCHIVE_CLAEN_FORMAT": "text"})
    found = {(fact["command"], fact["option"]): fact for fact in value["settings"]["set"]}
    won = found["clean", "--format"]
    assert (won["value"], won["from"], won["where"]) == ("text", "variable", "NEWSARCHIVE_CLEAN_FORMAT")
    won = found["clean", "--workers"]
    assert (won["value"], won["from"], won["where"]) == (2, "file", "newsarchive.toml")
    assert {command for command, option in found if option == "--archive"} >= {"ingest", "list", "show"}
    assert value["settings"]["unknown_variables"] == ["NEWSARCHIVE_CLAEN_FORMAT"]
    assert [file["is_there"] for file in value["settings"]["files"]] == [True, False]


@pytest.mark.parametrize(
    ("file", "variables", "told"),
    [
        ("[clean\n", {}, "newsarchive.toml: not TOML"),
        ("[clean]\nfromat = 1\n", {}, "[clean] fromat: `clean` has no such option"),
        ("", {"NEWSARCHIVE_CLEAN_FORMAT": "pdf\x1b[31m"}, "NEWSARCHIVE_CLEAN_FORMAT: 'pdf"),
        ("", {"NEWSARCHIVE_INGEST_WORKERS": "many"}, "NEWSARCHIVE_INGEST_WORKERS: "),
    ],
)
def test_what_cannot_be_used_is_7_and_said_with_all_the_rest(
    run: Run, tmp_path: Path, file: str, variables: dict[str, str], told: str
) -> None:
    (tmp_path / "newsarchive.toml").write_text(file)
    result = run("doctor", cwd=tmp_path, env=variables)
    [problem] = [line for line in result.stdout.decode().splitlines() if line.startswith("PROBLEM")]
    assert (result.returncode, told in problem, b"\x1b" in result.stdout) == (7, True, False)
    assert b"phrases" in result.stdout


def test_it_tells_the_state_of_the_archive_and_changes_nothing(run: Run, archive: Path) -> None:
    settings = {"NEWSARCHIVE_ARCHIVE": str(archive)}
    before = sorted(archive.rglob("*"))
    value = facts(run, archive.parent, settings)["archive"]
    assert (value["segments"], value["runs"], value["locked"], value["error"]) == (1, 1, False, None)
    with open(archive / ".lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert facts(run, archive.parent, settings)["archive"]["locked"] is True
        assert b"a run is writing to it" in run("doctor", env=settings).stdout
    (archive / ".lock").unlink()
    (archive / "archive.json").write_text("{")
    assert "not JSON" in facts(run, archive.parent, settings)["archive"]["error"]
    assert {*before} - {archive / ".lock"} == {*archive.rglob("*")} - {archive / ".lock"}


def test_it_works_with_an_empty_environment(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "newsarchive", "doctor"], env={}, cwd=tmp_path, capture_output=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, b"")


def completions(shell: str, script: bytes, words: list[str], environment: dict[str, str], folder: Path) -> set[str]:
    """What a real shell offers for the last of ``words``."""
    path = folder / "script"
    path.write_bytes(script)
    (folder / "newsarchive").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m newsarchive "$@"\n')
    (folder / "newsarchive").chmod(0o755)
    typed = " ".join(f"'{word}'" for word in words)
    program = {
        "bash": f"compopt() {{ :; }}; source '{path}'; COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1};"
        ' _newsarchive_completion newsarchive; printf "%s\\n" "${COMPREPLY[@]}"',
        "fish": f"source '{path}'; complete -C \"{' '.join(words)}\"",
        "zsh": f"compdef() {{ :; }}; _describe() {{ local name=$3; print -rl -- ${{(P)name}} }};"
        f" compadd() {{ local name=${{argv[-1]}}; print -rl -- ${{(P)name}} }};"
        f" source '{path}'; words=({typed}); CURRENT={len(words)}; _newsarchive_completion",
    }[shell]
    quiet = {"bash": ["--norc"], "fish": ["--no-config"], "zsh": ["-f"]}[shell]
    settings = environment | {"PATH": f"{folder}:{environment['PATH']}", "HOME": str(folder)}
    result = subprocess.run([shell, *quiet, "-c", program], env=settings, capture_output=True, check=True, timeout=60)
    return {line.replace(":", "\t").split("\t")[0] for line in result.stdout.decode().splitlines()}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_real_shell_completes_commands_options_and_values(
    run: Run, environment: dict[str, str], tmp_path: Path, shell: str
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    done = run("completion", shell)
    assert (done.returncode, done.stderr) == (0, b"")
    for words, wanted in (
        (["newsarchive", "c"], {"clean", "compact", "completion"}),
        (["newsarchive", "clean", "--work"], {"--workers"}),
        (["newsarchive", "clean", "--format", "mark"], {"markdown"}),
    ):
        assert completions(shell, done.stdout, words, environment, tmp_path) == wanted


def test_completion_works_where_settings_are_wrong(run: Run, tmp_path: Path) -> None:
    (tmp_path / "newsarchive.toml").write_text("[clean\n")
    asked = {"_NEWSARCHIVE_COMPLETE": "bash_complete", "COMP_WORDS": "newsarchive clean --for", "COMP_CWORD": "2"}
    result = run(cwd=tmp_path, env=asked)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"plain,--format\n", b"")
    assert run("completion", "bash", cwd=tmp_path).returncode == 0
    assert run("clean", SEED, cwd=tmp_path).returncode == 7
