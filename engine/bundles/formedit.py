"""A form as its editor sees it, and every change that can be made to it, on the text of its file.

Each change takes the text and gives the text; what it does not mention is as it was, in its place.
A field's name is its identity: it is made once, from its first title, and never changed.
"""

import copy
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from engine.bundles import formrules
from engine.bundles import formtext as doc
from engine.bundles.formkinds import LOCKED, Settings, change, fresh, kind_of, settings_of
from engine.bundles.formrules import Clause, Rule
from engine.bundles.formtext import EditRefused, said
from engine.bundles.profilekeywords import as_dict, as_list
from engine.bundles.resolve import Schema, is_object
from engine.bundles.resolve import names as read_by

#: what holds more than its fields say, and only those who edit text can change
_AS_TEXT = ("oneOf", "anyOf", "not", "dependentSchemas", "dependentRequired", "$defs", "$ref")
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "é": "e", "ö": "o", "ä": "a", "ü": "u"})
_MOST_NAME = 40


@dataclass(frozen=True, slots=True)
class Card:
    """One question, or a part that only those who edit text can change."""

    #: pointer into the document
    at: str
    name: str
    kind: str
    title: str
    schema: Any
    required: bool
    #: what must hold for it to be asked, outermost first
    rules: tuple[Rule, ...] = ()
    #: the questions of a table or group
    inside: tuple["Card", ...] = ()
    #: whether it can go up and down among those it stands with
    first: bool = True
    last: bool = True

    @property
    def retired(self) -> bool:
        """Kept only so that old answers can be read."""
        return bool(as_dict(self.schema).get("deprecated"))

    @property
    def holds(self) -> str:
        """Pointer of where questions inside it are added; "" if it holds none."""
        return {"rows": f"{self.at}/items", "group": self.at}.get(self.kind, "")


def outline(text: str) -> list[Card]:
    """Every question in the order it is asked; those a condition brings follow what it reads."""
    return _level(doc.read(text), "")


def cards(outlined: Iterable[Card]) -> Iterable[Card]:
    """The cards, and those inside them."""
    for one in outlined:
        yield one
        yield from cards(one.inside)


def card(text: str, pointer: str) -> Card:
    """The question at the pointer. Raises EditRefused if there is none."""
    for one in cards(outline(text)):
        if one.at == pointer:
            return one
    raise EditRefused(reason="gone", pointer=pointer)


def beside(text: str, holder: str) -> list[Card]:
    """Every question of the form, group or row that the part belongs to."""
    return _level(doc.read(text), doc.base_of(holder))


def _level(schema: Schema, base: str) -> list[Card]:
    level = as_dict(doc.at(schema, base))
    blocks = [[one] for one in _listed(schema, base, level)]
    for way, part in doc.below(level):
        if way.startswith(("/then", "/else", "/allOf")):
            _bring(schema, base + way, part, blocks, read_by(level.get("if")))
    made = [one for block in blocks for one in block]
    locked = [key for key in _AS_TEXT if key in level and not _is_choice(level, key)]
    return made + [_locked(base, key, level[key]) for key in locked]


def _bring(
    schema: Schema, at: str, part: Any, blocks: list[list[Card]], steers: Collection[str]
) -> None:
    """The fields of a branch stand in the block of the last field that steers it."""
    part = as_dict(part)
    found = _listed(schema, at, part)
    found += [_locked(at, key, part[key]) for key in _AS_TEXT if key in part]
    for block in reversed(blocks):
        if any(one.name in steers for one in block):
            block += found
            break
    else:
        blocks.append(found)
    for way, inner in doc.below(part):
        if way.startswith(("/then", "/else", "/allOf")):
            _bring(schema, at + way, inner, blocks, read_by(part.get("if")) or steers)


def _is_choice(level: Schema, key: str) -> bool:
    return key == "oneOf" and not is_object(level)


def _locked(at: str, key: str, value: Any) -> Card:
    return Card(doc.joined(at, key), key, LOCKED, "", value, required=False)


