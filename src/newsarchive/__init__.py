"""newsarchive: from a raw news page to a clean article and a verified archive.

The public interface is two names, loaded when first used so that ``import newsarchive`` costs nothing:

- ``clean(page) -> Article | Failure``
- ``Archive(folder)``
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsarchive.archive import Archive as Archive
    from newsarchive.pipeline import clean as clean

__version__ = "0.1.0"
__all__ = ["Archive", "__version__", "clean"]


def __getattr__(name: str) -> Any:
    if name == "clean":
        from newsarchive.pipeline import clean

        return clean
    if name == "Archive":
        from newsarchive.archive import Archive

        return Archive
    raise AttributeError(f"module 'newsarchive' has no attribute {name!r}")
