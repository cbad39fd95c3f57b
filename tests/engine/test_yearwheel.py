"""The year wheel: what is planned, what is started, and that each is started once."""

import threading
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import audit, casefile, clock, database, people, publishing, roster, yearwheel
from engine.audit import NO_CASE, Kind
from engine.casefile import CASES, PARTICIPANTS, TASKS, Part
from engine.errors import Conflict, NotAllowed
from engine.occasions import Occasion, OccasionStatus
from engine.people import SYSTEM
from engine.publishing import Origin
from tests.builders import tiny
from tests.conftest import POSTGRES, Transact
from tests.engine.wheelworld import (
    FIRST,
    SECOND,
    YEAR,
    days,
    first_planned,
    morning,
    open_school,
    use_years,
    write,
)

START = morning(2026, 8, 17)


@pytest.fixture
def school(engine: sa.Engine) -> sa.Engine:
    """Both processes are in use and planned two weeks before school begins."""
    use_years(FIRST)
    clock.freeze(morning(2026, 8, 3))
    write(engine, lambda s: open_school(s, "klasserunde", "skolemote"))
    write(engine, yearwheel.plan)
    return engine


def _sweep(transact: Transact) -> int:
    done = 0
    while transact(yearwheel.start_next):
        done += 1
    return done


def _cases(engine: sa.Engine) -> list[str]:
    with database.reading(engine) as session:
        return list(session.execute(sa.select(CASES.c.process).order_by(CASES.c.id)).scalars())


def _only(engine: sa.Engine, process: str) -> sa.Row[tuple[object, ...]]:
    with database.reading(engine) as session:
        return session.execute(sa.select(CASES).where(CASES.c.process == process)).one()


# planning


def test_each_class_gets_its_own_occasion_on_the_first_day_of_every_third_week(
    school: sa.Engine,
) -> None:
    with database.reading(school) as session:
        [sta, stb] = [g.id for g in roster.classes(session)]
        mine, others = (days(session, "klasserunde", groups=[g]) for g in (sta, stb))
    assert mine == others
    # Week 40 is the autumn holiday and does not count.
    assert [day for _, day, _ in mine][:4] == [
        *(date(2026, 8, 17), date(2026, 9, 7), date(2026, 10, 5), date(2026, 10, 26))
    ]
    assert {status for _, _, status in mine} == {"planned"}


def test_what_is_for_the_school_is_planned_once(school: sa.Engine) -> None:
    with database.reading(school) as session:
        assert days(session, "skolemote") == [
            (1, date(2026, 8, 17), "planned"),
            (2, date(2027, 2, 1), "planned"),
        ]


def test_planning_again_changes_nothing(school: sa.Engine) -> None:
    assert write(school, yearwheel.plan) == 0
    with database.reading(school) as session:
        assert yearwheel.changes(session) == []


def test_a_changed_calendar_moves_what_is_planned_and_nothing_that_was_started(
    school: sa.Engine, transact: Transact
) -> None:
    clock.freeze(START)
    _sweep(transact)
    holiday = {"from": "2026-09-07", "to": "2026-09-11"}
    use_years({**FIRST, "holidays": [*FIRST["holidays"], holiday]})
    write(school, yearwheel.plan)
    with database.reading(school) as session:
        [sta, _] = [g.id for g in roster.classes(session)]
        found = days(session, "klasserunde", groups=[sta])
    assert found[0] == (1, date(2026, 8, 17), "started")
    assert found[1] == (2, date(2026, 9, 14), "planned")


def test_a_calendar_with_fewer_weeks_drops_the_last_and_gets_them_back(school: sa.Engine) -> None:
    use_years({**FIRST, "last": "2027-05-28"})
    write(school, yearwheel.plan)
    with database.reading(school) as session:
        assert {status for *_, status in days(session, "klasserunde")[-2:]} == {"dropped"}
    use_years(FIRST)
    write(school, yearwheel.plan)
    with database.reading(school) as session:
        assert {status for *_, status in days(session, "klasserunde")} == {"planned"}


def test_a_new_drawing_moves_what_is_planned(school: sa.Engine) -> None:
    bundle = tiny("skolemote")
    later = bundle.files["skolemote.bpmn"].replace("2, 1))", "3, 1))")
    changed = type(bundle)("skolemote", {**bundle.files, "skolemote.bpmn": later})
    write(school, lambda s: publishing.publish(s, changed, Origin.SHIPPED, SYSTEM))
    write(school, yearwheel.plan)
    with database.reading(school) as session:
        assert days(session, "skolemote")[-1] == (2, date(2027, 3, 1), "planned")