def _listed(schema: Schema, holder: str, part: Schema) -> list[Card]:
    fields = part.get("properties")
    if not isinstance(fields, dict):
        return []
    demanded, order = as_list(part.get("required")), list(fields)
    elsewhere = set(as_dict(as_dict(doc.at(schema, doc.base_of(holder))).get("properties")))
    made = []
    for name, field in fields.items():
        at = doc.joined(holder, "properties", name)
        # A branch that mentions what is asked anyway only says more about the answer.
        more = bool(doc.base_of(holder) != holder and name in elsewhere)
        kind = LOCKED if more else kind_of(field)
        inner = {"rows": f"{at}/items", "group": at}.get(kind)
        made.append(
            Card(
                at,
                name,
                kind,
                said(field, "title"),
                field,
                required=name in demanded,
                rules=formrules.over(schema, at),
                inside=tuple(_level(schema, inner)) if inner is not None else (),
                first=name == order[0],
                last=name == order[-1],
            )
        )
    return made


def name_from(title: str, taken: Collection[str]) -> str:
    """A field's or a form's name made of its title, unlike all that are taken."""
    plain = re.sub(r"[^a-z0-9]+", "_", title.lower().translate(_LETTERS)).strip("_")
    plain = re.sub(r"^[^a-z]+", "", plain)[:_MOST_NAME].strip("_") or "felt"
    made, number = plain, 1
    while made in taken:
        number += 1
        made = f"{plain}_{number}"
    return made


def new_form(title: str, intro: str = "") -> str:
    """A form without questions."""
    start = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    about = {"description": intro} if intro else {}
    schema: Schema = {**start, **about, "type": "object", "properties": {}}
    return doc.written(schema, "{}")


def add_field(
    text: str, holder: str, settings: Settings, *, required: bool = False, used: Iterable[str] = ()
) -> tuple[str, str]:
    """A new question last in the part; its pointer. `used` are names it must not have."""
    return _insert(text, holder, fresh(settings), None, required, used)


def add_ready(
    text: str, holder: str, name: str, schema: Schema, *, required: bool = False
) -> tuple[str, str]:
    """A question ready made, under its own name. Raises EditRefused if the name is taken."""
    return _insert(text, holder, copy.deepcopy(schema), name, required, ())


def _insert(
    text: str, holder: str, field: Schema, name: str | None, required: bool, used: Iterable[str]
) -> tuple[str, str]:
    schema = doc.read(text)
    part = doc.object_at(schema, holder)
    known = doc.names(doc.object_at(schema, doc.base_of(holder)))
    if name is None:
        name = name_from(str(field.get("title", "")), {*known, *used})
    elif name in known:
        raise EditRefused(reason="taken", name=name)
    doc.put(part.setdefault("properties", {}), name, field)
    if required:
        part.setdefault("required", []).append(name)
    return doc.written(schema, text), doc.joined(holder, "properties", name)


def set_form(text: str, now: Settings) -> str:
    """The form's own title, introduction and who sees its answers are as the settings say."""
    return _changed(text, lambda schema: change(schema, _over_whole(schema, now)))


def _over_whole(schema: Schema, now: Settings) -> Settings:
    before = settings_of(schema)
    return Settings(
        kind=before.kind,
        title=now.title,
        help=now.help,
        title_nn=now.title_nn,
        help_nn=now.help_nn,
        section=before.section,
        section_nn=before.section_nn,
        audience=now.audience,
        sensitive=before.sensitive,
        duties=before.duties,
    )


def set_field(text: str, pointer: str, now: Settings, *, required: bool) -> str:
    """The question is as the settings say, and must be answered or not."""

    def work(schema: Schema) -> None:
        place = doc.place_of(schema, pointer)
        holder = doc.object_at(schema, place.holder)
        change(doc.object_at(schema, pointer), now)
        if required and place.name not in as_list(holder.get("required")):
            holder.setdefault("required", []).append(place.name)
        elif not required:
            formrules.undemand(holder, place.name)

    return _changed(text, work)


