"""What is different in forms: fields, what they demand, who sees them and when they are asked."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.bundles import strictjson
from engine.bundles.bundle import Bundle
from engine.bundles.change import FORMS, TEXTS, Change, Words
from engine.bundles.formwalk import Asked, walk
from engine.bundles.plainly import Clause, Known, choices, forms_of, titled
from engine.bundles.resolve import Schema
from engine.bundles.sequences import moved
from engine.bundles.wordlists import words

#: keywords by the kind of change they are told as
_LIMITS = words(
    """minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems
    maxItems uniqueItems pattern"""
)
_TEXTS = frozenset({"description", "x-errors", "examples", "x-section"})
_TOLD = {
    "field_kind": frozenset({"type", "format", "x-widget"}),
    "field_limits": _LIMITS,
    "field_visible": frozenset({"x-visible-to"}),
    "field_sensitive": frozenset({"x-sensitive"}),
    "field_duty": frozenset({"x-duty"}),
    "field_prefill": frozenset({"x-prefill", "default"}),
    "field_person": frozenset({"x-part", "x-source"}),
    "field_locked": frozenset({"readOnly"}),
}
_SEEN = frozenset({"title", "enum", "oneOf", "x-i18n", *_TEXTS}).union(*_TOLD.values())


def forms(old: Bundle, new: Bundle, before: Known, after: Known) -> Iterator[Change]:
    """Forms that came, went or ask otherwise."""
    for key in [key for key in old.forms if key not in new.forms]:
        yield Change("form_removed", FORMS, form=key, params={"name": _title(old, key)})
    was, now = forms_of(old), forms_of(new)
    for key, text in new.forms.items():
        if key not in old.forms:
            count = len(list(walk(now[key].localized("nb")))) if key in now else 0
            params = {"name": _title(new, key), "fields": count}
            yield Change("form_added", FORMS, form=key, params=params)
        elif _value(text) != _value(old.forms[key]):
            if key not in was or key not in now:
                yield Change("form_other", FORMS, form=key, params={"name": _title(new, key)})
                continue
            pair = _Pair(key, _title(new, key), _value(old.forms[key]), _value(text), before, after)
            pair.was = {one.path: one for one in walk(was[key].localized("nb"))}
            pair.now = {one.path: one for one in walk(now[key].localized("nb"))}
            yield from pair.changes()


def _value(text: str) -> str:
    """The form without white space, with its order kept."""
    try:
        return json.dumps(strictjson.loads(text), ensure_ascii=False)
    except strictjson.JsonRefused:
        return text


def _title(bundle: Bundle, key: str) -> Words:
    try:
        return titled(strictjson.loads(bundle.forms[key]), key)
    except strictjson.JsonRefused:
        return Words(key, key)


@dataclass
class _Pair:
    """One form before and after."""

    key: str
    name: Words
    old_text: str
    new_text: str
    before: Known
    after: Known
    was: dict[tuple[str, ...], Asked] = field(default_factory=dict)
    now: dict[tuple[str, ...], Asked] = field(default_factory=dict)

    def _change(
        self, kind: str, path: tuple[str, ...] | None = None, area: str = FORMS, **params: Any
    ) -> Change:
        where = ".".join(path) if path else None
        said = {"name": self.name, **params}
        return Change(kind, area, form=self.key, field=where, params=said)

    def changes(self) -> Iterator[Change]:
        found = [*self._whole(), *self._gone_and_come(), *self._order(), *self._nynorsk()]
        for path, field_now in self.now.items():
            if path in self.was:
                found += _Field(self, self.was[path], field_now).changes()
        yield from found or [self._change("form_other")]

    def _whole(self) -> Iterator[Change]:
        old, new = json.loads(self.old_text), json.loads(self.new_text)
        if old.get("title") != new.get("title"):
            yield self._change("form_renamed", old=titled(old, self.key), new=titled(new, self.key))
        if old.get("description") != new.get("description"):
            yield self._change("form_help", area=TEXTS)
        if old.get("x-context") != new.get("x-context"):
            yield self._change("form_context")
        if old.get("x-duty") != new.get("x-duty"):
            yield self._change("form_duty")

    def _gone_and_come(self) -> Iterator[Change]:
        gone = {path: one for path, one in self.was.items() if path not in self.now}
        come = {path: one for path, one in self.now.items() if path not in self.was}
        for path, one in list(come.items()):
            twin = next((p for p, was in gone.items() if _alike(was, one)), None)
            if twin is not None:
                yield self._change("field_redrawn", path, field=one.name)
                yield from _Field(self, gone.pop(twin), one).changes()
                del come[path]
        for path, one in gone.items():
            if path[:-1] not in gone and path[:-2] not in gone:
                yield self._change("field_removed", path, field=one.name)
        for path, one in come.items():
            if path[:-1] not in come and path[:-2] not in come:
                yield self._added(path, one)

    def _added(self, path: tuple[str, ...], one: Asked) -> Change:
        return self._change(
            "field_added",
            path,
            field=one.name,
            after=self.now[one.after].name if one.after in self.now else None,
            required=one.required,
            when=self._when(one, self.after),
        )

    def _when(self, one: Asked, known: Known) -> Any:
        """The condition it is asked under, None if it always is, False if none can be told."""
        if not one.when:
            return None
        return plain_when(one.when, self.key, known) or False

    def _order(self) -> Iterator[Change]:
        levels: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for path in self.now:
            if path in self.was:
                levels.setdefault(path[:-1], []).append(path)
        order = {path: at for at, path in enumerate(self.was)}
        for paths in levels.values():
            for at in moved([order[path] for path in paths]):
                previous = self.now[paths[at - 1]].name if at else None
                name = self.now[paths[at]].name
                yield self._change("field_moved", paths[at], field=name, after=previous)

    def _nynorsk(self) -> Iterator[Change]:
        old, new = json.loads(self.old_text), json.loads(self.new_text)
        was, now = dict(_translated(old)), dict(_translated(new))
        plain = dict(_plain(new))
        same = {at for at, text in _plain(old) if plain.get(at) == text}
        count = sum(was.get(at) != now.get(at) for at in (was.keys() | now.keys()) & same)
        if count:
            yield self._change("form_nynorsk", area=TEXTS, count=count)


class _Field:
    """One field before and after."""

    def __init__(self, pair: _Pair, was: Asked, now: Asked) -> None:
        self.pair, self.was, self.now = pair, was, now

    def _change(self, kind: str, area: str = FORMS, **params: Any) -> Change:
        change = self.pair._change(kind, self.now.path, area)
        return Change(
            kind,
            area,
            form=change.form,
            field=change.field,
            params={**change.params, "field": self.now.name, **params},
        )

    def changes(self) -> Iterator[Change]:
        was, now = self.was, self.now
        if was.name.nb != now.name.nb:
            yield self._change("field_renamed", old=was.name, new=now.name)
        if was.required != now.required:
            yield self._change("field_required" if now.required else "field_optional")
        if was.when != now.when:
            when = self.pair._when(now, self.pair.after)
            yield self._change("field_when", when=when)
        yield from self._choices()
        old, new = _own(was.schema), _own(now.schema)
        if any(old.get(key) != new.get(key) for key in _TEXTS):
            yield self._change("field_help", TEXTS)
        for kind, keys in _TOLD.items():
            if any(old.get(key) != new.get(key) for key in keys):
                yield from self._told(kind)
        left = (old.keys() | new.keys()) - _SEEN
        if any(old.get(key) != new.get(key) for key in left) or was.others != now.others:
            yield self._change("field_other")

    def _told(self, kind: str) -> Iterator[Change]:
        was, now = kind_of(self.was.schema), kind_of(self.now.schema)
        if kind == "field_kind":
            yield self._change(kind if was != now else "field_other", old=was, new=now)
        elif kind == "field_visible":
            yield self._change(kind, old=_visible(self.was.schema), new=_visible(self.now.schema))
        elif kind == "field_sensitive":
            yield self._change(kind, now=bool(self.now.schema.get("x-sensitive")))
        elif kind == "field_locked":
            yield self._change(kind, now=bool(self.now.schema.get("readOnly")))
        else:
            yield self._change(kind)

    def _choices(self) -> Iterator[Change]:
        was, now = dict(_chosen(self.was.schema)), dict(_chosen(self.now.schema))
        for value in [value for value in was if value not in now]:
            yield self._change("choice_removed", choice=was[value])
        for value, said in now.items():
            if value not in was:
                yield self._change("choice_added", choice=said)
            elif was[value].nb != said.nb:
                yield self._change("choice_renamed", old=was[value], new=said)
        shared = [value for value in now if value in was]
        if shared != [value for value in was if value in now]:
            yield self._change("choices_moved")


def _chosen(schema: Schema) -> list[tuple[Any, Words]]:
    found = choices(schema) or choices(schema.get("items"))
    return [(json.dumps(value), said) for value, said in found]


def _own(schema: Schema) -> dict[str, Any]:
    """What the field says of itself: its rows' fields are told as fields."""
    items = schema.get("items")
    own = {key: value for key, value in schema.items() if key not in _NESTED}
    if isinstance(items, dict):
        inner = {key: value for key, value in items.items() if key not in _NESTED}
        inner.pop("oneOf", None)
        inner.pop("enum", None)
        own["items"] = {key: value for key, value in inner.items() if key != "x-i18n"}
    return own


