"""Questions answered with something looked up: a person by name, a class, a file by its key."""

import json
from collections.abc import Sequence
from typing import Any

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.widgets import FileInput

from webapp import messages, typed
from webapp.formcontext import FormContext, Match
from webapp.kinds import KEY, Schema
from webapp.leaves import Leaf, Line, Menu


class Person(Line):
    """A person by name; several who fit are told apart by a choice below the name."""

    layout = "person"
    #: (key, name) of those the text may mean
    candidates: Sequence[tuple[str, str]] = ()
    chosen: str | None = None

    def process(self, formdata: Any, *rest: Any, **more: Any) -> None:
        self.picked = formdata.get(f"{self.name}-{KEY}", "") if formdata else ""
        super().process(formdata, *rest, **more)

    def answer(self) -> Any:
        """The key of the one person meant; None and a fault if it is not one."""
        text = super().answer()
        if text is None or self.fault:
            return None
        found: Match = self.context.find_person(text, str(self.schema.get("x-source", "staff")))
        keys = {key for key, _ in found.choices}
        self.chosen = found.key or (self.picked if self.picked in keys else None)
        self.candidates = found.choices if not found.key else ()
        self.fault = "" if self.chosen else "person_ambiguous" if keys else "person_unknown"
        return self.chosen

    @property
    def names(self) -> list[str]:
        """The name and, beside it, the one chosen."""
        return [self.name, self.key_name]

    @property
    def key_name(self) -> str:
        """What the chosen person's key is posted as."""
        return f"{self.name}-{KEY}"

    @property
    def attributes(self) -> dict[str, Any]:
        """With a list of suggestions where the page has scripts."""
        made = super().attributes | {"list": f"{self.id}-list"}
        if not self.context.search_url:
            return made
        asked = {"felt": self.name, "kilde": self.schema.get("x-source", "staff")}
        return made | {
            "hx-post": self.context.search_url,
            # Of the form around it, only what was typed here.
            "hx-encoding": "application/x-www-form-urlencoded",
            "data-sends": f"csrf_token felt kilde {self.name}",
            "hx-trigger": "input changed delay:300ms",
            "hx-target": f"#{self.id}-list",
            "hx-swap": "innerHTML",
            "hx-vals": json.dumps(asked),
        }


class ClassMenu(Menu):
    """One of the school's classes."""

    def offered(self, *, context: FormContext, **_: Any) -> list[Any]:
        """The classes there are."""
        return [SelectChoice(key, name) for key, name in context.classes()]

    def answer(self) -> Any:
        """The key of the class; None and a fault if the school has none like it now."""
        key = super().answer()
        if key is None or key in dict(self.context.classes()):
            return key
        self.fault = "class_unknown"
        return None


class Files(Leaf):
    """One or several files: those kept already, and room for another."""

    layout = "files"
    widget = FileInput()

    def process(self, formdata: Any, *rest: Any, **more: Any) -> None:
        """The control is another one for each file kept, so that no browser sends a file twice."""
        super().process(formdata, *rest, **more)
        if self.kept:
            self.id = self.label.field_id = f"{self.id}-{self.kept[-1][0]}"

    @property
    def many(self) -> bool:
        return self.schema.get("type") == "array"

    @property
    def kept(self) -> list[tuple[str, str, str | None]]:
        """(key, name, address) of the files there are."""
        found = [(key, self.context.file_name(key)) for key in dict.fromkeys(self.texts)]
        kept = [(key, name, self.context.file_url(key)) for key, name in found if name is not None]
        return kept if self.many else kept[-1:]

    def answer(self) -> Any:
        """The keys of the files this person may use here; all others are as if not sent."""
        keys = [key for key, _, _ in self.kept]
        return (keys if self.many else keys[0]) if keys else None

    @property
    def help(self) -> list[str]:
        """With types and size, told before anybody picks a file."""
        said, lang = super().help, self.context.lang
        of = self.schema["items"] if self.many else self.schema
        accept, most = _accepted(of), of.get("x-maxBytes")
        if accept:
            shown = ", ".join(one.rpartition("/")[2].lstrip(".") for one in accept)
            said.append(messages.phrase("file_types", lang, text=shown))
        if most:
            shown = typed.typed_number(round(most / 1_000_000, 1)).removesuffix(",0")
            said.append(messages.phrase("file_size", lang, text=shown))
        return said

    @property
    def attributes(self) -> dict[str, Any]:
        """As elsewhere; a picked file is kept at once where the page has scripts."""
        accept = _accepted(self.schema["items"] if self.many else self.schema)
        made = super().attributes | {"data-refresh": True}
        made |= {"accept": ",".join(accept)} if accept else {}
        return made | ({"multiple": True} if self.many else {})


def _accepted(schema: Schema) -> list[str]:
    said = schema.get("x-accept", [])
    return [one.strip() for one in (said.split(",") if isinstance(said, str) else said)]
