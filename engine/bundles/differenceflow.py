"""What is different in the steps: which there are, who does them, with what and by when."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.bundles.change import FLOW, TEXTS, Change, Words
from engine.bundles.diagram import Element
from engine.bundles.drawn import Drawn
from engine.bundles.plainly import Known, titled
from engine.bundles.strictjson import JsonRefused, loads

#: properties told each in a sentence of its own, by the kind of change
_TIMES = {"dueDate": "due", "warnDate": "warned", "followUpDate": "followed_up"}
_DOERS = ("candidateGroup", "assignee")
_OWN = {
    "priority": "priority",
    "phase": "phase",
    "realm": "realm",
    "duty": "duty",
    "legalRole": "legal_role",
    "outcome": "outcome",
    "planRow": "plan_row",
    "sendBackTo": "send_back",
    "startFor": "start_for",
}


class Steps:
    """The steps of two drawings; `same` pairs the new id of each with the old."""

    def __init__(
        self, old: Drawn, new: Drawn, before: Known, after: Known, same: Mapping[str, str]
    ) -> None:
        self.old, self.new, self.before, self.after, self.same = old, new, before, after, same

    def changes(self) -> Iterator[Change]:
        """Every step that came or went, then what changed in those that stayed."""
        stayed = set(self.same.values())
        for key, one in self.new.elements.items():
            if key not in self.same:
                yield self._added(one)
            elif self.same[key] != key:
                yield self._tell("step_redrawn", one)
        for key in self.old.elements:
            if key not in stayed:
                yield Change("step_removed", FLOW, (key,), params={"step": self.old.label(key)})
        for key, was in self.same.items():
            yield from self._compared(self.old.elements[was], self.new.elements[key])

    def _tell(self, kind: str, one: Element, area: str = FLOW, **params: Any) -> Change:
        return Change(kind, area, (one.id,), params={"step": self.new.label(one.id), **params})

    def _added(self, one: Element) -> Change:
        before = self.new.before.get(one.id, ())
        return self._tell(
            "step_added",
            one,
            after=self.new.label(before[0]) if before else None,
            edge=one.attached_to is not None,
            doer=self._doer(self.new, one) if one.waits_for_people else None,
            due=self.after.span(one.properties.get("dueDate", "")),
            timer=self.after.span(one.timer[1]) if one.timer else None,
        )

    def _compared(self, was: Element, now: Element) -> Iterator[Change]:
        if was.name != now.name:
            old = self.old.words(was.id, was.name) if was.name else None
            new = self.new.words(now.id, now.name) if now.name else None
            yield self._tell("step_renamed", now, old=old, new=new)
        if was.kind != now.kind:
            yield self._tell("step_kind", now, old=was.kind, new=now.kind)
        yield from self._who(was, now)
        yield from self._settings(was, now)
        yield from self._event(was, now)
        yield from self._work(was, now)
        if was.documentation != now.documentation:
            yield self._tell("step_help", now, TEXTS, emptied=not now.documentation)

    def _who(self, was: Element, now: Element) -> Iterator[Change]:
        if was.waits_for_people or now.waits_for_people:
            old, new = self._doer(self.old, was), self._doer(self.new, now)
            if old != new:
                yield self._tell("doer", now, old=old, new=new)
            elif was.properties.get("assignee") != now.properties.get("assignee"):
                yield self._tell("chosen", now, chosen="assignee" in now.properties)
            elif was.lane != now.lane:
                yield self._tell("lane_moved", now, lane=self._lane(self.new, now))
        elif was.lane != now.lane:
            yield self._tell("lane_moved", now, lane=self._lane(self.new, now))

    def _doer(self, drawn: Drawn, one: Element) -> Any:
        """The key of a role, or the name of the lane in both languages."""
        return one.properties.get("candidateGroup") or self._lane(drawn, one)

    def _lane(self, drawn: Drawn, one: Element) -> Words | None:
        for lane in drawn.diagram.lanes:
            if lane.name == one.lane and lane.process == one.process:
                return drawn.words(lane.id, lane.name)
        return Words(one.lane, one.lane) if one.lane else None

    def _settings(self, was: Element, now: Element) -> Iterator[Change]:
        old, new = was.properties, now.properties
        if was.form != now.form:
            there, here = _form(self.old, was.form), _form(self.new, now.form)
            lost = now.form is not None and now.form not in self.new.bundle.forms
            yield self._tell("step_form", now, old=there, new=here, lost=lost)
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) == new.get(name) or name in ("formKey", *_DOERS):
                continue
            kind = _TIMES.get(name) or _OWN.get(name, "setting")
            said: dict[str, Any] = {"gone": name not in new, "come": name not in old}
            if name in _TIMES:
                said["old"] = self.before.span(old.get(name, ""))
                said["new"] = self.after.span(new.get(name, ""))
            elif name == "priority":
                said["higher"] = _number(new.get(name)) > _number(old.get(name))
            elif name == "sendBackTo":
                said["to"] = tuple(
                    self.new.label(key)
                    for key in new.get(name, "").replace(",", " ").split()
                    if key in self.new.elements
                )
            yield self._tell(kind, now, **said)

    def _event(self, was: Element, now: Element) -> Iterator[Change]:
        if was.timer != now.timer:
            old = self.before.span(was.timer[1]) if was.timer else None
            new = self.after.span(now.timer[1]) if now.timer else None
            gone, starts = now.timer is None, now.kind == "startEvent"
            yield self._tell("timer", now, old=old, new=new, gone=gone, starts=starts)
        elif was.events != now.events or was.event_name != now.event_name:
            yield self._tell("event", now)
        if was.interrupting != now.interrupting:
            yield self._tell("interrupting", now, now=now.interrupting)
        if was.attached_to and self.same.get(now.attached_to or "") != was.attached_to:
            known = now.attached_to in self.new.elements
            host = self.new.label(now.attached_to or "") if known else None
            yield self._tell("attached", now, host=host)
        if was.loop != now.loop:
            yield self._tell("loop", now, old=_many(was), new=_many(now))
        inside = self.same.get(now.parent or "", now.parent)
        if was.parent != inside:
            holder = self.new.label(now.parent) if now.parent else None
            yield self._tell("held_by", now, holder=holder)

    def _work(self, was: Element, now: Element) -> Iterator[Change]:
        if was.called != now.called:
            yield self._tell("called", now)
        if was.script != now.script:
            yield self._tell("script", now)
        if was.decision != now.decision:
            yield self._tell("decides_by", now)
        if was.triggered != now.triggered:
            yield self._tell("event", now)
        old = (was.operation, was.result, dict(was.parameters))
        if old != (now.operation, now.result, dict(now.parameters)):
            yield self._tell("operation", now, other=was.operation != now.operation)


def _form(drawn: Drawn, key: str | None) -> Words | None:
    if key is None:
        return None
    try:
        return titled(loads(drawn.bundle.forms.get(key, "{}")), key)
    except JsonRefused:
        return Words(key, key)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 50


def _many(one: Element) -> str | None:
    """Whether the step is done several times: "parallel", "sequential", or None for once."""
    return one.loop.kind if one.loop else None


def paired(old: Drawn, new: Drawn) -> dict[str, str]:
    """The old id of every step that stayed, by its new id.

    A step keeps its id. One that lost it but has the same kind, name and neighbour was redrawn.
    """
    same = {key: key for key in new.elements if key in old.elements}
    gone = {key: one for key, one in old.elements.items() if key not in same}
    come = {key: one for key, one in new.elements.items() if key not in same}
    found = True
    while found:
        found = False
        for key, one in list(come.items()):
            twin = next((g for g, was in gone.items() if _alike(old, new, was, one, same)), None)
            if twin is not None:
                same[key] = twin
                del gone[twin], come[key]
                found = True
    return same


def _alike(old: Drawn, new: Drawn, was: Element, now: Element, same: Mapping[str, str]) -> bool:
    if (was.kind, was.name) != (now.kind, now.name):
        return False
    for side in ("before", "after"):
        there = set(getattr(old, side).get(was.id, ()))
        here = {same.get(key, key) for key in getattr(new, side).get(now.id, ())}
        if there & here:
            return True
    return False
