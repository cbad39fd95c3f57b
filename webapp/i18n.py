"""Bokmål is the source text; nynorsk is a catalogue, and where it lacks a text bokmål shows.

The catalogue is read from its .po file as the program starts, so nothing compiled is kept.
"""

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from flask import Flask, has_request_context, session

#: Languages a person can read us in, the source first.
LANGUAGES: Mapping[str, str] = {"nb": "Bokmål", "nn": "Nynorsk"}
SOURCE = "nb"
TRANSLATIONS = Path(__file__).parent / "translations"

_chosen: ContextVar[str | None] = ContextVar("language", default=None)


@functools.cache
def catalogue(lang: str) -> Mapping[str, tuple[str, ...]]:
    """Texts by source text: one form, or one and many. Empty for the source and the unknown."""
    path = TRANSLATIONS / lang / "LC_MESSAGES" / "messages.po"
    if lang == SOURCE or lang not in LANGUAGES or not path.is_file():
        return {}
    with path.open("rb") as file:
        read = read_po(file, locale=lang)
    found: dict[str, tuple[str, ...]] = {}
    for message in read:
        source = message.id if isinstance(message.id, str) else message.id[0]
        written = message.string or ""
        texts = (written,) if isinstance(written, str) else tuple(written)
        if source and all(texts) and not message.fuzzy:
            found[source] = texts
    return found


def language() -> str:
    """The language of whoever reads what is being written now."""
    chosen = _chosen.get()
    if chosen is None and has_request_context():
        chosen = session.get("language")
    return chosen if chosen is not None and chosen in LANGUAGES else SOURCE


@contextmanager
def reading_in(lang: str) -> Iterator[None]:
    """What is written inside is for somebody who reads `lang`: a letter, a stored sentence."""
    before = _chosen.set(lang)
    try:
        yield
    finally:
        _chosen.reset(before)


def gettext(text: str, /, **values: Any) -> str:
    """The text in the reader's language; `%(name)s` in it is filled from `values`."""
    found = catalogue(language()).get(text)
    shown = found[0] if found else text
    return shown % values if values else shown


def ngettext(one: str, many: str, n: int, /, **values: Any) -> str:
    """`one` when n is 1, otherwise `many`; `%(n)s` is the number."""
    found = catalogue(language()).get(one, ())
    singular, plural = found if len(found) == 2 else (one, many)
    return (singular if n == 1 else plural) % {"n": n, **values}


def init(app: Flask) -> None:
    """Templates translate with `_()` and `ngettext()`; a broken catalogue stops the start."""
    for lang in LANGUAGES:
        catalogue(lang)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        _template_gettext, _template_ngettext, newstyle=True
    )
    app.jinja_env.globals.update(language=language, LANGUAGES=LANGUAGES)

    @app.context_processor
    def _reader() -> dict[str, str]:
        return {"lang": language()}


def _template_gettext(text: str) -> str:
    found = catalogue(language()).get(text)
    return found[0] if found else text


def _template_ngettext(one: str, many: str, n: int) -> str:
    found = catalogue(language()).get(one, ())
    singular, plural = found if len(found) == 2 else (one, many)
    return singular if n == 1 else plural
