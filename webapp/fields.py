"""JSON Schema as WTForms: KINDS is the one table from what a question is to how it is asked.

A new field type is one row here. Whether an answer is right is decided by `engine.bundles.Form`.
"""

from collections.abc import Iterator
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.fields import Field
from wtforms.form import BaseForm

from engine.bundles.resolve import is_object
from webapp import leaves, lookedup, typed
from webapp.formcontext import FormContext
from webapp.kinds import (
    Kind,
    Pairs,
    Schema,
    is_choice,
    is_confirmation,
    is_list_of_choices,
    is_list_of_files,
    is_long,
    is_long_choice,
    is_scale,
    is_tick,
    of_format,
    of_type,
    of_widget,
    read_choice,
    read_many,
    read_ticked,
    read_yes_no,
    reading,
    steps,
    write_json,
    write_many,
    write_person,
    write_whole,
    writing,
    yes_no,
)

#: said once in each row of objects, so that a row with nothing ticked is still a row
ROW = "_row"
#: rows one list may have on a page
MOST_ROWS = 200


class Group(Field):
    """Questions that belong together, asked inside a frame."""

    layout = "group"

    def __init__(self, *, schema: Schema, context: FormContext, required: bool, **options: Any):
        self.schema, self.context, self.required = schema, context, required
        options["id"] = f"f-{options.get('_prefix', '')}{options['name']}"
        super().__init__(label=str(schema.get("title") or ""), **_plain(options))

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.form = build(self.schema, formdata, self.context, f"{self.name}-")

    def answer(self) -> Any:
        """The answers inside; None if there are none and none are demanded."""
        found = to_json(self.form)
        return found if found or self.required else None

    @property
    def help(self) -> list[str]:
        return [self.schema["description"]] if self.schema.get("description") else []

    @property
    def target(self) -> str:
        first = next(iter(self.form), None)
        return str(getattr(first, "target", self.id))


class Rows(Field):
    """The same questions asked any number of times; what each row asks may differ."""

    layout = "rows"

    def __init__(self, *, schema: Schema, context: FormContext, required: bool, **options: Any):
        self.schema, self.context, self.required = schema, context, required
        self.entries: list[Any] = []
        self.focused = False
        options["id"] = f"f-{options.get('_prefix', '')}{options['name']}"
        super().__init__(label=str(schema.get("title") or options["name"]), **_plain(options))

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        resolved = self.schema.get("x-rows", [])
        for number in range(count_rows(self.name, formdata)):
            known = number < len(resolved)
            schema = resolved[number] if known else self.schema["items"]
            schema = {"title": self.label.text, **schema}
            made = field_of(schema, self.context, required=True)
            entry = made.bind(form=None, name=str(number), prefix=f"{self.name}-", _meta=self.meta)
            entry.process(formdata)
            entry.label.text = f"{entry.label.text} {number + 1}"
            self.entries.append(entry)

    def answer(self) -> Any:
        """One value for each row; None if nothing is typed in any and no answer is demanded."""
        found = [entry.answer() for entry in self.entries]
        if self.of_objects:
            return found if found and (self.required or self.typed) else None
        return [value for value in found if value is not None] or None

    @property
    def of_objects(self) -> bool:
        return is_object(self.schema["items"])

    @property
    def typed(self) -> bool:
        """True if there is a text in any row."""
        return any(
            text.strip() for leaf in leaves_of(self.entries) for text in getattr(leaf, "texts", ())
        )

    @property
    def target(self) -> str:
        return self.id if self.full else f"{self.id}-add"

    @property
    def singular(self) -> str:
        """What one row is called inside a sentence."""
        name = str(self.schema["items"].get("title") or self.label.text)
        return name if name[1:2].isupper() else name[:1].lower() + name[1:]

    @property
    def full(self) -> bool:
        """True if there is no room for another row."""
        most: int = min(self.schema.get("maxItems", MOST_ROWS), MOST_ROWS)
        return len(self.entries) >= most

    @property
    def help(self) -> list[str]:
        return [self.schema["description"]] if self.schema.get("description") else []


def _read_hidden(texts: list[str], schema: Schema) -> Any:
    return kind_of({**schema, "x-widget": ""}).read(texts, schema)


def _write_hidden(value: Any, schema: Schema, context: FormContext) -> Pairs:
    return kind_of({**schema, "x-widget": ""}).write(value, schema, context)


def _code(name: str, **attributes: str) -> Kind:
    """Text that must be written exactly so."""
    exact = {"autocapitalize": "off", "spellcheck": "false", **attributes}
    return Kind(name, of_format(name), leaves.Line, reading(typed.line), attributes=exact)


