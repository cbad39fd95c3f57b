"""What the school must be able to show it has done, and what in a case shows it.

A duty is shown by answers: a form answered at a field that carries the duty, or a step that carries
it. Nothing is taken for granted: what nobody has answered is missing, or still ahead in the flow.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import casefile, cases, links, people, publishing
from engine.access import Action
from engine.bundles import Form
from engine.casefile import CaseStatus, Submitted, TaskStatus
from engine.people import SYSTEM, Actor
from engine.runtime import Definition
from webapp import schoolwords
from webapp.schoolwords import Duty


@dataclass(frozen=True, slots=True)
class Evidence:
    """Answers that show a duty."""

    #: code of the case they were sent in, and their number there
    code: str
    submission: int
    #: the step or the form, in words
    name: str
    by: str
    at: datetime


@dataclass(slots=True)
class Checked:
    """One duty in one case."""

    duty: Duty
    evidence: list[Evidence] = field(default_factory=list)
    #: names of steps ahead that carry it
    ahead: list[str] = field(default_factory=list)
    #: True if a case has it ahead and nothing of its own that shows it yet
    begun: bool = False

    @property
    def state(self) -> str:
        """ "done", "begun", "ahead" or "missing".

        What a report says is not yet what the case it led to must do: then the duty is begun.
        """
        if self.evidence:
            return "begun" if self.begun else "done"
        return "ahead" if self.ahead else "missing"


def checklist(session: Session, actor: Actor, case: Any, lang: str) -> list[Checked]:
    """Every duty with what shows it, in this case and in those it came from or led to.

    Empty if nothing in any of their drawings carries a duty.
    """
    found = {duty.key: Checked(duty) for duty in schoolwords.duties(lang)}
    anything = False
    for row in [case, *_linked(session, actor, case)]:
        definition = publishing.definition(session, row.version_id)
        if not any(_carried(definition, key) for key in definition.elements):
            continue
        anything = True
        names = _names(session, row, lang)
        own = set()
        for duty, evidence in _evidence(session, row, names, lang):
            own.add(duty)
            if duty in found:
                found[duty].evidence.append(evidence)
        for element in _ahead(session, row, definition):
            for duty in _carried(definition, element):
                name = names.get(element)
                if duty not in found or not name:
                    continue
                found[duty].begun |= duty not in own
                if name not in found[duty].ahead:
                    found[duty].ahead.append(name)
    for checked in found.values():
        checked.evidence.sort(key=lambda one: one.at)
    return list(found.values()) if anything else []


def _linked(session: Session, actor: Actor, case: Any) -> list[Any]:
    if actor == SYSTEM:
        # Nobody's rules apply to the command line, but what the owner keeps stays with the owner.
        known = [casefile.by_code(session, code) for code in links.codes(session, case.id)]
        return [row for row in known if row.realm == case.realm]
    return [
        cases.read(session, actor, Action.READ, code)
        for code, _onward in links.linked(session, actor, case.id)
    ]


def _names(session: Session, case: Any, lang: str) -> Mapping[str, str]:
    version = publishing.version(session, case.version_id)
    drawn = {key: e.name for key, e in version.definition.elements.items() if e.name}
    return {**drawn, **version.names(lang)}


def _evidence(
    session: Session, case: Any, names: Mapping[str, str], lang: str
) -> Iterator[tuple[str, Evidence]]:
    sent = casefile.submissions(session, case)
    who = people.names(session, [one.by for one in sent])
    for one in sent:
        definition = publishing.definition(session, one.version_id)
        form = definition.forms.get(one.form)
        if form is None:
            continue
        title = str(form.localized(lang).get("title") or form.title)
        name, by = names.get(one.element) or title, who.get(one.by, "")
        shown = Evidence(case.code, one.id, name, by, one.at)
        for duty in shown_by(definition, form, one):
            yield duty, shown


def shown_by(definition: Definition, form: Form, sent: Submitted) -> list[str]:
    """The duties these answers show, sorted.

    Where fields of the form carry a duty, one of them must be answered; a duty only the step
    carries is shown by the step being done.
    """
    answered = set(_answered(form.resolve(sent.answers), sent.answers))
    element = definition.elements.get(sent.element)
    if element is None and definition.start_form == form.key:
        element = next(iter(definition.diagram.starts()), None)
    stepped = _split(element.properties.get("duty")) if element else ()
    return sorted(answered | (set(stepped) - set(form.duties)))


def _answered(flat: Mapping[str, Any], answers: Any) -> Iterator[str]:
    yield from _split(flat.get("x-duty"))
    for name, schema in flat.get("properties", {}).items():
        value = answers.get(name) if isinstance(answers, dict) else None
        if not isinstance(schema, dict) or value in (None, "", [], {}):
            continue
        yield from _split(schema.get("x-duty"))
        rows = schema.get("x-rows")
        if rows and isinstance(value, list):
            for inner, row in zip(rows, value, strict=False):
                yield from _answered(inner, row)
        elif "properties" in schema:
            yield from _answered(schema, value)


def _split(text: Any) -> tuple[str, ...]:
    return tuple(str(text or "").replace(",", " ").split())


def _carried(definition: Definition, key: str) -> Sequence[str]:
    element = definition.elements[key]
    form = definition.forms.get(element.form or "")
    return [*_split(element.properties.get("duty")), *(form.duties if form else ())]


def _ahead(session: Session, case: Any, definition: Definition) -> Iterable[str]:
    """Elements where people will answer, from where the tokens stand and on, nearest first."""
    if case.status != CaseStatus.OPEN:
        return ()
    held = [t.element for t in cases.tasks_of(session, case.id) if t.status == TaskStatus.HELD]
    tokens = cases.standing_of(case)
    begin = [*tokens.elements, *tokens.edges, *held]
    reached = reachable(definition, begin)
    return [key for key in reached if definition.elements[key].waits_for_people]


def reachable(definition: Definition, begin: Iterable[str]) -> list[str]:
    """Every element that can still be come to from these, themselves included, nearest first."""
    waiting = [key for key in begin if key in definition.elements]
    found = dict.fromkeys(waiting)
    while waiting:
        for target in _onward(definition, waiting.pop(0)):
            if target in definition.elements and target not in found:
                found[target] = None
                waiting.append(target)
    return list(found)


def _onward(definition: Definition, key: str) -> Iterator[str]:
    """Where an element leads, also into what it calls. What called goes on by itself."""
    prefix = key[: key.rfind("/") + 1]
    diagram = definition.called[prefix[:-1]] if prefix else definition.diagram
    own = key.removeprefix(prefix)
    element = diagram.elements[own]
    near = [*diagram.after(own), *(e.id for e in (*diagram.boundary(own), *diagram.starts(own)))]
    if element.kind == "endEvent" and element.parent:
        near += diagram.after(element.parent)
    yield from (prefix + target for target in near)
    if element.called and element.called in definition.called:
        yield from (f"{element.called}/{e.id}" for e in definition.called[element.called].starts())
