"""What this program calls itself in all that it writes."""

from __future__ import annotations

from newsarchive import __version__

SOFTWARE = f"newsarchive {__version__}"