_NESTED = words(
    "properties required items allOf anyOf if then else dependentSchemas dependentRequired"
)


def _alike(was: Asked, now: Asked) -> bool:
    """The same question at the same place, under another key."""
    same = was.name.nb == now.name.nb and kind_of(was.schema) == kind_of(now.schema)
    return same and was.path[:-1] == now.path[:-1]


def _visible(schema: Schema) -> tuple[str, ...]:
    """Who sees the field: "staff", "pupil", "guardian"; staff alone when nothing is said."""
    found = schema.get("x-visible-to")
    return tuple(str(one) for one in found) if isinstance(found, list) else ()


def kind_of(schema: Schema) -> str:
    """What kind of answer the field takes, in one word of ours."""
    items = schema.get("items")
    kind = str(schema.get("type", ""))
    form = str(schema.get("format", ""))
    if kind == "array" and isinstance(items, dict):
        inner = kind_of(items)
        return {"group": "rows", "choice": "choices", "person": "persons"}.get(inner, "list")
    if schema.get("enum") or (schema.get("oneOf") and "properties" not in schema):
        return "choice"
    if kind == "string":
        known = ("date", "date-time", "time", "email", "person", "attachment")
        return form if form in known else "text"
    return {"integer": "number", "object": "group"}.get(kind, kind or "group")


