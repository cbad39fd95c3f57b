"""What a form needs to know about the page it stands on, given by the view.

A form room asks through these and never reaches for the database or the session itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import FileStorage

from engine.bundles import Form


@dataclass(frozen=True, slots=True)
class Match:
    """Who a typed name may mean."""

    #: the one person meant; None if nobody or several
    key: str | None = None
    #: (person key, name to tell them apart by) when several are meant
    choices: Sequence[tuple[str, str]] = ()


class FileRefused(Exception):
    """A file cannot be taken; the argument is the sentence the person reads."""


def nobody(text: str, source: str) -> Match:
    """Knows no one."""
    return Match()


def _no_file(upload: FileStorage, schema: Mapping[str, Any]) -> str:
    raise FileRefused("")


@dataclass(frozen=True)
class FormContext:
    """The view's part of a form page."""

    #: "nb" or "nn"
    lang: str = "nb"
    #: who reads and fills in: "staff", "pupil" or "guardian"; None shows every field
    audience: str | None = "staff"
    #: what a typed name (or a person key) and an `x-source` mean
    find_person: Callable[[str, str], Match] = nobody
    #: a person key as text that `find_person` understands; None if there is no such person
    person_name: Callable[[str], str | None] = lambda key: None
    #: (key, name) of the classes there are to choose from
    classes: Callable[[], Sequence[tuple[str, str]]] = tuple
    #: where names are suggested while typing, `webapp.formpages.searched` reads the question
    search_url: str = ""
    #: keeps an uploaded file and returns its key; raises FileRefused
    store_file: Callable[[FileStorage, Mapping[str, Any]], str] = _no_file
    #: the name of a stored file; None if it is not this person's to use here
    file_name: Callable[[str], str | None] = lambda key: None
    #: where a stored file is fetched; None shows its name only
    file_url: Callable[[str], str | None] = lambda key: None
    #: values of read-only fields, from the case
    readonly: Mapping[str, Any] = field(default_factory=dict)
    #: the case's latest answers by form key, for prefilling and for reading beside
    earlier: Mapping[str, tuple[Form, Mapping[str, Any]]] = field(default_factory=dict)
