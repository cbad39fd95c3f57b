"""A case on its drawing: where it stands, the way it came, what is late, and who did what when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import url_for
from markupsafe import Markup

from engine import audit, casefile, cases, clock, people
from engine.audit import Event, Kind
from engine.bundles import Bundle, Diagram, OutlineStep, outline
from engine.bundles.outline import Branch
from engine.casefile import TaskStatus
from engine.publishing import ProcessVersion
from engine.runtime import Definition
from webapp import db, diagram, shown
from webapp.casehead import Head, step_names
from webapp.i18n import gettext as _
from webapp.i18n import language

_MOVES = (Kind.CASE_OPENED, Kind.TASK_COMPLETED, Kind.TASK_UNDONE, Kind.TIMER_FIRED)
_GATEWAYS = frozenset(
    {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway"}
)


@dataclass(frozen=True)
class Drawn:
    """The drawing, and the same in text."""

    svg: Markup
    lines: Sequence["Told"]
    #: flows it calls, where the case has been in them
    inside: Sequence["Inside"] = ()


@dataclass(frozen=True, slots=True)
class Inside:
    """A flow that is called, as the case goes through it."""

    key: str
    name: str
    #: True if the case stands in it
    active: bool
    drawn: Drawn


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the outline."""

    step: OutlineStep
    name: str
    kind: str
    #: who answers for it, in words
    role: str
    #: "done", "now", "late" or nothing
    state: str = ""
    #: who did it and when, or who has it
    who: str = ""
    #: address of the form as it was sent
    link: str = ""
    #: ways on, in words
    ways: Sequence[str] = ()