def plain_when(when: tuple[str, ...], form: str, known: Known) -> Any:
    """The condition as clauses about other fields of the form, None if it cannot be told."""
    parts: list[Clause] = []
    for text in when:
        found = known.condition(_as_condition(json.loads(text), form))
        if found is None or (found.joined == "or" and len(found.clauses) > 1):
            return None
        parts += found.clauses
    return tuple(parts) or None


def _as_condition(schema: Any, form: str) -> str:
    """A branch's condition in the words of expressions; "?" if it is another kind of condition."""
    if not isinstance(schema, dict) or set(schema) - {"properties", "required"}:
        return "?"
    said = []
    for name, part in schema.get("properties", {}).items():
        inside = part if isinstance(part, dict) else {}
        if set(inside) == {"const"} and isinstance(inside["const"], bool | str | int):
            said.append(f"{form}.{name} = {json.dumps(inside['const'], ensure_ascii=False)}")
        elif set(inside) == {"enum"} and all(isinstance(one, str) for one in inside["enum"]):
            values = ", ".join(json.dumps(one, ensure_ascii=False) for one in inside["enum"])
            said.append(f"{form}.{name} in ({values})")
        elif set(inside) == {"contains"} and set(inside["contains"]) == {"const"}:
            value = json.dumps(inside["contains"]["const"], ensure_ascii=False)
            said.append(f"list contains({form}.{name}, {value})")
        else:
            return "?"
    return " and ".join(said) or "?"


def _translated(node: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """(pointer, nynorsk) of every text."""
    for pointer, part in _nodes(node, at):
        own = part.get("x-i18n", {})
        said = own.get("nn", {}) if isinstance(own, dict) else {}
        for key, text in said.items() if isinstance(said, dict) else ():
            yield f"{pointer}/{key}", json.dumps(text, ensure_ascii=False)


def _plain(node: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """(pointer, bokmål) of every text that could be translated."""
    for pointer, part in _nodes(node, at):
        for key in ("title", "description", "x-section", "x-errors", "examples"):
            if key in part or "x-i18n" in part:
                yield f"{pointer}/{key}", json.dumps(part.get(key), ensure_ascii=False)


def _nodes(node: Any, at: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(node, list):
        for number, part in enumerate(node):
            yield from _nodes(part, f"{at}/{number}")
    elif isinstance(node, dict):
        yield at, node
        for key, part in node.items():
            if key != "x-i18n":
                yield from _nodes(part, f"{at}/{key}")
