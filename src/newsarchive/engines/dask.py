"""A Dask cluster as an engine: an existing scheduler with its workers (the extra ``newsarchive[cluster]``).

Its workers must see the archive's folder under the same path, and have this version of newsarchive installed. Certificates for TLS
come from Dask's own configuration. Why Dask: docs/decisions/0008-cluster.md.
"""

from __future__ import annotations

import importlib
from concurrent.futures import Executor
from typing import Any

from newsarchive import __version__
from newsarchive.engines.engine import ExecutorEngine
from newsarchive.errors import ConfigurationError
from newsarchive.textnorm import printable

_PATIENCE = 30
"""Seconds to wait for the scheduler. One on the same network answers in 0.1; a new one in a job queue may take some."""
_PER_WORKER = 2


class DaskEngine(ExecutorEngine):
    """The cluster whose scheduler is at ``where``: an address, or the path of a scheduler file that ends in .json."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self._where = where
        self._client: Any = None
        self._threads = 1
        self._connect()

    @property
    def window(self) -> int:
        return max(4, _PER_WORKER * self._threads)

    def open(self) -> Executor:
        if self._client is None:
            self._connect()
        # retries are for exceptions, and our function is pure: it would raise again. pure=False: equal calls are not one.
        executor: Executor = self._client.get_executor(pure=False, retries=0)
        return executor

    def end(self, executor: Executor, *, drop: bool) -> None:
        executor.shutdown(wait=not drop)  # Dask's knows no cancel_futures: not to wait is to cancel

    def close(self, *, drop: bool) -> None:
        super().close(drop=drop)
        client, self._client = self._client, None
        if client is not None:
            client.close(timeout=_PATIENCE)

    def _connect(self) -> None:
        try:
            client: Any = importlib.import_module("distributed").Client
        except ImportError:
            raise ConfigurationError("engine dask: not installed; `pip install 'newsarchive[cluster]'`") from None
        place = {"scheduler_file": self._where} if self._where.endswith(".json") else {"address": self._where}
        try:
            self._client = client(**place, set_as_default=False, timeout=_PATIENCE)
            self._client.wait_for_workers(1, timeout=_PATIENCE)
            self._check(self._client.run(_version))
        except (OSError, ValueError, TimeoutError) as error:
            self.close(drop=True)
            raise ConfigurationError(f"engine dask:{printable(self._where)}: {printable(str(error))}") from None
        self._threads = sum(self._client.nthreads().values())

    def _check(self, versions: dict[str, str]) -> None:
        """Every worker must clean as this process would."""
        for worker, version in sorted(versions.items()):
            if version != __version__:
                raise ValueError(f"worker {worker} has newsarchive {version}, this is {__version__}")


def _version() -> str:
    """Runs on each worker; found there by name, so it fails where newsarchive is not installed."""
    return __version__
