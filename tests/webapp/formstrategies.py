"""Any form of our profile, with answers that are right for it."""

import json
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from engine import clock
from engine.bundles import Form, read_form

#: a schema and answers that fit it
Pair = tuple[dict[str, Any], Any]

#: text a person can type and we can keep: something visible, newlines as they are stored
WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1, max_size=30
)
TYPED = WORDS.filter(lambda text: bool(text.strip()))
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
_SAFE = st.text("abcæøå 123", min_size=1, max_size=8).map(str.strip).filter(bool)


def _with(schema: dict[str, Any], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Pair]:
    return values.map(lambda value: ({"title": "Felt", **schema}, value))


def _chosen(values: list[Any]) -> st.SearchStrategy[Pair]:
    plain = {"title": "Valg", "enum": values}
    titled = {"title": "Valg", "oneOf": [{"const": one, "title": f"<{one}>"} for one in values]}
    return st.tuples(st.sampled_from([plain, titled]), st.sampled_from(values))


def _several(values: list[str]) -> st.SearchStrategy[Pair]:
    schema = {"type": "array", "uniqueItems": True, "maxItems": 20, "items": {"enum": values}}
    # A browser posts ticked boxes in the order they stand.
    ticked = st.sets(st.sampled_from(values), min_size=1)
    return _with(schema, ticked.map(lambda some: sorted(some, key=values.index)))


_CHOICES = st.lists(
    st.one_of(_SAFE, st.integers(-(10**9), 10**9)), min_size=1, max_size=8, unique_by=str
)
_MOMENTS = st.integers(315_532_800, 7_258_118_400).map(
    lambda seconds: datetime.fromtimestamp(seconds, clock.OSLO).isoformat()
)
_NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))

PLAIN: st.SearchStrategy[Pair] = st.one_of(
    _with({"type": "string"}, TYPED),
    _with({"type": "string", "maxLength": 100_000}, TYPED),
    _with({"type": "string", "x-widget": "textarea", "x-sensitive": True}, TYPED),
    _with({"type": "string", "format": "date"}, st.dates().map(str)),
    _with({"type": "string", "format": "time"}, st.times().map(lambda t: t.strftime("%H:%M"))),
    _with({"type": "string", "format": "time"}, st.times().map(lambda t: t.strftime("%H:%M:%S"))),
    _with({"type": "string", "format": "date-time"}, _MOMENTS),
    _with({"type": "string", "format": "uuid"}, st.uuids().map(str)),
    _with({"type": "string", "format": "email"}, st.sampled_from(["kari@skole.no", "a@b.c.no"])),
    _with({"type": "string", "format": "phone-no"}, st.sampled_from(["98765432", "+46 701234567"])),
    _with({"type": "integer"}, st.integers()),
    _with({"type": "number"}, _NUMBERS),
    _with({"type": "integer", "minimum": 1, "maximum": 6, "x-widget": "scale"}, st.integers(1, 6)),
    _with({"type": "boolean"}, st.booleans()),
    _with({"const": True}, st.just(True)),
    _CHOICES.flatmap(_chosen),
    st.lists(_SAFE, min_size=1, max_size=8, unique=True).flatmap(_several),
)


@st.composite
def objects(draw: st.DrawFn, parts: st.SearchStrategy[Pair], least: int = 0) -> Pair:
    """A group of questions; some are answered, some of those must be."""
    asked = draw(st.dictionaries(NAMES, parts, min_size=max(least, 1), max_size=4))
    answered = {name for name in asked if draw(st.booleans())} | set(list(asked)[:least])
    schema = {
        "type": "object",
        "properties": {name: part for name, (part, _) in asked.items()},
        "required": [name for name in asked if name in answered and draw(st.booleans())],
    }
    return schema, {name: value for name, (_, value) in asked.items() if name in answered}


@st.composite
def lists(draw: st.DrawFn) -> Pair:
    """Rows of texts, or of the same questions; no row is blank."""
    if draw(st.booleans()):
        return {"type": "array", "items": {"type": "string"}}, draw(
            st.lists(TYPED, min_size=1, max_size=3)
        )
    schema, _ = draw(objects(PLAIN))
    schema["properties"]["navn"] = {"type": "string", "title": "Navn"}
    names = draw(st.lists(TYPED, min_size=1, max_size=4))
    return {
        "type": "array",
        "items": {**schema, "required": ["navn"]},
    }, [{"navn": name} for name in names]


@st.composite
def forms(draw: st.DrawFn) -> tuple[Form, dict[str, Any]]:
    """A form and answers that fit it, sometimes with a question that depends on another."""
    groups = objects(PLAIN, least=1).filter(lambda pair: bool(pair[1]))
    schema, answers = draw(objects(st.one_of(PLAIN, groups, lists())))
    schema["title"] = "Skjema"
    if draw(st.booleans()):
        more, value = draw(PLAIN)
        schema["properties"]["styrer"] = {"type": "boolean", "title": "Styrer"}
        schema["if"] = {"properties": {"styrer": {"const": True}}, "required": ["styrer"]}
        schema["then"] = {"properties": {"betinget": more}, "required": ["betinget"]}
        answers["styrer"] = draw(st.booleans())
        schema["properties"].pop("betinget", None)
        answers.pop("betinget", None)
        schema["required"] = [name for name in schema["required"] if name != "betinget"]
        if answers["styrer"]:
            answers["betinget"] = value
    return read_form(json.dumps(schema), "skjema"), answers