def test_a_process_that_no_longer_starts_by_itself_drops_its_plans(school: sa.Engine) -> None:
    bundle = tiny("skolemote")
    text = bundle.files["skolemote.bpmn"]
    begin, end = text.index("<bpmn:timerEvent"), text.index("</bpmn:timerEventDefinition>")
    plain = text[:begin] + text[end + len("</bpmn:timerEventDefinition>") :]
    changed = type(bundle)("skolemote", {**bundle.files, "skolemote.bpmn": plain})
    write(school, lambda s: publishing.publish(s, changed, Origin.SHIPPED, SYSTEM))
    write(school, yearwheel.plan)
    with database.reading(school) as session:
        assert {status for *_, status in days(session, "skolemote")} == {"dropped"}


def test_a_class_that_comes_in_january_is_not_given_the_autumn(school: sa.Engine) -> None:
    clock.freeze(morning(2027, 1, 11))
    write(school, lambda s: roster.add_group(s, key="3STC"))
    write(school, yearwheel.plan)
    with database.reading(school) as session:
        group = roster.group(session, "3STC")
        assert group is not None
        found = days(session, "klasserunde", groups=[group.id])
    passed = [day for _, day, status in found if status == OccasionStatus.PASSED]
    assert passed
    assert max(passed) < date(2027, 1, 11)
    assert found[-1][2] == OccasionStatus.PLANNED


def test_a_class_that_is_gone_gets_nothing_more(school: sa.Engine) -> None:
    def close(session: Session) -> None:
        group = roster.group(session, "1STB")
        assert group is not None
        group.active = False
        session.flush()

    write(school, close)
    write(school, yearwheel.plan)
    with database.reading(school) as session:
        group = roster.group(session, "1STB")
        assert group is not None
        alone = {o.status for o in yearwheel.occasions(session, YEAR) if o.group_id == group.id}
    assert alone == {"dropped"}


def test_a_process_put_to_use_in_the_afternoon_still_begins_that_day(engine: sa.Engine) -> None:
    use_years(FIRST)
    clock.freeze(morning(2026, 8, 17, 14))
    write(engine, lambda s: open_school(s, "skolemote"))
    write(engine, yearwheel.plan)
    with database.reading(engine) as session:
        assert days(session, "skolemote")[0][2] == OccasionStatus.PLANNED


def test_the_next_year_is_planned_when_sixty_days_are_left(school: sa.Engine) -> None:
    use_years(FIRST, SECOND)
    clock.freeze(morning(2027, 6, 16))
    write(school, yearwheel.plan)
    with database.reading(school) as session:
        assert yearwheel.occasions(session, "2027/28") == []
        assert yearwheel.next_moment(session) is not None
    clock.freeze(morning(2027, 6, 17))
    write(school, yearwheel.plan)
    with database.reading(school) as session:
        coming = yearwheel.occasions(session, "2027/28", processes=["skolemote"])
    assert [o.planned_at.astimezone(clock.OSLO).date() for o in coming] == [
        *(date(2027, 8, 16), date(2028, 2, 1))
    ]


def test_without_a_known_school_year_nothing_is_planned(engine: sa.Engine) -> None:
    write(engine, lambda s: open_school(s, "klasserunde", "skolemote"))
    assert write(engine, yearwheel.plan) == 0


# starting


def test_nothing_starts_before_its_day(school: sa.Engine, transact: Transact) -> None:
    clock.freeze(START - timedelta(seconds=1))
    assert _sweep(transact) == 0


def test_everything_due_starts_once(school: sa.Engine, transact: Transact) -> None:
    clock.freeze(START)
    assert _sweep(transact) == 3
    assert _sweep(transact) == 0
    assert sorted(_cases(school)) == ["klasserunde", "klasserunde", "skolemote"]


