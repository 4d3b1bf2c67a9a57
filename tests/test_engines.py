"""Where shards are worked on: processes of this machine, a Dask cluster, any executor. All write the same, whatever dies."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from archives import DATE, page
from newsarchive.archive import Archive
from newsarchive.archive.ingest import RunOptions
from newsarchive.engines import open_engine
from newsarchive.engines.driver import Death, Driver
from newsarchive.errors import ConfigurationError

POISON = 3
TESTS = str(Path(__file__).parent)


def double(task: tuple[int, str]) -> int:
    """Twice the number; a poisonous one kills the process that works on it, and some are slow."""
    number, folder = task
    if number == POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    if folder:
        Path(folder, f"{number}-{time.monotonic_ns()}").touch()
    return 2 * number


def threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2)


def processes() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(2)


def no_executor() -> str:
    return "no executor"


def through(spec: str, numbers: list[int], folder: str = "") -> list[int | str]:
    """The results of `double`, or ``dead``."""
    results: list[int | str] = []

    def keep(found: Iterator[tuple[tuple[int, str], int | Death]]) -> None:
        results.extend("dead" if isinstance(result, Death) else result for _, result in found)

    with open_engine(spec, 2) as engine:
        driver: Driver[tuple[int, str], int] = Driver(engine, double, stall=60)
        for number in numbers:
            keep(driver.launch((number, folder)))
        keep(driver.drain())
    return results


Cluster = tuple[str, Callable[[], subprocess.Popen[bytes]]]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers with their nannies, real processes on loopback: the scheduler file, and what starts one worker
    more."""
    folder = tmp_path_factory.mktemp("cluster")
    where = folder / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": TESTS, "PYTHONWARNINGS": "ignore"}

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]]
        return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)

    quiet = ("--no-dashboard", "--scheduler-file", str(where))
    running = [start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", *quiet)]
    try:
        _wait_for(where.exists)

        def more() -> subprocess.Popen[bytes]:
            running.append(start("dask_worker", *quiet, "--nthreads", "1", "--host", "127.0.0.1"))
            return running[-1]

        more(), more()
        yield str(where), more
    finally:
        for process in running:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.05)


ENGINES = ["local", "test_engines:threads", "test_engines:processes"]


@pytest.mark.parametrize("spec", ENGINES)
def test_results_come_in_order(spec: str) -> None:
    numbers = [*range(POISON), *range(POISON + 1, 20)]
    assert through(spec, numbers) == [2 * number for number in numbers]


@pytest.mark.parametrize("spec", ["local", "test_engines:processes"])
def test_a_task_that_kills_its_worker_convicts_nobody_but_itself(spec: str) -> None:
    assert through(spec, list(range(8))) == [0, 2, 4, "dead", 8, 10, 12, 14]


@pytest.mark.parametrize("spec", ["local", "test_engines:processes"])
def test_two_poisonous_tasks_under_way_at_once_are_both_found(spec: str) -> None:
    assert through(spec, [0, POISON, POISON, 1, POISON]) == [0, "dead", "dead", 2, "dead"]


BAD = {
    "spark": "not known",
    "dask:": "not known",
    "no_such_module:factory": "No module named 'no_such_module'",
    "test_engines:no_such_factory": "no_such_factory",
    "dask:tcp://127.0.0.1:1": "127.0.0.1:1",
}


@pytest.mark.parametrize("spec", BAD)
def test_an_engine_that_cannot_be_had_is_named(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.engines.dask._PATIENCE", 1)
    with pytest.raises(ConfigurationError, match=BAD[spec]):
        open_engine(spec, 2)


def test_what_is_no_executor_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="gives a str"):
        through("test_engines:no_executor", [1])


def streams(archive: Path) -> dict[str, bytes]:
    import gzip

    files = sorted((archive / "segments").iterdir())
    return {f.name: gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files}


def test_every_engine_writes_the_same_bytes(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.archive.planner.MAX_ITEMS", 3)
    pages = [page(number) for number in range(8)]
    for name, spec in (
        ("here", "local"),
        ("pool", "local"),
        ("threads", "test_engines:threads"),
        ("dask", f"dask:{cluster[0]}"),
    ):
        options = RunOptions("run-1", DATE, workers=2 if name == "pool" else 1, engine=spec)
        summary = Archive(tmp_path / name).ingest(pages, options)
        assert (summary["ok"], summary["failed"]) == (8, 0)
        assert Archive(tmp_path / name).verify().findings == []
    first = streams(tmp_path / "here")
    assert len(first) == 3 * 4
    assert all(streams(tmp_path / name) == first for name in ("pool", "threads", "dask"))


def test_a_worker_of_the_cluster_killed_in_the_middle_costs_nothing(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.archive.planner.MAX_ITEMS", 1)
    where, more = cluster
    others = _workers(where)
    victim = more()
    _wait_for(lambda: bool(_workers(where) - others))
    seen = 0

    def kill(event: dict[str, object]) -> None:
        nonlocal seen
        seen += "input" in event
        if seen == 5 and victim.poll() is None:
            os.killpg(victim.pid, signal.SIGKILL)

    options = RunOptions("run-1", DATE, engine=f"dask:{where}", observe=kill)
    summary = Archive(tmp_path / "archive").ingest([page(number) for number in range(40)], options)
    assert victim.wait(5) == -signal.SIGKILL
    assert (summary["ok"], summary["failed"]) == (40, 0)
    assert Archive(tmp_path / "archive").verify().findings == []


def _workers(where: str) -> set[str]:
    client_of: Any = importlib.import_module("distributed").Client
    with client_of(scheduler_file=where, set_as_default=False) as client:
        return set(client.scheduler_info(n_workers=-1)["workers"])