@dataclass
class _Marks:
    tokens: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)
    who: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def state(self, key: str) -> str:
        if key in self.late:
            return "late"
        return "now" if key in self.tokens else "done" if key in self.done else ""

    def inside(self, prefix: str) -> "_Marks":
        """Those of a called flow, under the ids its own drawing has."""

        def own(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
            return ((key.removeprefix(prefix), key) for key in keys if key.startswith(prefix))

        return _Marks(
            tokens={short for short, _key in own(self.tokens)},
            done={short for short, _key in own(self.done)},
            late={short for short, _key in own(self.late)},
            who={short: self.who[key] for short, key in own(self.who)},
            links={short: self.links[key] for short, key in own(self.links)},
        )


def of_case(head: Head) -> Drawn:
    """The case on the version it stands on, and on those it calls where it has been in them."""
    marks, called = _marks(head), {one.key: one for one in head.version.called}
    parts = {key: marks.inside(f"{key}/") for key in called}
    been = {key: part for key, part in parts.items() if part.tokens or part.done}
    links = {key: f"#flyt-{key}" for key in been}
    lang = language()
    inside = [
        Inside(
            key=key,
            name=called[key].bundle.name(lang) or called[key].name,
            active=bool(part.tokens),
            drawn=_drawn(called[key], part, links, f"{key}/"),
        )
        for key, part in been.items()
    ]
    return replace(_drawn(head.version, marks, links), inside=inside)


def of_version(version: ProcessVersion) -> Drawn:
    """A process as it is drawn, with nothing happening in it."""
    links = {
        one.key: url_for("processes.one", key=one.key, versjon=one.number) for one in version.called
    }
    return _drawn(version, _Marks(), links)


def _drawn(
    version: ProcessVersion, marks: _Marks, links: Mapping[str, str], prefix: str = ""
) -> Drawn:
    """The drawing with its marks; steps that call a flow lead to where `links` has it."""
    lang, drawn = language(), version.definition.diagram
    names = step_names(version, lang)
    calls = {
        e.id: links[e.called] for e in drawn.elements.values() if e.called and e.called in links
    }
    marks = replace(marks, links={**calls, **marks.links})
    svg = diagram.render(
        drawn,
        tokens=sorted(marks.tokens),
        done=sorted(marks.done),
        late=sorted(marks.late),
        who=marks.who,
        links=marks.links,
        lang=lang,
        names=names,
        prefix=prefix,
    )
    return Drawn(svg, _told(drawn, names, marks))


def _marks(head: Head) -> _Marks:
    session, case, definition = db.session(), head.case, head.version.definition
    marks, drawn = _Marks(), definition.diagram
    standing = cases.standing_of(case)
    marks.tokens |= {k for k in standing.elements if not _is_gateway(definition, k)}
    tasks = cases.tasks_of(session, case.id)
    who = people.names(session, [i for t in tasks for i in (t.assignee_id, t.closed_by) if i])
    sent = {one.task_id: one.id for one in casefile.submissions(session, case)}
    now = clock.now()
    for task in tasks:
        if task.status in (TaskStatus.OPEN, TaskStatus.HELD):
            marks.tokens.add(task.element)
            marks.who[task.element] = who.get(task.assignee_id or 0) or _("ingen har tatt den")
            if task.due_at is not None and task.due_at < now:
                marks.late.add(task.element)
        elif task.status == TaskStatus.DONE:
            marks.done.add(task.element)
            marks.who[task.element] = (
                f"{who.get(task.closed_by, '')} {shown.oslo(task.closed_at)}".strip()
            )
        if task.id in sent:
            marks.links[task.element] = url_for("cases.form", code=case.code, number=sent[task.id])
    if None in sent:
        for start in drawn.starts():
            marks.links[start.id] = url_for("cases.form", code=case.code, number=sent[None])
    events = audit.trail(session, case.id, kinds=[str(kind) for kind in _MOVES], limit=20_000)
    marks.done |= passed(events, drawn, tasks) - marks.tokens
    return marks


def _is_gateway(definition: Definition, key: str) -> bool:
    return key in definition.elements and definition.elements[key].kind in _GATEWAYS


def passed(events: Sequence[Event], drawn: Diagram, tasks: Sequence[Any]) -> set[str]:
    """Elements and arrows the trail says were passed.

    Where a case was opened before the trail kept its first step, the shortest ways from the start
    to the tasks that opened with the case stand for it.
    """
    found = {key for event in _stands(events) for key in event.body.get("passed", ())}
    if not any(event.kind == Kind.CASE_OPENED and "passed" in event.body for event in events):
        for task in tasks:
            if task.opened_at == tasks[0].opened_at:
                found |= _way(drawn, task.element)
    return found


def _stands(events: Sequence[Event]) -> list[Event]:
    """Those of the moves nobody has taken back."""
    kept: list[Event] = []
    for event in events:
        if event.kind == Kind.TASK_UNDONE:
            # Only the latest move can be taken back.
            kept.pop()
        else:
            kept.append(event)
    return kept


def _way(drawn: Diagram, to: str) -> set[str]:
    """What lies on the shortest way from the start to this element, it left out."""
    element = drawn.elements.get(to)
    if element is None:
        return set()
    ways: dict[str, list[str]] = {start.id: [] for start in drawn.starts(element.scope)}
    waiting = list(ways)
    while waiting:
        key = waiting.pop(0)
        if key == to:
            break
        for flow_id in drawn.elements[key].outgoing:
            target = drawn.flows[flow_id].target
            if target in drawn.elements and target not in ways:
                ways[target] = [*ways[key], key, flow_id]
                waiting.append(target)
    outside = {element.parent, *_way(drawn, element.parent)} if element.parent else set()
    return {*ways.get(to, ()), *outside}


def _told(drawn: Diagram, names: Mapping[str, str], marks: _Marks) -> list[Told]:
    """The outline without joins that only gather arrows: their way on is told by the line above."""
    found: list[Told] = []
    for step in outline(drawn):
        told = (_way_words(drawn, branch, names) for branch in step.branches)
        ways = tuple(dict.fromkeys(told))
        named = names.get(step.element) or step.name
        if step.kind in _GATEWAYS and not named and len(drawn.after(step.element)) < 2:
            if found and ways:
                found[-1] = replace(found[-1], ways=(*found[-1].ways, *ways))
            continue
        line = Told(
            step=step,
            name=named or kind_words(step.kind),
            kind=kind_words(step.kind) if named else "",
            role=role_words(step.lane),
            state=marks.state(step.element),
            who=marks.who.get(step.element, ""),
            link=marks.links.get(step.element, ""),
            ways=ways,
        )
        found.append(line)
    return found


def told(drawn: Diagram, bundle: Bundle) -> list[Told]:
    """A bundle in text, also one that is still being drawn; empty if an arrow leads nowhere."""
    if any(flow.target not in drawn.elements for flow in drawn.flows.values()):
        return []
    names = {key: element.name for key, element in drawn.elements.items()}
    return _told(drawn, {**names, **bundle.names(language())}, _Marks())


def role_words(lane: str | None) -> str:
    """Who a lane stands for, in the reader's language."""
    found = people.roles().by_lane(lane or "")
    if found is None:
        return lane or ""
    return found.nn if language() == "nn" else found.name


def _way_words(drawn: Diagram, branch: Branch, names: Mapping[str, str]) -> str:
    to = branch.to
    while not names.get(to) and len(drawn.after(to)) == 1:
        to = drawn.after(to)[0]
    goal = names.get(to) or kind_words(drawn.elements[to].kind)
    label = names.get(branch.flow) or branch.label
    if label:
        return _("%(label)s: «%(to)s»", label=label, to=goal)
    return _("Så kommer «%(to)s»", to=goal)


def kind_words(kind: str) -> str:
    """What sort of element it is, in words."""
    return {
        "userTask": _("Oppgave"),
        "manualTask": _("Oppgave"),
        "task": _("Oppgave"),
        "serviceTask": _("Gjøres av systemet"),
        "scriptTask": _("Gjøres av systemet"),
        "businessRuleTask": _("Tabell avgjør"),
        "callActivity": _("Egen flyt"),
        "subProcess": _("Delprosess"),
        "startEvent": _("Start"),
        "endEvent": _("Slutt"),
        "boundaryEvent": _("Frist"),
        "intermediateCatchEvent": _("Venter"),
        "intermediateThrowEvent": _("Beskjed"),
        "exclusiveGateway": _("Veivalg"),
        "inclusiveGateway": _("Veivalg"),
        "parallelGateway": _("Flere ting skjer samtidig"),
        "eventBasedGateway": _("Venter på det som skjer først"),
    }.get(kind, _("Steg"))
