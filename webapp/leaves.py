"""The WTForms fields a form is made of: one question each, with what was typed kept as typed.

A leaf never judges; it says what the typed text amounts to as JSON, and what is wrong with the
text itself (an unknown person, a character nobody can store).
"""

from typing import Any

from markupsafe import Markup
from wtforms.fields import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.widgets import CheckboxInput, TextArea

from webapp import messages, typed
from webapp.formcontext import FormContext
from webapp.kinds import Kind, Schema


class Leaf(Field):
    """One question. `name` is its place in the post, `id` its place on the page."""

    #: how the page shows the field; a macro of `forms/_fields.html`
    layout = "input"

    def __init__(
        self, *, kind: Kind, schema: Schema, context: FormContext, required: bool, **options: Any
    ) -> None:
        self.kind = kind
        self.schema = schema
        self.context = context
        self.required = required
        #: a key of `messages` if the text itself is at fault
        self.fault = ""
        #: True if other fields come and go with the answer
        self.refreshes = False
        self.focused = False
        options["id"] = f"f-{options.get('_prefix', '')}{options['name']}"
        options.setdefault("label", str(schema.get("title") or options["name"].replace("_", " ")))
        super().__init__(**options)

    @property
    def texts(self) -> list[str]:
        """What was typed or chosen, as posted."""
        return [text for text in self.raw_data or () if isinstance(text, str)]

    @property
    def shown(self) -> str:
        """The first text as the page can show it."""
        return self.texts[0].replace(typed.UNSAVABLE, "\ufffd") if self.texts else ""

    def answer(self) -> Any:
        """The JSON value typed here; None if there is none."""
        if any(typed.UNSAVABLE in text for text in self.texts):
            self.fault = "unsavable"
        return self.kind.read(
            [t.replace(typed.UNSAVABLE, "\ufffd") for t in self.texts], self.schema
        )

    @property
    def target(self) -> str:
        """The id of the control that gets focus."""
        return self.id

    @property
    def names(self) -> list[str]:
        """The names its controls post under."""
        return [self.name]

    @property
    def help(self) -> list[str]:
        """Sentences of help, shown before the control."""
        lang, schema = self.context.lang, self.schema
        said = [schema["description"]] if schema.get("description") else []
        if schema.get("examples"):
            shown = ", ".join(str(one) for one in schema["examples"])
            said.append(messages.phrase("for_example", lang, text=shown))
        # A pupil or a parent who tells must not be told to hold back.
        if schema.get("x-sensitive") and self.context.audience == "staff":
            said.append(messages.phrase("sensitive", lang))
        return said

    @property
    def attributes(self) -> dict[str, Any]:
        """What its control carries beside name, id and value."""
        made: dict[str, Any] = {"class_": "ds-input", **self.kind.attributes}
        said = [f"{self.id}-help"] if self.help else []
        said += [f"{self.id}-error"] if self.errors else []
        if said:
            made["aria-describedby"] = " ".join(said)
        if self.errors:
            made["aria-invalid"] = "true"
        if self.required:
            made["aria-required"] = "true"
        return made | self.steering

    @property
    def steering(self) -> dict[str, Any]:
        """Attributes that say when the page is drawn again and where the focus goes."""
        return self.refreshing | ({"autofocus": True} if self.focused else {})

    @property
    def refreshing(self) -> dict[str, Any]:
        """Marks a control whose change draws the form again."""
        return {"data-refresh": True} if self.refreshes else {}


class Line(Leaf, StringField):
    """Text on one line; on several when the answer already has several."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if "\n" in self.shown or "\r" in self.shown:
            self.widget = TextArea()

    def _value(self) -> str:
        return self.shown


class Area(Line):
    """Running text, with a count of what is left where there is a limit."""

    layout = "area"
    widget = TextArea()

    @property
    def limit(self) -> int | None:
        """Characters there is room for."""
        return self.schema.get("maxLength")

    @property
    def counted(self) -> dict[str, str]:
        """How what is left is said while typing."""
        lang = self.context.lang
        return {"left": messages.phrase("left", lang), "over": messages.phrase("over", lang)}

    @property
    def help(self) -> list[str]:
        """As elsewhere, and how much there is room for."""
        if not self.limit:
            return super().help
        return [*super().help, messages.phrase("at_most", self.context.lang, limit=self.limit)]


class Native(Line):
    """A date or time control. Text it could not show is kept in a plain text control."""

    @property
    def attributes(self) -> dict[str, Any]:
        """A native control only for text it will not throw away."""
        made = super().attributes
        fits = _NATIVE[made["type"]]
        if self.shown and not fits(self.shown):
            made["type"] = "text"
        elif self.shown.count(":") == 2:
            made["step"] = "1"
        return made


_NATIVE = {"date": typed.is_day, "time": typed.is_time, "datetime-local": typed.is_moment}


class Hidden(Leaf, HiddenField):
    """A value the page carries without showing it."""

    layout = "hidden"

    def _value(self) -> str:
        return self.shown


def _choices(kind: Kind, schema: Schema, context: FormContext) -> list[Any]:
    return [SelectChoice(text, title) for text, title in kind.choices(schema, context.lang)]


class OneOf(Leaf, RadioField):
    """One of a few choices, all visible."""

    layout = "choices"

    def __init__(self, **options: Any) -> None:
        choices = _choices(options["kind"], options["schema"], options["context"])
        super().__init__(choices=choices, validate_choice=False, **options)

    @property
    def target(self) -> str:
        """The first choice."""
        return f"{self.id}-0"


class Menu(Leaf, SelectField):
    """One of many choices."""

    def __init__(self, **options: Any) -> None:
        unanswered = SelectChoice("", messages.phrase("choose", options["context"].lang))
        choices = [unanswered, *self.offered(**options)]
        super().__init__(choices=choices, validate_choice=False, **options)

    def offered(self, *, kind: Kind, schema: Schema, context: FormContext, **_: Any) -> list[Any]:
        """The choices there are."""
        return _choices(kind, schema, context)


class Several(Leaf, SelectMultipleField):
    """Any of some choices."""

    layout = "choices"
    option_widget = CheckboxInput()

    def __init__(self, **options: Any) -> None:
        choices = _choices(options["kind"], options["schema"], options["context"])
        super().__init__(choices=choices, validate_choice=False, **options)

    @property
    def target(self) -> str:
        """The first choice."""
        return f"{self.id}-0"


class Tick(Leaf, StringField):
    """One box to tick; its text is the label."""

    layout = "tick"
    widget = CheckboxInput()
    checked = False

    def _value(self) -> str:
        return "true"

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.checked = "true" in valuelist


class Shown(Leaf):
    """A value of the case that is read here, never written."""

    layout = "shown"
    #: set by `fields.build`
    value: Any = None

    def __call__(self, **options: Any) -> Markup:
        return Markup("")

    def answer(self) -> Any:
        """Nothing: what was posted under its name counts for nothing."""
        return None

    @property
    def names(self) -> list[str]:
        return []
