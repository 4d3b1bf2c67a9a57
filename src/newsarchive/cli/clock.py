"""What time it is, and what a run is called: the only place that asks the clock."""

from __future__ import annotations

import os
import time
import uuid

from newsarchive.errors import ConfigurationError
from newsarchive.textnorm import printable

_FORM = "%Y-%m-%dT%H:%M:%SZ"


def now() -> str:
    """SOURCE_DATE_EPOCH (reproducible-builds.org) or the clock, in UTC, ``YYYY-MM-DDThh:mm:ssZ``.

    Raises:
        ConfigurationError: SOURCE_DATE_EPOCH is no number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        return time.strftime(_FORM, time.gmtime(int(epoch) if epoch else time.time()))
    except (ValueError, OverflowError, OSError):
        raise ConfigurationError(f"SOURCE_DATE_EPOCH is {printable(epoch or '')!r}, not a number of seconds") from None


def ago(seconds: float) -> str:
    """So long before now, in the same form."""
    return time.strftime(_FORM, time.gmtime(time.time() - seconds))


def new_run() -> str:
    """A name for a run and its ledger: sorted by time, and no other's."""
    return f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{uuid.uuid4().hex[:8]}"
