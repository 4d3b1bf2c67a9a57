"""Regular expressions that are compiled when they are first used: a command must not wait for those that its page never meets.

Compiling is the larger part of a start: 280 patterns took 0.15 of the 0.45 s in which one text was cleaned. Only that belongs here,
no pattern itself.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, AnyStr, Generic, cast


class _Unused(Generic[AnyStr]):
    """Stands for a pattern until one of its methods is asked for, and from then on hands on the bound method of the real one."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self._pattern: AnyStr = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Asked for only once a name: what is found is kept where the next look-up finds it first."""
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found

    @cached_property
    def _compiled(self) -> re.Pattern[AnyStr]:
        return re.compile(self._pattern, self._flags)


def lazily(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """``re.compile(pattern, flags)``, but at the first use: it is a mistake in the pattern that is then raised as re.error.

    For the constants of modules. Only methods and attributes may be used: ``re.sub(lazily(…), …)`` does not work.
    """
    return cast(re.Pattern[AnyStr], _Unused(pattern, flags))
