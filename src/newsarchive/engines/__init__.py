"""Where shards are worked on: processes of this machine, a cluster, any other executor. An engine can only map.

    local             processes of this machine (local.py)
    dask:ADDRESS      a Dask cluster, by the address or the scheduler file of its scheduler (dask.py)
    MODULE:FACTORY    whatever FACTORY of MODULE gives: a `concurrent.futures.Executor` (foreign.py)

What happens when a worker dies is the same for all of them, and stands in driver.py; what one page may take, in cell.py.
"""

from __future__ import annotations

from newsarchive.engines.engine import Engine
from newsarchive.errors import ConfigurationError
from newsarchive.textnorm import printable

__all__ = ["Engine", "open_engine"]


def open_engine(spec: str, workers: int) -> Engine:
    """The engine that ``spec`` names (see above); ``workers`` are the processes of ``local``.

    Raises:
        ConfigurationError: there is no such engine, it is not installed, or it cannot be reached.
    """
    if spec == "local":
        from newsarchive.engines.local import LocalEngine

        return LocalEngine(workers)
    kind, colon, rest = spec.partition(":")
    if not colon or not kind or not rest:
        raise ConfigurationError(
            f"engine {printable(spec)!r}: not known; local, dask:ADDRESS, dask:SCHEDULER_FILE.json or MODULE:FACTORY"
        )
    if kind == "dask":
        from newsarchive.engines.dask import DaskEngine

        return DaskEngine(rest)
    from newsarchive.engines.foreign import ForeignEngine

    return ForeignEngine(kind, rest)
