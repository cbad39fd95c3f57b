"""The demo school: its people, and cases that have really been run through the diagrams.

Nothing is written into a table by hand: every case is opened, answered and timed by the engine's
own verbs with the clock set back, so the demo shows exactly what a school would see.
"""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import (
    calendar,
    cases,
    clock,
    comments,
    database,
    deadlines,
    handover,
    people,
    roster,
    tasks,
)
from engine.casefile import CASES, TASKS, TaskStatus
from engine.errors import AnswersRefused, EngineError
from engine.links import LINKS
from engine.people import ANONYMOUS, Actor, Guardianship, Person, PersonKind
from engine.roster import GroupPart
from webapp import config
from webapp.login import DEMO_KEYS

_RELATIVE = re.compile(r"^dag\+(-?\d+)$")
#: Steps one case may take before something must be wrong with the demo.
MOST_STEPS = 80


def _data() -> dict[str, Any]:
    file = config.read().shipped_dir / "processes" / "demo.json"
    read: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return read


def seed(made: sa.Engine) -> str:
    """The demo school stands in an empty database; says what it holds.

    Raises EngineError if there are people or cases already.
    """
    data, now = _data(), clock.now()
    with database.transaction(made) as session:
        if session.scalar(sa.select(Person.id).limit(1)) is not None:
            raise EngineError(database="not empty")
        _seat(session, data, now)
    try:
        for story in sorted(data["cases"], key=lambda c: -c["dager_siden"]):
            _Story(made, data, story, now).play()
        clock.freeze(now)
        _sweep(made)
        _touches(made)
    finally:
        clock.freeze(None)
    with database.reading(made) as session:
        count = session.execute(sa.select(sa.func.count()).select_from(CASES)).scalar_one()
        is_open = TASKS.c.status == TaskStatus.OPEN
        waiting = session.execute(sa.select(sa.func.count()).where(is_open)).scalar_one()
    return f"Demoskolen er klar: {len(data['people'])} personer, {count} saker, {waiting} oppgaver."


def who_can_sign_in(session: Session) -> str:
    """Lines that tell who can sign in to the demo, and with which key."""
    rows = session.execute(
        sa.select(Person.key, Person.name, Person.unit)
        .where(Person.key.in_(DEMO_KEYS))
        .order_by(Person.id)
    )
    shown = [f"  {r.key:<20} {r.name}{f' ({r.unit})' if r.unit else ''}" for r in rows]
    return "\n".join(["Disse kan logge inn (velg på /logg-inn):", *shown])


def seat(session: Session) -> None:
    """Everybody at the demo school is in the database, with no cases yet."""
    _seat(session, _data(), clock.now())


def _seat(session: Session, data: dict[str, Any], now: datetime) -> None:
    with clock.at(now - timedelta(days=90)):
        for person in data["people"]:
            people.add_person(
                session,
                key=person["key"],
                name=person["name"],
                kind=PersonKind(person["kind"]),
                role_keys=person["roles"],
                unit=person["unit"],
                language=person.get("language", "nb"),
                email=f"{person['key']}@rosenvilde.example",
            )
        seated = people.by_keys(session, [key for pair in data["guardians"] for key in pair])
        for guardian, student in data["guardians"]:
            session.add(
                Guardianship(guardian_id=seated[guardian].id, student_id=seated[student].id)
            )
        _form_classes(session, data)


def _form_classes(session: Session, data: dict[str, Any]) -> None:
    """Every pupil is in the class beside their name, with its teachers and its leader."""
    seated = people.by_keys(session, [person["key"] for person in data["people"]])
    for told in data["classes"]:
        group = roster.add_group(session, key=told["key"])
        pupils = [p for p in data["people"] if p["kind"] == "student" and p["unit"] == group.key]
        parts = {
            GroupPart.PUPIL: [pupil["key"] for pupil in pupils],
            GroupPart.CONTACT_TEACHER: told["contact_teachers"],
            GroupPart.TEACHER: told["teachers"],
            GroupPart.LEADER: told["leaders"],
        }
        for part, keys in parts.items():
            for key in keys:
                roster.put(session, seated[key].id, group.id, part)


def _sweep(made: sa.Engine) -> None:
    def transact(step: Callable[[Session], bool]) -> bool:
        with database.transaction(made) as session:
            return step(session)

    deadlines.sweep(transact)


