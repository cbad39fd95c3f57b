"""Holds a drawing against the rules of law that apply to it, and tells how each is broken."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.bundles.change import Words
from engine.bundles.dmn import written
from engine.bundles.forms import Form
from engine.bundles.formwalk import walk
from engine.bundles.lawfacts import impossible
from engine.bundles.lawgraph import BEGUN, DONE, Graph, Node, Step, Walk, graph_of, told
from engine.bundles.lawrules import Law, Rule, Waiver
from engine.bundles.lintsheet import Sheet
from engine.bundles.lintsteps import near
from engine.bundles.plainly import choices
from engine.bundles.rules import Finding, severity

#: findings that mean there is no whole drawing to walk
_UNREADABLE = frozenset(
    {"id_twice", "id_missing", "flow_dangling", "flow_crosses", "start_missing", "start_many"}
)
_WAITING_EVENTS = frozenset({"message", "signal", "conditional"})


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a rule is broken."""

    step: Step
    #: the way that breaks it, by drawn ids; empty where it is the step alone
    way: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)


def check(sheet: Sheet, law: Law | None, waivers: Sequence[Waiver] = ()) -> None:
    """Reports every breach; what somebody has answered for is a warning with their name."""
    if law is None or any(finding.rule in _UNREADABLE for finding in sheet.findings):
        return
    _vocabulary(sheet, law)
    case = Case(sheet)
    answered = {waiver.rule: waiver for waiver in waivers if waiver.given}
    for rule in law.rules:
        if case.concerns(rule):
            for breach in breaches(case, rule):
                _report(sheet, case, rule, breach, answered.get(rule.key))


def _vocabulary(sheet: Sheet, law: Law) -> None:
    for element in sheet.elements:
        for key in legal_roles(element.properties.get("legalRole", "")):
            if key not in law.roles:
                known = sorted(law.roles)
                sheet.report("legal_role_unknown", element, role=key, near=near(key, known))


def legal_roles(text: str) -> tuple[str, ...]:
    """The legal roles a step is given, in order."""
    return tuple(text.replace(",", " ").split())


def _report(sheet: Sheet, case: "Case", rule: Rule, breach: Breach, waiver: Waiver | None) -> None:
    name = "law_waived" if waiver else "law_breach"
    shown = case.graph.steps.get(breach.step.shown, breach.step)
    params = {
        "name": shown.element.name or shown.element.id,
        "law": rule.key,
        "paragraph": rule.paragraph,
        "wording": rule.wording,
        "breach": rule.breach,
        "path": breach.way,
        "way": tuple(case.named(breach.way)),
        **breach.params,
    }
    if waiver:
        params |= {"reason": waiver.reason.strip(), "person": waiver.person.strip()}
    own = breach.step.shown.partition("/")[0]
    sheet.findings.append(Finding(name, severity(name), own, params, sheet.bundle.diagram_name))


