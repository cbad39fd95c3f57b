"""Collects the texts people read, and brings the nynorsk catalogue up to date with them.

Run by `make texts`. Texts that are gone leave the catalogue; new ones stand there empty until
somebody writes them, and show as bokmål until then.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from webapp.i18n import LANGUAGES, SOURCE, TRANSLATIONS

HOME = Path(__file__).parent
_METHODS = [
    ("frontend/**", "ignore"),
    ("**.py", "python"),
    ("templates/**.html", "jinja2.ext.babel_extract"),
]
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
}


def collected() -> Catalog:
    """Every text marked for translation in the web's code and templates."""
    found = Catalog(project="Handlingsplan", charset="utf-8", fuzzy=False)
    options = {"templates/**.html": {"silent": "false", "newstyle_gettext": "true"}}
    for name, line, text, comments, context in extract_from_dir(
        HOME, _METHODS, options, keywords=_KEYWORDS, strip_comment_tags=True
    ):
        found.add(text, None, [(f"webapp/{name}", line)], auto_comments=comments, context=context)
    return found


def path_of(lang: str) -> Path:
    """Where the catalogue of a language lives."""
    return TRANSLATIONS / lang / "LC_MESSAGES" / "messages.po"


def stored(lang: str) -> Catalog:
    """The catalogue as it is written down; empty if it never was."""
    path = path_of(lang)
    if not path.is_file():
        return Catalog(locale=lang)
    with path.open("rb") as file:
        return read_po(file, locale=lang)


def lacking(lang: str) -> tuple[list[str], list[str]]:
    """(texts without a translation, translations without a text)."""
    wanted, have = collected(), stored(lang)
    ids = {_id(message.id) for message in wanted if message.id}
    done = {_id(message.id) for message in have if message.id and _filled(message.string)}
    kept = {_id(message.id) for message in have if message.id}
    return sorted(ids - done), sorted(kept - ids)


def _id(text: str | list[str] | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def _filled(text: str | list[str] | tuple[str, ...] | None) -> bool:
    return all(text) if isinstance(text, list | tuple) else bool(text)


def main() -> None:
    """The catalogues hold exactly the texts there are; says how many are left to write."""
    template = collected()
    for lang in LANGUAGES:
        if lang == SOURCE:
            continue
        catalog = stored(lang)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.fuzzy = False
        path_of(lang).parent.mkdir(parents=True, exist_ok=True)
        with path_of(lang).open("wb") as file:
            write_po(
                file, catalog, width=96, sort_output=True, include_lineno=False, omit_header=True
            )
        missing, _gone = lacking(lang)
        print(f"{lang}: {len(missing)} av {len(list(template)) - 1} tekster mangler.")


if __name__ == "__main__":
    main()
