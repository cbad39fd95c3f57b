"""A trial run in words: its tasks, what was done, how it ended, where it stands on the drawing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from engine import trials
from engine.processdrafts import Draft
from engine.runtime import Definition, OpenTask
from engine.trials import Act, Played, TrialRun
from webapp import casedrawing, diagram, shown
from webapp.i18n import gettext as _
from webapp.i18n import language


@dataclass(frozen=True, slots=True)
class Line:
    """One open task of the run."""

    element: str
    number: int
    name: str
    role: str
    due: str
    form: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A run with what it leads to on the draft."""

    draft: Draft
    definition: Definition
    run: TrialRun | None
    played: Played | None
    names: Mapping[str, str]


def lines(found: Opened) -> list[Line]:
    """The open tasks of the run."""
    if found.played is None:
        return []
    return [_line(found, task, number) for task, number in found.played.open]


def _line(found: Opened, task: OpenTask, number: int) -> Line:
    element = found.definition.elements[task.element]
    return Line(
        element=task.element,
        number=number,
        name=found.names.get(task.element, task.element),
        role=casedrawing.role_words(element.lane),
        due=shown.oslo(task.due) if task.due else "",
        form=element.form or "",
    )


def said(found: Opened, act: Act) -> str:
    """One act, as a person would tell it."""
    if act.kind == trials.START:
        return _("Saken starter.")
    if act.kind == trials.WAIT:
        return _("Det blir %(when)s.", when=shown.oslo(datetime.fromisoformat(act.until)))
    element = found.definition.elements.get(act.element)
    who = casedrawing.role_words(element.lane) if element else ""
    step = found.names.get(act.element, act.element)
    return _("%(who)s gjør «%(step)s».", who=who or _("Noen"), step=step)


def ended(found: Opened) -> tuple[str, str]:
    """(tone, words) when the run can go no further; ("", "") while it can."""
    played = found.played
    if played is None:
        return "", ""
    if played.failed:
        step = found.names.get(played.failed[0], played.failed[0])
        text = _("Flyten stopper i «%(step)s»: en regel kan ikke regnes ut.", step=step)
        return "danger", text
    if played.broken is not None:
        text = _(
            "Steg %(n)s i prøven kan ikke gjøres i flyten slik den er nå.", n=played.broken + 1
        )
        return "warning", text
    if played.finished:
        end = found.names.get(played.outcome, "")
        return "success", _("Saken er ferdig: «%(end)s».", end=end) if end else _(
            "Saken er ferdig."
        )
    if not played.open and played.next_due:
        return "info", _(
            "Ingen oppgaver nå. Flyten venter på %(when)s.", when=shown.oslo(played.next_due)
        )
    return "", ""


def picture(found: Opened) -> Markup:
    """The drawing with where the run stands and what it has passed."""
    played = found.played
    tokens = [task.element for task, _n in played.open] if played else []
    done = played.passed if played else ()
    return diagram.render(
        found.definition.diagram, tokens=tokens, done=done, names=found.names, lang=language()
    )
