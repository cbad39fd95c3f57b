"""A form as a page: from a post, a draft or stored answers to fields, answers and errors.

Which questions are asked depends on the answers, and the other way round; a page repeats until both
stand still. What was typed is kept as typed, also where the question is not asked just now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict
from wtforms.form import BaseForm

from engine.bundles import AnswerError, Form
from webapp import fields, formdepends, formrows, formshow, messages
from webapp.fields import ROW
from webapp.formcontext import FileRefused, FormContext
from webapp.formshow import Line
from webapp.kinds import Pairs
from webapp.leaves import Leaf, Shown
from webapp.lookedup import Files

#: times a page is resolved before it is taken as it stands
_ROUNDS = 12
#: rows shown before anybody asks for more, however many the form demands
_FIRST_ROWS = 10


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing to mend."""

    #: JSON pointer into the answers
    pointer: str
    #: id of the control to go to; empty if the fault lies with the whole form
    field_id: str
    #: what is wrong and how to mend it
    message: str
    #: which row, in words; empty outside lists
    where: str = ""

    @property
    def summary(self) -> str:
        """The message as it reads away from its field."""
        return f"{self.where}: {self.message}" if self.where else self.message


class FormPage:
    """A form with what has been typed in it so far."""

    def __init__(
        self, form: Form, pairs: Iterable[tuple[str, str]], context: FormContext, action: str = ""
    ) -> None:
        self.form = form
        self.action = action
        self.context = replace(
            context,
            find_person=lru_cache(maxsize=None)(context.find_person),
            classes=lru_cache(maxsize=None)(context.classes),
            person_name=lru_cache(maxsize=None)(context.person_name),
            file_name=lru_cache(maxsize=None)(context.file_name),
        )
        #: what was typed, in order, as drafts keep it
        self.pairs: Pairs = formrows.known(form, pairs, context.audience)
        self.errors: list[FieldError] = []
        #: True if the errors are of answers that were sent in just now
        self.sent = False
        #: where the page posts to when only its shape changes
        self.url = ""
        #: sentences about files that could not be kept, by field name
        self._refused: dict[str, str] = {}
        self._tree: dict[str, Any] = {}
        self._settle()

    @property
    def lang(self) -> str:
        return self.context.lang

    @property
    def title(self) -> str:
        return str(self.form.localized(self.lang).get("title") or self.form.title)

    @property
    def intro(self) -> str:
        return str(self.form.localized(self.lang).get("description") or "")

    @property
    def answers(self) -> dict[str, Any]:
        """The typed answers to what is asked, ready for the engine."""
        return self.form.prune(self._tree)

    def at(self, url: str) -> str:
        """The page posts there when only its shape changes; nothing to show."""
        self.url = url
        return ""

    @property
    def has_files(self) -> bool:
        """True if the page asks for files."""
        return any(isinstance(one, Files) for one in self.asked)

    @property
    def steered(self) -> bool:
        """True if other questions come and go with an answer on the page."""
        return any(isinstance(one, Leaf) and one.refreshes for one in self.asked)

    @cached_property
    def beside(self) -> list[Line]:
        """Earlier answers to read while filling in."""
        return formshow.beside(self.form, self.context)

    @property
    def asked(self) -> list[Any]:
        """Every question, list and group, in the order of the page."""
        return list(fields.leaves_of(self.wtform))

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        """(heading, questions under it); the first part may have no heading."""
        found: list[tuple[str, list[Any]]] = []
        for one in self.wtform:
            heading = str(one.schema.get("x-section", ""))  # type: ignore[attr-defined]  # ours
            if heading or not found:
                found.append((heading, []))
            found[-1][1].append(one)
        return found

    @property
    def sleeping(self) -> Pairs:
        """Texts typed in questions that are not asked just now; the page carries them along."""
        shown = {name for one in self.asked if isinstance(one, Leaf) for name in one.names}
        return [
            (name, text)
            for name, text in self.pairs
            if name not in shown and name != formrows.SEEN and not name.endswith(f"-{ROW}")
        ]

    @property
    def seen(self) -> str:
        """The names on this page, if the form has defaults that must not fill in twice."""
        if not _has_defaults(self.form):
            return ""
        return " ".join(one.name for one in self.asked if isinstance(one, Leaf | fields.Rows))

    def read_only(self, shown: Shown) -> Line | None:
        """A read-only field's value from the case."""
        value: Any = self.context.readonly
        for part in shown.name.split("-"):
            inside = value.get(part) if isinstance(value, Mapping) else None
            value = value[int(part)] if _is_row(value, part) else inside
        if value is None:
            return None
        return formshow.line(shown.label.text, shown.schema, value, self.context)

    def validate(self) -> bool:
        """The form has judged the answers; `errors` says in field order what to mend."""
        self._become(formrows.without_blank(self.pairs))
        self.sent = True
        return self.refuse(self.form.check(self.answers))

    def recheck(self, but: str = "") -> None:
        """`errors` are those of the answers as they stand; a new row `but` is left in peace."""
        above = f"{_pointer(but)}/" if but else "-"
        faults = self.form.check(self.answers)
        self.refuse(fault for fault in faults if not f"{fault.pointer}/".startswith(above))

    def refuse(self, faults: Iterable[AnswerError]) -> bool:
        """`errors` holds these faults beside those of the typed text. True if there are none."""
        by_name = {one.name: one for one in self.asked}
        order = {name: number for number, name in enumerate(by_name)}
        found: dict[str, FieldError] = {}
        for one in by_name.values():
            own = self._own_fault(one)
            if own:
                found[one.name] = self._error(_pointer(one.name), one, own)
        loose = []
        for fault in faults:
            name = "-".join(fault.pointer.split("/")[1:])
            field = by_name.get(name)
            if field is None or isinstance(field, Shown):
                loose.append(FieldError(fault.pointer, "", messages.sentence(fault, self.lang)))
            elif name not in found:
                found[name] = self._error(fault.pointer, field, self._sentence(fault, field))
        ordered = sorted(found.items(), key=lambda pair: order[pair[0]])
        for name, error in ordered:
            by_name[name].errors = [error.message]
        self.errors = loose + [error for _, error in ordered]
        return not self.errors

    def _own_fault(self, field: Any) -> str:
        if field.name in self._refused:
            return self._refused[field.name]
        fault = getattr(field, "fault", "")
        return self._sentence(AnswerError(_pointer(field.name), fault), field) if fault else ""

    def _sentence(self, fault: AnswerError, field: Any) -> str:
        kind = fields.kind_of(field.schema)
        detail = kind.missing if fault.keyword in ("required", "const") else ""
        return messages.sentence(fault, self.lang, field.schema, detail)

    def _error(self, pointer: str, field: Any, message: str) -> FieldError:
        rows = [one for one in self.asked if isinstance(one, fields.Rows)]
        above = [
            e for one in rows for e in one.entries if f"{field.name}-".startswith(f"{e.name}-")
        ]
        where = ", ".join(str(entry.label.text) for entry in above)
        return FieldError(pointer, field.target, message, where)

    def act(self, files: MultiDict[str, FileStorage] | None = None, again: bool = False) -> None:
        """Uploaded files are kept and a row button has had its effect.

        `again`: errors were on the page already, so they are shown as they now stand.
        """
        kept = [self._kept(name, file) for name, file in (files or MultiDict()).items(multi=True)]
        self._become([*self.pairs, *(pair for pair in kept if pair)])
        pairs, goal = formrows.act(self.form, self.pairs, self.action)
        self._become(pairs)
        if again:
            self.recheck(goal if self.action.startswith("add:") else "")
        elif self._refused:
            self.refuse([])
        if goal:
            self._focus_on(goal)

    def _kept(self, name: str, upload: FileStorage) -> tuple[str, str] | None:
        """The stored file as a pair of the post."""
        field = next((one for one in self.asked if one.name == name), None)
        if not isinstance(field, Files) or not upload.filename:
            return None
        of = field.schema["items"] if field.many else field.schema
        try:
            return name, self.context.store_file(upload, of)
        except FileRefused as refusal:
            fault = AnswerError(_pointer(name), "file_refused")
            self._refused[name] = str(refusal) or self._sentence(fault, field)
            return None

    def _focus_on(self, goal: str) -> None:
        """The first control of the row, or the button that adds one, gets the focus."""
        inside = [one for one in self.asked if f"{one.name}-".startswith(f"{goal}-")]
        first = next((one for one in inside if isinstance(one, Leaf)), None)
        if goal and inside and isinstance(inside[0], fields.Rows):
            inside[0].focused = True
        elif first is not None:
            first.focused = True

    def _become(self, pairs: Pairs) -> None:
        if pairs != self.pairs:
            self.pairs = pairs
            self._settle()

    def _settle(self) -> None:
        """Questions and answers agree; missing defaults and first rows are in the post."""
        tree = self._tree
        for _ in range(_ROUNDS):
            self.wtform = self._built(tree)
            filled = self._filled()
            found = fields.to_json(self.wtform)
            if not filled and found == tree:
                break
            tree = found
        self._tree = tree
        for one in self.asked:
            if isinstance(one, Leaf):
                one.refreshes = formdepends.steers(self.form, formrows.path_of(one.name))

    def _built(self, tree: dict[str, Any]) -> BaseForm:
        flat = self.form.resolve(tree, self.lang)
        shown = formshow.for_audience(flat, self.context.audience)
        return fields.build(shown, MultiDict(self.pairs), self.context)

    def _filled(self) -> bool:
        """Puts defaults and demanded rows where nobody has been yet; True if it did."""
        before = len(self.pairs)
        present = {"-".join(name.split("-")[:n]) for name, _ in self.pairs for n in range(1, 12)}
        seen = {one for name, text in self.pairs if name == formrows.SEEN for one in text.split()}
        for one in self.asked:
            fresh = one.name not in present and not seen & {one.name, "*"}
            value = _default(one.schema, self.context) if fresh else None
            if value is not None:
                self.pairs += fields.to_pairs(value, one.schema, one.name, self.context)
            elif isinstance(one, fields.Rows):
                self._first_rows(one)
        return len(self.pairs) > before

    def _first_rows(self, rows: fields.Rows) -> None:
        for _ in range(min(rows.schema.get("minItems", 0), _FIRST_ROWS) - len(rows.entries)):
            self.pairs = formrows.add_row(self.form, self.pairs, rows.name)