def test_a_class_case_has_a_task_for_each_pupil_of_the_contact_teacher(
    school: sa.Engine, transact: Transact
) -> None:
    clock.freeze(START)
    _sweep(transact)
    with database.reading(school) as session:
        kari = people.by_keys(session, ["kari"])["kari"].id
        tasks = session.execute(
            sa.select(TASKS).where(TASKS.c.element == "plasser", TASKS.c.assignee_id == kari)
        ).all()
        assert len(tasks) == 2
        parts = session.execute(
            sa.select(PARTICIPANTS.c.part, PARTICIPANTS.c.person_id).where(
                PARTICIPANTS.c.case_id == tasks[0].case_id
            )
        ).all()
        keys = people.by_keys(session, ["kari", "mo", "avd"])
    assert {(part, person) for part, person in parts} == {
        (Part.HANDLER, keys["kari"].id),
        (Part.HANDLER, keys["mo"].id),
        (Part.CASE_OWNER, keys["avd"].id),
    }


def test_a_class_without_pupils_goes_on_to_what_comes_after(
    school: sa.Engine, transact: Transact
) -> None:
    clock.freeze(START)
    _sweep(transact)
    with database.reading(school) as session:
        group = roster.group(session, "1STB")
        assert group is not None
        [row] = [
            o
            for o in yearwheel.occasions(session, YEAR, status=["started"])
            if o.group_id == group.id
        ]
        assert row.case_id is not None
        tasks = session.execute(sa.select(TASKS.c.element).where(TASKS.c.case_id == row.case_id))
        assert list(tasks.scalars()) == ["fortell"]


def test_the_trail_says_that_the_wheel_started_it_and_which_occasion(
    school: sa.Engine, transact: Transact
) -> None:
    clock.freeze(START)
    _sweep(transact)
    case = _only(school, "skolemote")
    with database.reading(school) as session:
        opened = audit.trail(session, case.id)[0]
    assert (opened.kind, opened.actor_id, opened.body["by"]) == ("case_opened", 0, SYSTEM.key)
    assert (opened.body["year"], opened.body["occasion"]) == (YEAR, 1)


def test_the_second_time_of_the_year_knows_that_it_is_the_second(
    school: sa.Engine, transact: Transact
) -> None:
    clock.freeze(morning(2027, 2, 1))
    _sweep(transact)
    with database.reading(school) as session:
        holders = session.execute(
            sa.select(TASKS.c.assignee_id, TASKS.c.due_at)
            .where(TASKS.c.element == "mote")
            .order_by(sa.func.coalesce(TASKS.c.assignee_id, 0))
        ).all()
        first_of_staff = min(people.by_keys(session, ["ada", "kari", "randi"]))
        expected = people.by_keys(session, [first_of_staff])[first_of_staff].id
    assert [row.assignee_id for row in holders] == [None, expected]
    assert {row.due_at.astimezone(clock.OSLO).date() for row in holders} == {date(2026, 9, 16)}


def test_a_worker_that_is_killed_leaves_the_occasion_for_the_next(
    school: sa.Engine, transact: Transact
) -> None:
    clock.freeze(START)

    def killed(session: Session) -> bool:
        assert yearwheel.start_next(session)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transact(killed)
    assert _cases(school) == []
    assert _sweep(transact) == 3
    assert len(_cases(school)) == 3


@pytest.mark.skipif(not POSTGRES, reason="SQLite lets one worker at a time write")
def test_two_workers_at_once_start_each_once(school: sa.Engine, transact: Transact) -> None:
    clock.freeze(START)
    faults: list[BaseException] = []

    def work() -> None:
        try:
            write(school, yearwheel.plan)
            _sweep(transact)
        except BaseException as fault:
            faults.append(fault)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert faults == []
    assert sorted(_cases(school)) == ["klasserunde", "klasserunde", "skolemote"]


def test_a_start_that_fails_stops_nothing_else_and_is_tried_again(
    engine: sa.Engine, transact: Transact
) -> None:
    use_years(FIRST)
    clock.freeze(morning(2026, 8, 3))
    bundle = tiny("skolemote")
    text = bundle.files["skolemote.bpmn"].replace(
        'date(skolear.forste) + duration("P30D")', "skolear.navn"
    )
    assert "skolear.navn" in text
    broken = type(bundle)("skolemote", {**bundle.files, "skolemote.bpmn": text})

    def prepare(session: Session) -> None:
        open_school(session, "klasserunde")
        publishing.publish(session, broken, Origin.SHIPPED, SYSTEM)

    write(engine, prepare)
    write(engine, yearwheel.plan)
    clock.freeze(START)
    assert _sweep(transact) == 3
    assert _cases(engine) == ["klasserunde", "klasserunde"]
    clock.freeze(START + timedelta(minutes=6))
    assert _sweep(transact) == 1
    with database.reading(engine) as session:
        [row] = session.scalars(sa.select(Occasion).where(Occasion.tries > 0))
        assert (row.status, row.tries, row.fault) == ("planned", 2, "mote dueDate no_moment")
        assert row.due_at > clock.now()
        told = audit.trail(session, NO_CASE, kinds=[Kind.OCCASION_STOPPED])
    assert [event.body["process"] for event in told] == ["skolemote"]
    write(engine, lambda s: publishing.publish(s, tiny("skolemote"), Origin.SHIPPED, SYSTEM))
    clock.freeze(START + timedelta(hours=1))
    assert _sweep(transact) == 1
    assert "skolemote" in _cases(engine)


