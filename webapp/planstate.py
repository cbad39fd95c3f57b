"""How it stands with each row of the plan this school year, in words.

Owns the words. What is counted is `engine/evidence.py`'s; no case is ever shown here. What only
happens when something has happened is counted for those who lead the school and for its owner: to
others a number would tell of a case.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from engine import evidence
from engine.calendar import SchoolYear
from engine.evidence import RowState
from engine.people import Actor
from webapp import db, schoolwords, shown, yearlines
from webapp.i18n import gettext as _
from webapp.i18n import language, ngettext

#: Every state, the one to look at first in front.
STATES = ("gone", "missing", "late", "open", "planned", "sofar", "done", "need")
#: Who may know how often something has happened that must not happen.
_COUNTS = frozenset({"leads_school", "owns_school"})


@dataclass(frozen=True, slots=True)
class Standing:
    """How one row stands."""

    #: One of STATES.
    state: str
    #: What this year has to show for it.
    told: str
    #: Where it is shown closer; empty if nowhere.
    address: str = ""

    @property
    def words(self) -> str:
        """The state in words."""
        return words(self.state)


def words(state: str) -> str:
    """A state in words."""
    return {
        "gone": _("Ingen flyt gjør dette"),
        "missing": _("Mangler"),
        "late": _("Over fristen"),
        "open": _("I gang"),
        "planned": _("Ikke kommet ennå"),
        "sofar": _("Gjort så langt"),
        "done": _("Gjort"),
        "need": _("Ved behov"),
    }[state]


def standings(actor: Actor, year: SchoolYear, live: Sequence[str]) -> Mapping[str, Standing]:
    """How every row stands this year, by row, where `live` are the keys of the flows in use."""
    session = db.session()
    told = evidence.rows_of(session, year.name)
    started = {flow.key for flow in yearlines.flows(session)}
    wheel = url_for("yearwheel.page", year=yearlines.slug(year.name))
    return {
        row.id: _standing(
            told.get(row.id),
            gone=not set(row.processes) & set(live),
            wheel=wheel if set(row.processes) & started else "",
            counts=bool(actor.capabilities & _COUNTS),
        )
        for row in schoolwords.plan(language()).rows
    }


def _standing(state: RowState | None, *, gone: bool, wheel: str, counts: bool) -> Standing:
    if gone:
        return Standing("gone", _("Raden står i planen, men ingen flyt i bruk gjør det den sier."))
    if not wheel and not counts:
        return Standing("need", _("Skjer når det trengs."))
    if not wheel and state is None:
        return Standing("need", _("Står i hver sak."))
    if state is None or state.missing:
        return _nothing(state, wheel)
    word = state.state if state.state in ("late", "open", "planned") else "done"
    if word == "done" and (state.planned or state.running):
        word = "sofar"
    return Standing(word, ", ".join(_pieces(state)), wheel)


def _nothing(state: RowState | None, wheel: str) -> Standing:
    if not wheel:
        return Standing("need", _("Ingenting er registrert i år."))
    if state is not None and state.passed:
        return Standing("missing", _("Dagen var over før flyten ble tatt i bruk."), wheel)
    return Standing("missing", _("Ingenting er gjort eller planlagt i år."), wheel)


def _pieces(state: RowState) -> Iterator[str]:
    """What there is to show, in numbers with words."""
    in_time = state.open - state.late
    if state.late:
        yield _("%(n)s over fristen", n=state.late)
    if in_time > 0:
        yield _("%(n)s i gang", n=in_time)
    if state.carried:
        yield ngettext("%(n)s åpen fra i fjor", "%(n)s åpne fra i fjor", state.carried)
    if state.done:
        yield ngettext("%(n)s steg gjort", "%(n)s steg gjort", state.done)
    if state.running:
        yield ngettext("%(n)s sak på vei dit", "%(n)s saker på vei dit", state.running)
    if state.next_at:
        yield _("neste %(day)s", day=shown.dato(state.next_at))


def counted(found: Mapping[str, Standing]) -> list[tuple[str, str, int]]:
    """(state, words, how many) of the states some row has, the one to look at first in front."""
    counts = Counter(one.state for one in found.values())
    return [(state, words(state), counts[state]) for state in STATES if counts[state]]
