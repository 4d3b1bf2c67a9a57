"""The values that flow through the program: immutable, without behaviour that touches the world.

    RawPage ──decode──▶ Document(Block…) ──label──▶ Document(Block.role…) ──assemble──▶ Article
       └────────────────────────── Failure ◀──────────────────────────────────────────────┘

Only values belong here, in the order of their way: inputs.py, site.py, document.py, article.py. Nothing reads a file, a clock or
the environment.

What a page has hundreds of is a NamedTuple, made in a third of the time of a frozen dataclass; the rest are dataclasses.
"""

from __future__ import annotations

from newsarchive.model.article import (
    Article,
    Byline,
    Moment,
    Part,
    RelatedLink,
    Removed,
    Source,
    SourceRecord,
    Status,
    Verdict,
    Where,
)
from newsarchive.model.document import (
    Block,
    Claim,
    Document,
    Hints,
    Kind,
    LineRange,
    Link,
    Markup,
    Neighbour,
    Relation,
    Role,
)
from newsarchive.model.inputs import (
    Captured,
    Failure,
    NoPage,
    RawPage,
)
from newsarchive.model.site import Recurring, SiteMemory

__all__ = [
    "Article",
    "Block",
    "Byline",
    "Captured",
    "Claim",
    "Document",
    "Failure",
    "Hints",
    "Kind",
    "LineRange",
    "Link",
    "Markup",
    "Moment",
    "Neighbour",
    "NoPage",
    "Part",
    "RawPage",
    "Recurring",
    "RelatedLink",
    "Relation",
    "Removed",
    "Role",
    "SiteMemory",
    "Source",
    "SourceRecord",
    "Status",
    "Verdict",
    "Where",
]