class Case:
    """What the rules are held against: the whole graph, and the forms and tables beside it."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.graph = graph_of(sheet.bundle, sheet.diagram, sheet.others)
        self._roles = {
            key: frozenset(legal_roles(step.element.properties.get("legalRole", "")))
            for key, step in self.graph.steps.items()
        }

    def concerns(self, rule: Rule) -> bool:
        """True if the flow has a step of the kind the rule is about, or any duty at all."""
        has = frozenset().union(*self._roles.values())
        if rule.applies_to:
            return bool(has & rule.applies_to)
        steps = self.graph.steps.values()
        return bool(has) or any("duty" in step.element.properties for step in steps)

    def given(self, rule: Rule) -> Graph:
        """The graph without the arrows that the rule's answers rule out."""
        answers = rule.parts.get("given")
        if not answers:
            return self.graph
        sheet = self.sheet
        closed = impossible(sheet.diagram, sheet.tables, answers)
        return graph_of(sheet.bundle, sheet.diagram, sheet.others, closed)

    def having(self, roles: Collection[str]) -> list[Step]:
        """The steps that are one of these in the eyes of the law."""
        return [self.graph.steps[key] for key, own in self._roles.items() if own & set(roles)]

    def keys(self, roles: Collection[str]) -> frozenset[str]:
        """Their keys."""
        return frozenset(step.key for step in self.having(roles))

    def starts(self) -> list[Node]:
        """Where a case begins."""
        return [(key, BEGUN) for key in self.graph.firsts.get("", ())]

    def people(self) -> Iterator[Step]:
        """The steps that wait for a person."""
        return (step for step in self.graph.steps.values() if step.element.waits_for_people)

    def doer(self, step: Step) -> str | None:
        """Key of the role whose task it is."""
        group = step.element.properties.get("candidateGroup")
        roles = self.sheet.roles
        found = roles.by_key(group) if group else roles.by_lane(step.element.lane or "")
        return found.key if found is not None else None

    def form(self, step: Step) -> Form | None:
        """The form of a step, also where the step is in a process that is called."""
        key = step.element.form or ""
        return self.sheet.forms.get(key) or self.sheet.lent.get(key)

    def named(self, way: Sequence[str]) -> Iterator[str]:
        """The names of the steps on a way, those that have one."""
        for key in way:
            step = self.graph.steps.get(key)
            if step is not None and step.element.name:
                yield step.element.name


def breaches(case: Case, rule: Rule) -> Iterator[Breach]:
    """Every place where the rule is broken."""
    return _DEMANDS[rule.demand](case, rule)


def _before(case: Case, rule: Rule) -> Iterator[Breach]:
    """A step that can begin before another is done."""
    graph, blocked = case.given(rule), case.keys(rule.keys("first"))
    since = [(step.key, DONE) for step in case.having(rule.keys("since"))]
    if rule.keys("since") and not since:
        return
    walked = Walk(graph, since or case.starts(), blocked)
    for step in case.having(rule.keys("steps")):
        if step.key not in blocked and (step.key, BEGUN) in walked.reached:
            yield Breach(step, told(graph, walked.way_to((step.key, BEGUN))))


def _always(case: Case, rule: Rule) -> Iterator[Breach]:
    """A step after which the case can be over without another being done."""
    graph, blocked = case.given(rule), case.keys(rule.keys("comes"))
    within = graph.reach(case.starts())
    for step in case.having(rule.keys("after")):
        if step.key in blocked or (step.key, BEGUN) not in within:
            continue
        walked = Walk(graph, [(step.key, DONE)], blocked)
        way = walked.way_out()
        if way:
            yield Breach(step, told(graph, way))
            return


def _never(case: Case, rule: Rule) -> Iterator[Breach]:
    """A step that somebody gets who should not, whatever else is answered."""
    graph, barred = case.given(rule), rule.keys("done_by")
    walked = Walk(graph, case.starts(), ())
    for step in case.people():
        if case.doer(step) in barred and (step.key, BEGUN) in walked.reached:
            yield Breach(step, told(graph, walked.way_to((step.key, BEGUN))))
            return


def _done_by(case: Case, rule: Rule) -> Iterator[Breach]:
    for step in case.having(rule.keys("steps")):
        if step.element.waits_for_people and case.doer(step) not in rule.keys("roles"):
            yield Breach(step)


def _deadline(case: Case, rule: Rule) -> Iterator[Breach]:
    """A step that waits, with nothing that says until when."""
    for step in case.graph.steps.values():
        one = step.element
        waits = one.waits_for_people or one.kind == "receiveTask"
        if one.kind == "intermediateCatchEvent" and one.event in _WAITING_EVENTS:
            waits = not _timed_beside(step)
        timed = any(event.event == "timer" for event in step.diagram.boundary(one.id))
        if waits and not timed and "dueDate" not in one.properties:
            yield Breach(step)


def _timed_beside(step: Step) -> bool:
    """True if an event gateway before it also waits for a time."""
    diagram = step.diagram
    for flow in step.element.incoming:
        source = diagram.elements[diagram.flows[flow].source]
        beside = (diagram.elements[key] for key in diagram.after(source.id))
        if source.kind == "eventBasedGateway" and any(one.event == "timer" for one in beside):
            return True
    return False


