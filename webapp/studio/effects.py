"""What publishing would mean for running cases, gathered so that a person can choose.

Cases that stand alike and fare alike are one line. No line tells anything of a case but its code.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from engine import publishing
from engine.publishing import ProcessVersion
from engine.rehearsal import Effect, Verdict
from webapp import db
from webapp.i18n import gettext as _
from webapp.i18n import language, ngettext

#: Codes shown for one line before "and so many more".
_SHOWN = 6
#: Verdicts a case can be moved on, in the order they are shown, the worst first.
_ORDER = (Verdict.UNREADABLE, Verdict.FAILS, Verdict.STAYS, Verdict.SKIPS, Verdict.MOVABLE)
MOVABLE = frozenset({Verdict.MOVABLE, Verdict.SKIPS})


@dataclass(frozen=True, slots=True)
class Line:
    """Cases that stand in the same steps and fare the same."""

    id: str
    #: Where they stand, in words.
    standing: str
    count: int
    codes: str
    verdict: str
    tone: str
    #: Why, in a sentence.
    why: str
    movable: bool
    case_ids: tuple[int, ...]


def lines(effects: Sequence[Effect], names: Mapping[str, str]) -> list[Line]:
    """The effects gathered, the worst first. `names`: of steps of the new version, by id."""
    gathered: dict[tuple[object, ...], list[Effect]] = {}
    for effect in effects:
        alike = (effect.verdict, effect.steps, effect.reasons, effect.skipped, effect.version_id)
        gathered.setdefault(alike, []).append(effect)
    made = [_line(found, names) for found in gathered.values()]
    return [line for _place, line in sorted(made, key=lambda pair: (pair[0], -pair[1].count))]


def chosen(found: Sequence[Line], ids: Collection[str]) -> list[int]:
    """Ids of the cases on the lines with these ids that can be moved."""
    return [case for line in found if line.movable and line.id in ids for case in line.case_ids]


def _line(found: Sequence[Effect], names: Mapping[str, str]) -> tuple[int, Line]:
    first = found[0]
    version = publishing.version(db.session(), first.version_id)
    old = _names(version)
    standing = ", ".join(f"«{old.get(step, step)}»" for step in first.steps)
    known = {**names, **old}
    words, tone = _words(first.verdict)
    codes = ", ".join(effect.code for effect in found[:_SHOWN])
    if len(found) > _SHOWN:
        codes += " " + _("og %(n)s til", n=len(found) - _SHOWN)
    mark = repr((first.verdict, first.steps, first.reasons, first.skipped, first.version_id))
    line = Line(
        id=hashlib.sha256(mark.encode()).hexdigest()[:16],
        standing=standing or _("Venter på en tidsfrist"),
        count=len(found),
        codes=codes,
        verdict=words,
        tone=tone,
        why=_why(first, known),
        movable=first.verdict in MOVABLE,
        case_ids=tuple(effect.case_id for effect in found),
    )
    return _ORDER.index(first.verdict), line


def _names(version: ProcessVersion) -> dict[str, str]:
    drawn = {key: e.name for key, e in version.definition.elements.items() if e.name}
    return {**drawn, **version.names(language())}


def _words(verdict: Verdict) -> tuple[str, str]:
    return {
        Verdict.MOVABLE: (_("Flyttes trygt"), "done"),
        Verdict.SKIPS: (_("Hopper over noe nytt"), "soon"),
        Verdict.STAYS: (_("Fortsetter på gammel versjon"), "calm"),
        Verdict.FAILS: (_("Feiler lenger fram"), "late"),
        Verdict.UNREADABLE: (_("Kan ikke leses"), "late"),
    }[verdict]


def _why(effect: Effect, names: Mapping[str, str]) -> str:
    if effect.verdict == Verdict.MOVABLE:
        return _("Går videre fra der den står, med de samme fristene.")
    if effect.verdict == Verdict.UNREADABLE:
        return _("Innholdet stemmer ikke med seglet sitt. Gi beskjed til drift.")
    if effect.verdict == Verdict.SKIPS:
        steps = ", ".join(f"«{names.get(step, step)}»" for step in effect.skipped)
        return ngettext(
            "Er forbi steget %(steps)s, som er nytt. Flyttes den, blir det aldri gjort.",
            "Er forbi stegene %(steps)s, som er nye. Flyttes den, blir de aldri gjort.",
            len(effect.skipped),
            steps=steps,
        )
    element, reason = effect.reasons[0] if effect.reasons else ("", "")
    step = names.get(element, element) or _("et steg uten navn")
    if effect.verdict == Verdict.FAILS:
        return _("Regelen i «%(step)s» kan ikke regnes ut med svarene saken har.", step=step)
    return _why_not(reason, step)


def _why_not(reason: str, step: str) -> str:
    """What about the step a case stands in keeps it on its version."""
    return {
        "gone": _("Steget «%(step)s» finnes ikke i den nye versjonen.", step=step),
        "other_kind": _("«%(step)s» er en annen slags steg i den nye versjonen.", step=step),
        "other_loop": _("«%(step)s» gjentas på en annen måte i den nye.", step=step),
        "other_boundary_events": _("«%(step)s» har andre frister på kanten i den nye.", step=step),
        "other_incoming": _("Andre veier møtes i «%(step)s» i den nye versjonen.", step=step),
        "other_events": _("«%(step)s» venter på noe annet i den nye.", step=step),
        "other_process": _("«%(step)s» bruker en annen flyt i den nye.", step=step),
    }.get(reason, _("«%(step)s» er ikke det samme i den nye versjonen.", step=step))