# what the leader of the school may do


def test_the_rektor_may_start_it_before_its_day(school: sa.Engine) -> None:
    clock.freeze(morning(2026, 8, 10))

    def start(session: Session) -> int:
        randi = people.actor(session, "randi")
        return yearwheel.start_now(session, first_planned(session, "skolemote").id, randi).id

    case_id = write(school, start)
    with database.reading(school) as session:
        opened = audit.trail(session, case_id)[0]
        randi = people.actor(session, "randi")
        assert (opened.actor_id, opened.body["occasion"]) == (randi.id, 1)
        assert casefile.parts(session, case_id) == []
        assert days(session, "skolemote")[0] == (1, date(2026, 8, 17), "started")


def test_what_is_started_cannot_be_started_again(school: sa.Engine, transact: Transact) -> None:
    clock.freeze(START)
    _sweep(transact)
    with database.transaction(school) as session:
        [row] = yearwheel.occasions(session, YEAR, processes=["skolemote"], status=["started"])
        with pytest.raises(Conflict):
            yearwheel.start_now(session, row.id, people.actor(session, "randi"))


def test_a_postponed_occasion_stays_where_it_was_put_and_the_trail_says_why(
    school: sa.Engine, transact: Transact
) -> None:
    until = morning(2026, 8, 24)

    def put_off(session: Session) -> None:
        number = first_planned(session, "skolemote").id
        randi = people.actor(session, "randi")
        yearwheel.postpone(session, number, until, "  Ombygging i første uke ", randi)

    write(school, put_off)
    use_years({**FIRST, "first": "2026-08-18"})
    write(school, yearwheel.plan)
    with database.reading(school) as session:
        assert days(session, "skolemote")[0] == (1, date(2026, 8, 24), "planned")
        [told] = audit.trail(session, NO_CASE, kinds=[Kind.OCCASION_POSTPONED])
    assert told.body["reason"] == "Ombygging i første uke"
    moved = [datetime.fromisoformat(told.body[name]) for name in ("due", "until")]
    assert moved == [START, until]
    clock.freeze(START)
    _sweep(transact)
    assert "skolemote" not in _cases(school)
    clock.freeze(until)
    _sweep(transact)
    assert "skolemote" in _cases(school)


def test_an_occasion_is_not_put_off_without_a_reason_or_into_the_past(school: sa.Engine) -> None:
    with database.transaction(school) as session:
        number = first_planned(session, "skolemote").id
        randi = people.actor(session, "randi")
        for until, reason in ((morning(2026, 9, 1), "  "), (morning(2026, 8, 1), "Ferie")):
            with pytest.raises(Conflict):
                yearwheel.postpone(session, number, until, reason, randi)


def test_nobody_but_the_rektor_may_start_or_postpone(school: sa.Engine) -> None:
    with database.transaction(school) as session:
        number = first_planned(session, "skolemote").id
        for key in ("kari", "avd", "ada", "stig"):
            actor = people.actor(session, key)
            with pytest.raises(NotAllowed):
                yearwheel.start_now(session, number, actor)
            with pytest.raises(NotAllowed):
                yearwheel.postpone(session, number, morning(2026, 9, 1), "Nei", actor)


def test_the_next_moment_is_the_first_planned_one(school: sa.Engine) -> None:
    with database.reading(school) as session:
        assert yearwheel.next_moment(session) == START


def test_one_sweep_plans_anew_and_starts_what_is_due(engine: sa.Engine, transact: Transact) -> None:
    use_years(FIRST)
    clock.freeze(START)
    write(engine, lambda s: open_school(s, "klasserunde", "skolemote"))
    assert yearwheel.sweep(transact) == 3
    assert yearwheel.sweep(transact) == 0