# One row a kind; the first that fits is taken.
# fmt: off
KINDS: tuple[Kind, ...] = (
    Kind("shown", lambda s: bool(s.get("readOnly")), leaves.Shown),
    Kind("hidden", of_widget("hidden"), leaves.Hidden, _read_hidden, _write_hidden),
    Kind("many", is_list_of_choices, leaves.Several, read_many, write_many, missing="many"),
    Kind("files", is_list_of_files, lookedup.Files, write=write_many, missing="file"),
    Kind("rows", of_type("array"), Rows, missing="rows"),
    Kind("group", is_object, Group),
    Kind("confirm", is_confirmation, leaves.Tick, read_yes_no, write_json, missing="confirm"),
    Kind("tick", is_tick, leaves.Tick, read_ticked, write_json),
    Kind("scale", is_scale, leaves.OneOf, reading(typed.number), choices=steps, missing="choice"),
    Kind("menu", is_long_choice, leaves.Menu, read_choice, write_json, missing="choice"),
    Kind("choice", is_choice, leaves.OneOf, read_choice, write_json, missing="choice"),
    Kind("yes_no", of_type("boolean"), leaves.OneOf, read_yes_no, write_json,
         choices=yes_no, missing="choice"),
    Kind("file", of_format("attachment"), lookedup.Files, missing="file"),
    Kind("person", of_format("person"), lookedup.Person, reading(typed.line), write_person,
         {"autocomplete": "off"}, missing="person"),
    Kind("class", of_format("group"), lookedup.ClassMenu, reading(typed.line), missing="choice"),
    Kind("date", of_format("date"), leaves.Native, reading(typed.day),
         attributes={"type": "date"}, missing="date"),
    Kind("time", of_format("time"), leaves.Native, reading(typed.time_of_day),
         attributes={"type": "time"}),
    Kind("moment", of_format("date-time"), leaves.Native, reading(typed.moment),
         writing(typed.typed_moment), {"type": "datetime-local"}),
    Kind("integer", of_type("integer"), leaves.Line, reading(typed.number), write_whole,
         {"inputmode": "numeric", "autocomplete": "off"}),
    Kind("number", of_type("number"), leaves.Line, reading(typed.number),
         writing(typed.typed_number), {"inputmode": "decimal", "autocomplete": "off"}),
    _code("email", inputmode="email"),
    _code("uri", inputmode="url"),
    _code("uuid"),
    _code("phone-no", inputmode="tel"),
    Kind("area", is_long, leaves.Area),
    Kind("text", lambda schema: True, leaves.Line),
)
# fmt: on


def kind_of(schema: Schema) -> Kind:
    """The first row of KINDS that fits."""
    return next(kind for kind in KINDS if kind.fits(schema))


def field_of(schema: Schema, context: FormContext, *, required: bool) -> Any:
    """The question as an unbound WTForms field."""
    kind = kind_of(schema)
    control: Any = kind.control
    return control(kind=kind, schema=schema, context=context, required=required)


def build(
    flat: Schema, post: MultiDict[str, str], context: FormContext, prefix: str = ""
) -> BaseForm:
    """The questions of a resolved schema, in its order, with what was posted in them."""
    demanded = set(flat.get("required", ()))
    asked = {
        name: field_of(schema, context, required=name in demanded)
        for name, schema in flat["properties"].items()
        # A question taken out of use stays in the form only so that old answers can be read.
        if isinstance(schema, dict) and not schema.get("deprecated")
    }
    form = BaseForm(asked, prefix=prefix)
    for one in form:
        one.process(post)
    return form


def to_json(form: BaseForm) -> dict[str, Any]:
    """What the typed texts amount to; a question without an answer has no key."""
    found = {one.short_name: one.answer() for one in form}  # type: ignore[attr-defined]  # all ours
    return {name: value for name, value in found.items() if value is not None}


def to_pairs(value: Any, schema: Schema, name: str, context: FormContext) -> Pairs:
    """The answer as the page would post it; the inverse of `to_json`."""
    if is_object(schema) and isinstance(value, dict):
        parts = schema["properties"]
        inside = [(key, one) for key, one in value.items() if isinstance(parts.get(key), dict)]
        below = f"{name}-" if name else ""
        return [
            pair for key, one in inside for pair in to_pairs(one, parts[key], below + key, context)
        ]
    kind = kind_of(schema)
    if kind.name == "rows" and isinstance(value, list):
        return [
            pair
            for number, one in enumerate(value)
            for pair in _row_pairs(one, number, schema, name, context)
        ]
    if kind.name in ("rows", "group", "shown"):
        return []
    return [(name + suffix, text) for suffix, text in kind.write(value, schema, context)]


def _row_pairs(value: Any, number: int, schema: Schema, name: str, context: FormContext) -> Pairs:
    rows = schema.get("x-rows", [])
    of = rows[number] if number < len(rows) else schema["items"]
    marker = [(f"{name}-{number}-{ROW}", "1")] if is_object(of) else []
    return marker + to_pairs(value, of, f"{name}-{number}", context)


def leaves_of(entries: Any) -> Iterator[Any]:
    """Every question, list and group on the page, in its order."""
    for one in entries:
        yield one
        if isinstance(one, Group):
            yield from leaves_of(one.form)
        elif isinstance(one, Rows):
            yield from leaves_of(one.entries)


def count_rows(name: str, post: MultiDict[str, str]) -> int:
    """How many rows a list has in the post; its numbers run from 0 without gaps."""
    start = f"{name}-"
    numbers = {key[len(start) :].split("-", 1)[0] for key in post if key.startswith(start)}
    return 1 + max((int(number) for number in numbers if number.isdecimal()), default=-1)


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key != "kind"}
