"""Any `concurrent.futures.Executor` as an engine: Parsl, Ray behind a few lines, MPI (docs/cluster.md)."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from concurrent.futures import Executor

from newsarchive.engines.engine import ExecutorEngine
from newsarchive.errors import ConfigurationError
from newsarchive.textnorm import printable

_PER_WORKER = 2
_WINDOW = 64
"""Tasks under way where the executor does not say how many workers it has."""


class ForeignEngine(ExecutorEngine):
    """The executor that ``factory`` of ``module`` gives, without arguments."""

    def __init__(self, module: str, factory: str) -> None:
        """Import it; nothing is started yet.

        Raises:
            ConfigurationError: there is no such module or function.
        """
        super().__init__()
        self._name = f"{module}:{factory}"
        try:
            self._factory: Callable[[], object] = getattr(importlib.import_module(module), factory)
        except (ImportError, AttributeError, ValueError) as error:
            raise ConfigurationError(f"engine {printable(self._name)}: {printable(str(error))}") from None

    @property
    def window(self) -> int:
        workers = getattr(self._executor, "_max_workers", None)
        return _PER_WORKER * workers if isinstance(workers, int) and workers > 0 else max(_WINDOW, os.cpu_count() or 1)

    def open(self) -> Executor:
        executor = self._factory()
        if not isinstance(executor, Executor):
            raise ConfigurationError(
                f"engine {self._name}: gives a {type(executor).__name__}, not a concurrent.futures.Executor"
            )
        return executor