def from_post(
    form: Form,
    post: MultiDict[str, str],
    context: FormContext | None = None,
    files: MultiDict[str, FileStorage] | None = None,
) -> FormPage:
    """The page as posted: files are kept, and what `_action` asks of rows and files is done."""
    page = FormPage(form, post.items(multi=True), context or FormContext(), post.get("_action", ""))
    page.act(files, again="_checked" in post)
    return page


def from_pairs(
    form: Form, pairs: Iterable[tuple[str, str]], context: FormContext | None = None
) -> FormPage:
    """The page as a draft left it."""
    return FormPage(form, pairs, context or FormContext())


def from_answers(
    form: Form, answers: Mapping[str, Any] | None, context: FormContext | None = None
) -> FormPage:
    """The page with stored answers; with None, as it is first seen: defaults and prefills in it."""
    context = context or FormContext()
    if answers is None:
        return FormPage(form, [], context)
    flat = form.resolve(dict(answers), context.lang)
    pairs = fields.to_pairs(dict(answers), flat, "", context)
    return FormPage(form, [*pairs, (formrows.SEEN, "*")], context)


def searched(args: Mapping[str, str]) -> tuple[str, str]:
    """The typed name and the `x-source` of a request for suggestions."""
    return args.get(args.get("felt", ""), ""), args.get("kilde", "staff")


def _pointer(name: str) -> str:
    return "/" + name.replace("-", "/")


def _is_row(value: Any, part: str) -> bool:
    return isinstance(value, list) and part.isdecimal() and int(part) < len(value)


def _default(schema: Mapping[str, Any], context: FormContext) -> Any:
    """What the field starts with: an earlier answer, else its own default; None for neither."""
    key, _, path = str(schema.get("x-prefill", "")).partition(".")
    if key in context.earlier:
        value: Any = context.earlier[key][1]
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is not None:
            return value
    return schema.get("default")


@lru_cache(maxsize=256)
def _has_defaults(form: Form) -> bool:
    return any("default" in schema or "x-prefill" in schema for _, schema in form.fields())
