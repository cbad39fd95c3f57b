"""Every table there is, in one place to import.

Owns nothing: migrations and the web need all tables known before they begin.
"""

from engine import (
    attachments,
    audit,
    casefile,
    comments,
    drafts,
    incidents,
    links,
    occasions,
    once,
    outbox,
    people,
    processdrafts,
    proposed,
    publishing,
    roster,
    schoolplan,
    schoolyears,
    tokens,
    trials,
    uploads,
    views,
)
from engine.database import Base

#: All tables, for creating and comparing.
METADATA = Base.metadata

__all__ = [
    "METADATA",
    "attachments",
    "audit",
    "casefile",
    "comments",
    "drafts",
    "incidents",
    "links",
    "occasions",
    "once",
    "outbox",
    "people",
    "processdrafts",
    "proposed",
    "publishing",
    "roster",
    "schoolplan",
    "schoolyears",
    "tokens",
    "trials",
    "uploads",
    "views",
]
