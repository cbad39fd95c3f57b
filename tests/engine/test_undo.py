"""Taking back what one has just sent: everything it undoes, and every case where it is too late."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import (
    advance,
    audit,
    casefile,
    clock,
    comments,
    database,
    drafts,
    handover,
    outbox,
    taskfile,
    tasks,
    undo,
)
from engine.audit import Kind
from engine.casefile import CASES, PARTICIPANTS, TASKS, TaskStatus
from engine.cases import Opened
from engine.errors import NotFound, TaskClosed
from engine.outbox import Message
from engine.undo import CannotUndo
from tests.builders import a_case, open_tasks, publish_bundle, publish_tiny
from tests.cast import Cast, seat
from tests.diagrams import Drawing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANSWERS = {"tekst": "x", "alvor": 3}
_FORM = {
    "title": "Svar",
    "type": "object",
    "properties": {
        "vei": {
            "type": "string",
            "title": "Vei",
            "enum": ["videre", "varsle", "sak", "skjerm", "en", "fase"],
        },
        "leder": {
            "type": "string",
            "title": "Hvem leder?",
            "format": "person",
            "x-source": "staff",
            "x-part": "case_owner",
        },
        "ansatt": {
            "type": "string",
            "title": "Hvem gjelder det?",
            "format": "person",
            "x-source": "staff",
            "x-part": "accused",
        },
    },
    "required": ["vei"],
}


def _drawn() -> Drawing:
    """One answer that leads six ways, each with another effect."""
    drawn = Drawing("veier")
    drawn.properties = {"startRoles": "ansatt"}
    mine = {"candidateGroup": "kontaktlarer", "dueDate": "P5D"}
    drawn.user("svar", form="svar", **mine)
    drawn.xor("valg")
    drawn.chain("start", "svar", "valg")
    leaders = {"candidateGroup": "rektor", "dueDate": "P5D"}
    drawn.user("neste", priority="90", **leaders)
    drawn.ask("varsle", "notify", role='"avdelingsleder"', template='"melding_venter"')
    drawn.ask("sak", "open_case", process='"tiny"', answers='{hva: "Herfra"}')
    drawn.user("skjerm", realm="owner", **leaders)
    drawn.user("fase", phase="undersokes", **leaders)
    drawn.user("hver", **mine)
    drawn.many("hver", times="2", until="true")
    drawn.xor("samlet")
    for way in ("varsle", "sak", "skjerm", "fase"):
        drawn.flow("valg", way, when=f'svar.vei = "{way}"')
        drawn.flow(way, "samlet")
    drawn.flow("valg", "hver", when='svar.vei = "en"')
    drawn.flow("hver", "samlet")
    drawn.flow("valg", "samlet", otherwise=True)
    drawn.chain("samlet", "neste", "end")
    return drawn


@pytest.fixture(autouse=True)
def _now() -> None:
    clock.freeze(NOW)


@pytest.fixture
def opened(session: Session, cast: Cast) -> Opened:
    """A case that waits for its first answer."""
    publish_tiny(session)
    publish_bundle(session, _drawn().bundle({"svar": _FORM}))
    return a_case(session, cast.kari, "veier")


@pytest.fixture
def parallel(session: Session, cast: Cast) -> Opened:
    """A case where Kari and rektor have a task each at the same time."""
    publish_tiny(session, "w1")
    made = a_case(session, cast.kari, "w1")
    tasks.complete(session, open_tasks(session, made.id)["a"], cast.kari, ANSWERS)
    tasks.complete(session, open_tasks(session, made.id)["b"], cast.randi, ANSWERS)
    return made


def later(seconds: float) -> None:
    clock.freeze(NOW + timedelta(seconds=seconds))


def send(session: Session, cast: Cast, opened: Opened, **answers: Any) -> str:
    """Kari has answered; the id of the task she answered in."""
    task = open_tasks(session, opened.id)["svar"]
    tasks.complete(session, task, cast.kari, {"vei": "videre", **answers})
    return task


def content(session: Session, case_id: int) -> tuple[Any, ...]:
    """All that says where a case stands: tokens, document, phase, timer and parts."""
    row = session.execute(sa.select(CASES).where(CASES.c.id == case_id)).one()
    seal = casefile.seal_of(row)
    return (
        seal.open("state", row.state),
        seal.open_json("document", row.document),
        (row.status, row.realm, row.phase, row.next_due_at),
        {(part.person_id, part.part) for part in casefile.parts(session, case_id)},
        {t.id: (t.element, t.assignee_id, t.notice_at) for t in _open(session, case_id)},
    )


def _open(session: Session, case_id: int) -> Iterator[Any]:
    query = TASKS.select().where(TASKS.c.case_id == case_id, TASKS.c.status == TaskStatus.OPEN)
    yield from session.execute(query)


def refused(session: Session, task: str, cast: Cast) -> str:
    """Why Kari cannot take it back; nothing is changed, and it is not offered."""
    assert undo.until(session, task, cast.kari) is None
    with pytest.raises(CannotUndo) as error:
        undo.undo(session, task, cast.kari)
    return error.value.why


def test_the_case_stands_exactly_where_it_stood(
    session: Session, cast: Cast, opened: Opened
) -> None:
    before = content(session, opened.id)
    task = send(session, cast, opened, vei="fase", leder="avd")
    assert content(session, opened.id) != before
    assert undo.until(session, task, cast.kari) == NOW + timedelta(seconds=30)
    later(29)
    undone = undo.undo(session, task, cast.kari)
    assert undone.answers == {"vei": "fase", "leder": "avd"}
    assert content(session, opened.id) == before


def test_the_trail_tells_of_both_and_holds(session: Session, cast: Cast, opened: Opened) -> None:
    task = send(session, cast, opened)
    undo.undo(session, task, cast.kari)
    trail = audit.trail(session, opened.id)
    assert Kind.TASK_COMPLETED in [event.kind for event in trail]
    last = trail[-1]
    assert (last.kind, last.actor_id) == (Kind.TASK_UNDONE, cast.kari.id)
    assert (last.body["task"], last.body["element"], last.body["withdrawn"]) == (task, "svar", 1)
    row = casefile.lock(session, opened.id)
    assert (row.audit_seq, bytes(row.audit_digest)) == (last.seq, bytes(last.digest))


def test_the_answers_stay_stored_but_are_no_longer_in_force(
    session: Session, cast: Cast, opened: Opened
) -> None:
    task = send(session, cast, opened)
    undo.undo(session, task, cast.kari)
    case = casefile.lock(session, opened.id)
    assert casefile.submissions(session, case) == []
    assert casefile.latest(session, case, ["svar"]) == {}
    [kept] = casefile.submissions(session, case, taken_back=True)
    assert (kept.answers, kept.taken_back_at) == ({"vei": "videre"}, NOW)


def test_what_was_taken_back_can_be_sent_again_and_taken_back_again(
    session: Session, cast: Cast, opened: Opened
) -> None:
    task = send(session, cast, opened)
    for vei in ("fase", "videre"):
        undo.undo(session, task, cast.kari)
        tasks.complete(session, task, cast.kari, {"vei": vei})
    case = casefile.lock(session, opened.id)
    assert [one.answers["vei"] for one in casefile.submissions(session, case)] == ["videre"]
    assert len(casefile.submissions(session, case, taken_back=True)) == 3
    assert set(open_tasks(session, opened.id)) == {"neste"}


def test_a_task_it_opened_is_withdrawn_and_whoever_looked_at_it_is_told_why(
    session: Session, cast: Cast, opened: Opened
) -> None:
    task = send(session, cast, opened)
    [following] = open_tasks(session, opened.id).values()
    undo.undo(session, task, cast.kari)
    with pytest.raises(TaskClosed) as error:
        tasks.complete(session, following, cast.randi, {})
    assert error.value.facts["status"] == TaskStatus.WITHDRAWN


def test_tasks_the_step_withdrew_are_open_again(
    session: Session, cast: Cast, opened: Opened
) -> None:
    send(session, cast, opened, vei="en")
    query = TASKS.select().where(TASKS.c.element == "hver", TASKS.c.status == TaskStatus.OPEN)
    first, second = session.execute(query).all()
    handover.claim(session, second.id, cast.kari)
    before = content(session, opened.id)
    tasks.complete(session, first.id, cast.kari, {})
    assert set(open_tasks(session, opened.id)) == {"neste"}
    undo.undo(session, first.id, cast.kari)
    assert content(session, opened.id) == before


def test_a_task_held_before_is_held_again_and_one_from_the_group_is_the_groups(
    session: Session, cast: Cast, opened: Opened
) -> None:
    handover.claim(session, open_tasks(session, opened.id)["svar"], cast.kari)
    task = send(session, cast, opened)
    undo.undo(session, task, cast.kari)
    found = taskfile.opened(session, task, cast.kari)
    assert (found.assignee_id, found.status, found.closed_by) == (cast.kari.id, "open", None)
    handover.release(session, task, cast.kari)
    tasks.complete(session, task, cast.kari, {"vei": "videre"})
    undo.undo(session, task, cast.kari)
    assert taskfile.opened(session, task, cast.kari).assignee_id is None


def test_a_warning_that_was_to_come_still_comes(
    session: Session, cast: Cast, opened: Opened
) -> None:
    before = {t.id: t.notice_at for t in _open(session, opened.id)}
    task = send(session, cast, opened)
    undo.undo(session, task, cast.kari)
    assert {t.id: t.notice_at for t in _open(session, opened.id)} == before
    assert before[task] is not None


def test_parts_the_answers_gave_are_taken_back_and_older_ones_stay(
    session: Session, cast: Cast, opened: Opened
) -> None:
    task = send(session, cast, opened, leder="avd")
    query = sa.select(PARTICIPANTS.c.part).where(PARTICIPANTS.c.case_id == opened.id)
    assert set(session.execute(query).scalars()) == {"reporter", "case_owner", "handler"}
    undo.undo(session, task, cast.kari)
    assert set(session.execute(query).scalars()) == {"reporter"}


def test_one_may_take_back_although_one_has_begun_on_the_next_step_oneself(
    session: Session, cast: Cast, parallel: Opened
) -> None:
    tasks.complete(session, open_tasks(session, parallel.id)["c"], cast.kari, ANSWERS)
    last = open_tasks(session, parallel.id)["d"]
    tasks.complete(session, last, cast.randi, ANSWERS)
    following = open_tasks(session, parallel.id)["e"]
    handover.claim(session, following, cast.randi)
    case = casefile.lock(session, parallel.id)
    drafts.save(session, case, following, cast.randi.id, [("tekst", "begynt")])
    undo.undo(session, last, cast.randi)
    assert set(open_tasks(session, parallel.id)) == {"d"}
    assert drafts.saved(session, case, following, cast.randi.id) is None


# messages


def sent(session: Session) -> list[str]:
    """Who gets the messages that may leave now."""
    told: list[str] = []
    while outbox.send_next(session, lambda message, person: told.append(person.key)):
        pass
    return told


@pytest.mark.parametrize(("vei", "told"), [("videre", ["randi"]), ("varsle", ["avd", "randi"])])
def test_messages_wait_for_the_half_minute_and_then_leave(
    session: Session, cast: Cast, opened: Opened, vei: str, told: list[str]
) -> None:
    send(session, cast, opened, vei=vei)
    later(29)
    assert sent(session) == []
    later(30)
    assert sorted(sent(session)) == told


@pytest.mark.parametrize("vei", ["videre", "varsle"])
def test_messages_of_what_is_taken_back_never_leave(
    session: Session, cast: Cast, opened: Opened, vei: str
) -> None:
    outbox.queue(session, [cast.mo.id], "mentioned")
    task = send(session, cast, opened, vei=vei)
    undo.undo(session, task, cast.kari)
    later(3600)
    assert sent(session) == ["mo"]


def test_nothing_waits_where_nothing_can_be_taken_back(
    session: Session, cast: Cast, opened: Opened
) -> None:
    send(session, cast, opened, vei="skjerm")
    task = open_tasks(session, opened.id)["skjerm"]
    tasks.complete(session, task, cast.stig, {})
    session.execute(sa.delete(Message))
    [following] = open_tasks(session, opened.id).values()
    handover.prioritize(session, following, cast.stig, 10)
    a_case(session, cast.kari, hva="Ny")
    assert outbox.waiting(session)[0] == 0


def test_what_somebody_has_been_told_cannot_be_taken_back(
    session: Session, cast: Cast, opened: Opened
) -> None:
    task = send(session, cast, opened)
    session.execute(sa.update(Message).values(sent_at=NOW))
    assert refused(session, task, cast) == undo.TOLD


# too late


def test_after_half_a_minute_it_is_too_late(session: Session, cast: Cast, opened: Opened) -> None:
    task = send(session, cast, opened)
    later(30)
    assert refused(session, task, cast) == undo.LATE


def test_a_case_that_has_moved_on_cannot_go_back(
    session: Session, cast: Cast, parallel: Opened
) -> None:
    both = open_tasks(session, parallel.id)
    tasks.complete(session, both["c"], cast.kari, ANSWERS)
    assert undo.until(session, both["c"], cast.kari) is not None
    tasks.complete(session, both["d"], cast.randi, ANSWERS)
    assert refused(session, both["c"], cast) == undo.FINAL
    undo.undo(session, both["d"], cast.randi)
    assert refused(session, both["c"], cast) == undo.FINAL


@pytest.mark.parametrize("vei", ["sak", "skjerm"])
def test_a_step_that_opened_another_case_or_shielded_this_one_is_final(
    session: Session, cast: Cast, opened: Opened, vei: str
) -> None:
    assert refused(session, send(session, cast, opened, vei=vei), cast) == undo.FINAL


def test_naming_somebody_who_is_shut_out_of_the_case_is_final(
    session: Session, cast: Cast, opened: Opened
) -> None:
    assert refused(session, send(session, cast, opened, ansatt="mo"), cast) == undo.FINAL


def test_a_closed_case_stays_closed_and_keeps_nothing_to_go_back_to(
    session: Session, cast: Cast
) -> None:
    publish_tiny(session, "runde")
    opened = a_case(session, cast.kari, "runde")
    [task] = open_tasks(session, opened.id).values()
    tasks.complete(session, task, cast.kari, {"tekst": "x", "alvor": 1, "igjen": False})
    assert refused(session, task, cast) == undo.FINAL
    kept = sa.select(CASES.c.undo).where(CASES.c.id == opened.id)
    assert session.execute(kept).scalar() is None


def test_answers_that_stopped_the_case_are_not_taken_back(session: Session, cast: Cast) -> None:
    publish_tiny(session, "stopp")
    opened = a_case(session, cast.kari, "stopp")
    [task] = open_tasks(session, opened.id).values()
    tasks.complete(session, task, cast.kari, {"vei": "en tredje"})
    assert refused(session, task, cast) == undo.FINAL


def _claims(session: Session, cast: Cast, task: str) -> None:
    handover.claim(session, task, cast.randi)


def _prioritizes(session: Session, cast: Cast, task: str) -> None:
    handover.prioritize(session, task, cast.randi, 40)


def _writes(session: Session, cast: Cast, task: str) -> None:
    case = taskfile.opened(session, task, cast.randi).case
    drafts.save(session, case, task, cast.randi.id, [("a", "b")])


def _comments(session: Session, cast: Cast, task: str) -> None:
    comments.add(session, taskfile.opened(session, task, cast.randi).case, cast.randi, "Ser", task)


@pytest.mark.parametrize("act", [_claims, _prioritizes, _writes, _comments])
def test_what_somebody_else_has_begun_on_stays(
    session: Session, cast: Cast, opened: Opened, act: Any
) -> None:
    task = send(session, cast, opened)
    act(session, cast, open_tasks(session, opened.id)["neste"])
    assert refused(session, task, cast) == undo.BEGUN


def test_looking_at_what_it_opened_is_not_to_begin(
    session: Session, cast: Cast, opened: Opened
) -> None:
    task = send(session, cast, opened)
    following = open_tasks(session, opened.id)["neste"]
    advance.note(session, opened.id, Kind.TASK_READ, cast.randi, task=following)
    undo.undo(session, task, cast.kari)


def test_only_whoever_sent_it_may_take_it_back(
    session: Session, cast: Cast, opened: Opened
) -> None:
    task = send(session, cast, opened)
    for other in (cast.randi, cast.ulla, cast.nora):
        assert undo.until(session, task, other) is None
        with pytest.raises(NotFound):
            undo.undo(session, task, other)


def test_what_is_taken_back_already_says_so(session: Session, cast: Cast, opened: Opened) -> None:
    task = send(session, cast, opened)
    undo.undo(session, task, cast.kari)
    assert refused(session, task, cast) == undo.OPEN


def test_a_step_sent_back_is_not_taken_back(session: Session, cast: Cast, parallel: Opened) -> None:
    publish_tiny(session, "w1")
    made = a_case(session, cast.kari, "w1")
    tasks.complete(session, open_tasks(session, made.id)["a"], cast.kari, ANSWERS)
    task = open_tasks(session, made.id)["b"]
    tasks.send_back(session, task, cast.randi, "a", "Hvem?")
    assert undo.until(session, task, cast.randi) is None


def test_of_two_at_once_one_wins_and_the_other_is_told(engine: sa.Engine) -> None:
    """Rektor takes the next step just as Kari takes hers back, each in a transaction of its own."""
    with database.transaction(engine) as session:
        cast = seat(session)
        publish_tiny(session)
        publish_bundle(session, _drawn().bundle({"svar": _FORM}))
        opened = a_case(session, cast.kari, "veier")
        task = send(session, cast, opened)
        following = open_tasks(session, opened.id)["neste"]
        kari, randi = cast.kari, cast.randi
    said: list[str] = []
    start = threading.Barrier(2)

    def run(name: str, work: Any) -> None:
        start.wait()
        try:
            with database.transaction(engine) as own:
                work(own)
            said.append(name)
        except (CannotUndo, TaskClosed) as error:
            said.append(type(error).__name__)

    threads = [
        threading.Thread(target=run, args=("undone", lambda s: undo.undo(s, task, kari))),
        threading.Thread(
            target=run, args=("done", lambda s: tasks.complete(s, following, randi, {}))
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(said) in (["TaskClosed", "undone"], ["CannotUndo", "done"])
    with database.reading(engine) as session:
        found = set(open_tasks(session, opened.id))
    assert found == ({"svar"} if "undone" in said else set())