def show_when(text: str, pointer: str, clauses: Iterable[Clause]) -> tuple[str, str]:
    """The question is asked only when all of it holds; its pointer, which may be another now."""
    schema = doc.read(text)
    moved = formrules.show_when(schema, pointer, clauses)
    return doc.written(schema, text), moved


def move(text: str, pointer: str, way: int) -> str:
    """The question has changed places with the one before it (-1) or after it (1)."""

    def work(schema: Schema) -> None:
        place = doc.place_of(schema, pointer)
        fields = doc.object_at(schema, place.holder)["properties"]
        order = list(fields)
        spot = order.index(place.name)
        other = spot + way
        if 0 <= other < len(order):
            order[spot], order[other] = order[other], order[spot]
            pairs = [(name, fields[name]) for name in order]
            fields.clear()
            fields.update(pairs)

    return _changed(text, work)


def move_to(text: str, pointer: str, other: str, *, after: bool) -> str:
    """The question stands right before or after another. Raises EditRefused across tables."""

    def work(schema: Schema) -> None:
        place, beside_it = doc.place_of(schema, pointer), doc.place_of(schema, other)
        if place.holder != beside_it.holder:
            raise EditRefused(reason="elsewhere")
        fields = doc.object_at(schema, place.holder)["properties"]
        order = [name for name in fields if name != place.name]
        spot = order.index(beside_it.name) + after if beside_it.name in order else len(order)
        order.insert(spot, place.name)
        pairs = [(name, fields[name]) for name in order]
        fields.clear()
        fields.update(pairs)

    return _changed(text, work) if pointer != other else text


def duplicate(
    text: str, pointer: str, title: Callable[[str], str], used: Iterable[str] = ()
) -> tuple[str, str]:
    """A question like it right after it, under a name of its own; its pointer."""
    schema = doc.read(text)
    place = doc.place_of(schema, pointer)
    holder = doc.object_at(schema, place.holder)
    made = copy.deepcopy(doc.object_at(schema, pointer))
    made.pop("deprecated", None)
    for words in (made, as_dict(as_dict(made.get("x-i18n")).get("nn"))):
        if isinstance(words.get("title"), str):
            words["title"] = title(words["title"])
    known = doc.names(doc.object_at(schema, place.base))
    name = name_from(place.name, {*known, *used})
    doc.put(holder["properties"], name, made, place.name)
    if place.name in as_list(holder.get("required")):
        holder["required"].append(name)
    return doc.written(schema, text), doc.joined(place.holder, "properties", name)


def remove_field(text: str, pointer: str, *, published: bool) -> str:
    """The question is no longer asked. One that was published stays, so old answers can be read.

    Raises EditRefused: "steers" with the names of those that wait for its answer, "as_text" if a
    demand that makes no sentence speaks of it.
    """

    def work(schema: Schema) -> None:
        place = doc.place_of(schema, pointer)
        level = doc.object_at(schema, place.base)
        places = [p for p in doc.every_part(level) if place.name in as_dict(p.get("properties"))]
        waiting = sorted(set(formrules.steered(level, place.name)) - {place.name})
        if waiting and len(places) == 1:
            raise EditRefused(reason="steers", name=place.name, names=waiting)
        if len(places) == 1 and place.name in formrules.mentioned(level):
            raise EditRefused(reason="as_text", name=place.name)
        holder = doc.object_at(schema, place.holder)
        for part in doc.every_part(level) if len(places) == 1 else [holder]:
            formrules.undemand(part, place.name)
        if published:
            doc.object_at(schema, pointer)["deprecated"] = True
            return
        del holder["properties"][place.name]
        formrules.tidy(level)

    return _changed(text, work)


def restore(text: str, pointer: str) -> str:
    """A question that was taken out of use is asked again."""
    return _changed(text, lambda schema: doc.object_at(schema, pointer).pop("deprecated", None))


def _changed(text: str, work: Callable[[Schema], object]) -> str:
    schema = doc.read(text)
    work(schema)
    return doc.written(schema, text)
