"""One thing that is new, gone or different between two bundles, and the names it is told with."""

import dataclasses
from collections.abc import Mapping
from typing import Any, NamedTuple

FLOW, FORMS, TABLES, TEXTS = "flow", "forms", "tables", "texts"
ADDED, CHANGED, REMOVED = "added", "changed", "removed"


class Words(NamedTuple):
    """A name people gave something, in both languages; bokmål stands in for missing nynorsk."""

    nb: str
    nn: str


class Label(NamedTuple):
    """What a step is called: by its own name, or as the nameless one after a named one."""

    #: the BPMN name of the element
    kind: str
    #: its own name, or that of the nearest one before it; None if nothing there has a name
    words: Words | None
    #: True if the name is its own
    own: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One difference. What it says to people stands in `webapp/changes.py`."""

    #: what happened, such as "step_added"
    kind: str
    #: "flow" | "forms" | "tables" | "texts"
    area: str
    #: drawn elements and arrows it shows on, the ids of the old drawing where they are gone
    elements: tuple[str, ...] = ()
    #: key of the form it is about
    form: str | None = None
    #: path of the field inside the form, `*` for rows
    field: str | None = None
    #: id of the decision table it is about
    table: str | None = None
    #: what the sentence needs: Words, Labels, numbers, and values as read
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def mark(self) -> str:
        """How its elements are coloured: "added", "changed" or "removed"."""
        if self.kind in ("step_added", "arrow_added", "lane_added"):
            return ADDED
        return (
            REMOVED if self.kind in ("step_removed", "arrow_removed", "lane_removed") else CHANGED
        )