class _Story:
    """One report and the case it leads to, run until the step the demo wants to show."""

    def __init__(
        self, made: sa.Engine, data: dict[str, Any], story: dict[str, Any], now: datetime
    ) -> None:
        self.engine, self.data, self.story, self.end = made, data, story, now
        begun = calendar.current().add_school_days(now, -story["dager_siden"])
        morning = clock.oslo(begun).replace(hour=8, minute=20 + story["dager_siden"] % 30)
        self.at = min(morning, now - timedelta(minutes=20))
        number = story.get("tekst")
        self.report = data["reports"][number] if number is not None else None
        self.pupil = story.get("elev") or (self.report or {}).get("elev") or "elev"

    def play(self) -> None:
        """Report, then answer one task after another until the wanted step is open."""
        self._set_clock()
        with database.transaction(self.engine) as session:
            opened = cases.open_case(session, "melding", self._reporter(session), self._start())
        for _ in range(MOST_STEPS):
            if not self._step(opened.id):
                return

    def _set_clock(self) -> None:
        clock.freeze(self.at)
        _sweep(self.engine)

    def _reporter(self, session: Session) -> Actor:
        return people.actor(session, self.story["melder"]) if self.story["melder"] else ANONYMOUS

    def _start(self) -> dict[str, Any]:
        if self.story.get("svar"):
            reported: dict[str, Any] = self._dated(self.story["svar"])
            return reported
        made: dict[str, Any] = self._dated(self.data["answers"]["melding"]["melding"])
        told = {k: v for k, v in (self.report or {}).items() if k not in ("elev", "hva_slags")}
        made |= told | {"elever": [self.pupil], "motparter": [], "hva_slags": self._kinds()}
        made["akutt"] = bool(self.story.get("akutt"))
        return {k: v for k, v in made.items() if v not in ([], None)}

    def _kinds(self) -> list[str]:
        return list(self.report["hva_slags"]) if self.report else ["utestenging"]

    def _dated(self, answers: Any) -> Any:
        if isinstance(answers, dict):
            return {k: self._dated(v) for k, v in answers.items()}
        if isinstance(answers, list):
            return [self._dated(v) for v in answers]
        found = _RELATIVE.match(answers) if isinstance(answers, str) else None
        if not found:
            return deepcopy(answers)
        return (clock.oslo(self.at).date() + timedelta(days=int(found[1]))).isoformat()

    def _open(self, session: Session, case_id: int) -> list[Any]:
        linked = sa.select(LINKS.c.to_id).where(LINKS.c.from_id == case_id)
        query = (
            sa.select(TASKS, CASES.c.process)
            .join(CASES, CASES.c.id == TASKS.c.case_id)
            .where(
                sa.or_(CASES.c.id == case_id, CASES.c.id.in_(linked)),
                TASKS.c.status == TaskStatus.OPEN,
            )
            .order_by(TASKS.c.opened_at, TASKS.c.sort_at, TASKS.c.id)
        )
        return list(session.execute(query))

    def _step(self, case_id: int) -> bool:
        with database.reading(self.engine) as session:
            waiting = self._open(session, case_id)
            due = deadlines.next_moment(session)
        if any(task.element == self.story["stopp"] for task in waiting):
            return False
        hours = 5 if waiting else 0
        self.at = self.at + timedelta(hours=hours) if waiting else max(self.at, due or self.end)
        if clock.oslo(self.at).hour >= 16:
            next_day = calendar.current().add_school_days(self.at, 1)
            self.at = clock.oslo(next_day).replace(hour=9, minute=10)
        if self.at >= self.end:
            return False
        self._set_clock()
        with database.transaction(self.engine) as session:
            still = self._open(session, case_id)
            if still:
                self._answer(session, still[0])
        return bool(still) or due is not None

    def _answer(self, session: Session, task: Any) -> None:
        form = self.data["answers"][task.process].get(task.form or "", {})
        answers = self._dated(form) | self._own(task)
        actor = self._hands(session, task)
        try:
            tasks.complete(session, task.id, actor, answers)
        except AnswersRefused as error:
            raise EngineError(
                form=task.form, errors=[(e.pointer, e.keyword) for e in error.errors]
            ) from error

    def _own(self, task: Any) -> dict[str, Any]:
        """What differs from the model answers in this story."""
        changes: dict[str, Any] = {}
        if task.form == "vurdering":
            row = self.data["answers"]["melding"]["vurdering"]["elever"][0]
            told = (self.report or {}).get("hva_skjedde", row["sammendrag"])
            changes["elever"] = [{**row, "elev": self.pupil, "sammendrag": told}]
            changes["motparter"] = ["elev_2"] if self.pupil == "elev" else []
            changes["saksansvarlig"] = self.story.get("ansvarlig", "avdelingsleder")
        if task.form == "elevsvar" and self.story.get("svar_evaluering"):
            changes["trygt"] = self.story["svar_evaluering"]
        return changes

    def _hands(self, session: Session, task: Any) -> Actor:
        if task.assignee_id is not None:
            return people.actor(session, task.assignee_id)
        return people.actor(session, people.holders(session, task.candidate_group)[0].id)


def _touches(made: sa.Engine) -> None:
    """What makes a school's day: something taken, something put off, a word to a colleague."""
    with database.transaction(made) as session:
        rektor = people.actor(session, "rektor")
        query = (
            sa.select(TASKS.c.id, TASKS.c.case_id)
            .where(
                TASKS.c.status == TaskStatus.OPEN,
                TASKS.c.candidate_group == "rektor",
                TASKS.c.assignee_id.is_(None),
            )
            .order_by(TASKS.c.opened_at)
        )
        mine = session.execute(query).all()
        for row in mine[:2]:
            handover.claim(session, row.id, rektor)
        if mine:
            case = session.execute(sa.select(CASES).where(CASES.c.id == mine[0].case_id)).one()
            comments.add(session, case, rektor, "Jeg tar denne i dag. Ring meg hvis noe haster.")
