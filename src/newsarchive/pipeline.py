"""The whole way of one page: bytes in, Article or Failure out. Pure: no clock, no randomness, no environment, no network."""

from __future__ import annotations

import traceback
from dataclasses import replace

from newsarchive.assemble import assemble
from newsarchive.decode import decode
from newsarchive.digest import sha256_hex
from newsarchive.errors import NewsarchiveError
from newsarchive.model import Article, Failure, RawPage, SiteMemory, Source, SourceRecord
from newsarchive.software import SOFTWARE


def clean(page: RawPage, *, explain: bool = False, memory: SiteMemory | None = None) -> Article | Failure:
    """``page`` as an Article, or why that cannot be; with ``explain``, reasons also say what the network went by.

    With ``memory``, lines that are known to recur on the page's site are no text of the article.

    Any bytes give one or the other. An exception that is not a deliberate error is a bug: it comes back as a Failure of stage
    ``internal`` that carries the traceback.

    Raises:
        ConfigurationError: the charset that the caller gives is none.
    """
    try:
        return _clean(page, explain=explain, memory=memory)
    except NewsarchiveError:
        raise
    except MemoryError:
        return out_of_memory(page)
    except Exception as error:
        reason = f"a bug in newsarchive: {type(error).__name__}: {error}"
        return Failure(page.uri, "internal", reason, page.input_id, traceback.format_exc())


def out_of_memory(page: RawPage) -> Failure:
    """What stands for a page that needs more memory than there is."""
    return Failure(page.uri, "limit", "it needs more memory than there is to clean it", page.input_id)


def _clean(page: RawPage, *, explain: bool, memory: SiteMemory | None) -> Article | Failure:
    from newsarchive.label import label, model_name
    from newsarchive.sources.sniff import sniff_page

    kind = sniff_page(page)
    if isinstance(kind, Failure):
        return kind
    decoded = decode(page, kind)
    document = label(decoded.document, decoded.source if kind == "text/html" else "", explain=explain, memory=memory)
    source = Source(
        uri=page.uri,
        fetched=page.date if page.date_is_stated else None,
        media_type=document.media_type,
        encoding=document.encoding,
        encoding_from=document.encoding_from,
        bytes=len(page.data),
        sha256=sha256_hex(page.data),
        record=SourceRecord(came.file, came.offset, came.record_id) if (came := page.captured) else None,
    )
    return replace(assemble(document, source, SOFTWARE, model_name(kind)), input_id=page.input_id)