def _responsible(case: Case, rule: Rule) -> Iterator[Breach]:
    return (Breach(step) for step in case.people() if case.doer(step) is None)


def _end(case: Case, rule: Rule) -> Iterator[Breach]:
    """A step from which the case can never be over."""
    graph = case.graph
    back: dict[Node, set[Node]] = {}
    for node in [(key, phase) for key in graph.steps for phase in (BEGUN, DONE)]:
        for target in (*(t for t, _ in graph.leads.get(node, ())), graph.exits.get(node)):
            if target is not None:
                back.setdefault(target, set()).add(node)
    saved = {(s.key, BEGUN) for s in graph.inside("") if s.element.kind == "endEvent"}
    waiting = list(saved)
    while waiting:
        fresh = back.get(waiting.pop(), set()) - saved
        saved |= fresh
        waiting += fresh
    reached = graph.reach(case.starts())
    for key, step in graph.steps.items():
        if (key, BEGUN) in reached and (key, BEGUN) not in saved:
            walked = Walk(graph, case.starts(), ())
            yield Breach(step, told(graph, walked.way_to((key, BEGUN))))
            return


def _no_word(case: Case, rule: Rule) -> Iterator[Breach]:
    """A way to end, or an answer one may choose, with one of the words in it."""
    words = tuple(sorted(rule.keys("words")))
    for step in case.graph.steps.values():
        one = step.element
        said = [one.properties.get("outcome", ""), one.name if one.kind == "endEvent" else ""]
        form = case.form(step)
        for _, schema in form.fields() if form is not None else ():
            for value, title in (*choices(schema), *choices(schema.get("items"))):
                said += [str(value), title.nb]
        found = next((text for text in said if _has(text, words)), None)
        if found is not None:
            yield Breach(step, params={"word": found.replace("_", " ")})
    yield from _no_word_decided(case, words)


def _no_word_decided(case: Case, words: Sequence[str]) -> Iterator[Breach]:
    """The same for what a table of this process may decide."""
    for step in case.graph.steps.values():
        for text in case.sheet.bundle.tables.values() if step.element.decision else ():
            table = written(text).get(step.element.decision or "")
            for row in table.rows if table is not None else ():
                found = next((cell for cell in row.cells if _has(cell.strip('"'), words)), None)
                if found is not None:
                    yield Breach(step, params={"word": found.strip('"').replace("_", " ")})
                    return


def _has(text: str, words: Sequence[str]) -> bool:
    plain = text.casefold().replace("_", " ")
    return any(part.startswith(word) for part in plain.split() for word in words)


def _fields(case: Case, rule: Rule) -> Iterator[Breach]:
    """A form that does not ask, or does not demand an answer, or asks only at times."""
    for step in case.having(rule.keys("steps")):
        form = case.form(step)
        if not step.element.waits_for_people and step.element.kind != "startEvent":
            continue
        asked = {one.path: one for one in walk(form.localized("nb"))} if form is not None else {}
        for wanted in rule.parts["fields"]:
            path = tuple(wanted["path"].split("."))
            fault = _fault(asked, path)
            if fault:
                names = Words(wanted["nb"], wanted["nn"])
                yield Breach(step, params={"field": names, "fault": fault, "at": wanted["path"]})


def _fault(asked: Mapping[tuple[str, ...], Any], path: tuple[str, ...]) -> str:
    found = asked.get(path)
    if found is None or found.schema.get("readOnly"):
        return "missing"
    if found.when:
        return "conditional"
    if not found.required:
        return "optional"
    empty = found.schema.get("type") == "array" and not found.schema.get("minItems")
    return "empty" if empty else ""


_DEMANDS: Mapping[str, Callable[[Case, Rule], Iterator[Breach]]] = {
    "before": _before,
    "always": _always,
    "never": _never,
    "done_by": _done_by,
    "deadline": _deadline,
    "responsible": _responsible,
    "end": _end,
    "no_word": _no_word,
    "fields": _fields,
}
