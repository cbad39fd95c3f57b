from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, handover, inbox, people, tasks
from engine.casefile import TASKS
from engine.inbox import MOST_COUNTED, Box, Filter
from tests.builders import a_case, a_task, open_tasks, publish_tiny
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _published(session: Session, cast: Cast) -> None:
    publish_tiny(session)
    publish_tiny(session, "w1")


def _ids(session: Session, actor: people.Actor, box: Box, **narrow: object) -> list[str]:
    found = inbox.page(session, actor, box, Filter(**narrow))  # type: ignore[arg-type]  # test's own words
    return [line.id for line in found.lines]


def test_a_group_finds_its_tasks_and_a_taken_one_moves_to_its_holder(
    session: Session, cast: Cast
) -> None:
    task = a_task(session, cast.kari, hva="x")
    assert _ids(session, cast.randi, Box.GROUP) == [task]
    handover.claim(session, task, cast.randi)
    assert _ids(session, cast.randi, Box.GROUP) == []
    assert _ids(session, cast.randi, Box.MINE) == [task]
    assert _ids(session, cast.randi, Box.OPEN) == [task]
    for nobody in (cast.ulla, cast.ada, cast.nora, cast.stig):
        assert all(_ids(session, nobody, box) == [] for box in Box)


def test_the_most_urgent_stands_first_and_pages_follow_on_without_gap_or_repeat(
    session: Session, cast: Cast
) -> None:
    made = [a_task(session, cast.kari, hva=str(n)) for n in range(23)]
    for n, task in enumerate(made):
        due = clock.now() + timedelta(hours=(n * 7) % 23 // 2)
        session.execute(sa.update(TASKS).where(TASKS.c.id == task).values(due_at=due, sort_at=due))
    seen: list[inbox.TaskLine] = []
    after = None
    while True:
        page = inbox.page(session, cast.randi, Box.OPEN, after=after, limit=5)
        seen += page.lines
        after = page.after
        if after is None:
            break
    assert sorted(line.id for line in seen) == sorted(made)
    assert [line.sort_at for line in seen] == sorted(line.sort_at for line in seen)


def test_what_is_done_is_listed_latest_first(session: Session, cast: Cast) -> None:
    first, second = (a_task(session, cast.kari, hva=str(n)) for n in range(2))
    for minutes, task in ((1, first), (2, second)):
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            tasks.complete(session, task, cast.randi, {"alvorlig": False})
    page = inbox.page(session, cast.randi, Box.DONE, limit=1)
    assert [line.id for line in page.lines] == [second]
    rest = inbox.page(session, cast.randi, Box.DONE, after=page.after, limit=1)
    assert [line.id for line in rest.lines] == [first]


def test_a_case_one_has_worked_on_shows_who_it_waits_for(session: Session, cast: Cast) -> None:
    opened = a_case(session, cast.kari, "w1")
    tasks.complete(
        session, open_tasks(session, opened.id)["a"], cast.kari, {"tekst": "x", "alvor": 3}
    )
    [line] = inbox.page(session, cast.kari, Box.WAITING).lines
    assert (line.element, line.candidate_group) == ("b", "rektor")


def test_a_list_is_narrowed_by_words_code_deadline_and_priority(
    session: Session, cast: Cast
) -> None:
    task = a_task(session, cast.kari, hva="x")
    other = a_case(session, cast.kari, hva="y")
    assert len(_ids(session, cast.randi, Box.GROUP, search="vurder")) == 2
    assert _ids(session, cast.randi, Box.GROUP, search="100%") == []
    assert len(_ids(session, cast.randi, Box.GROUP, search=other.code[:6])) == 1
    assert _ids(session, cast.randi, Box.GROUP, due_before=clock.now()) == []
    handover.prioritize(session, task, cast.randi, 90)
    assert _ids(session, cast.randi, Box.GROUP, priority=81) == [task]


def test_a_task_put_off_is_out_of_sight_until_its_day(session: Session, cast: Cast) -> None:
    task = a_task(session, cast.kari, hva="x")
    handover.snooze(session, task, cast.randi, clock.now() + timedelta(days=2))
    assert _ids(session, cast.randi, Box.GROUP) == []
    assert _ids(session, cast.randi, Box.GROUP, put_off=True) == [task]
    with clock.at(clock.now() + timedelta(days=2, minutes=1)):
        assert _ids(session, cast.randi, Box.GROUP) == [task]


def test_counts_stop_at_a_hundred(session: Session, cast: Cast) -> None:
    for n in range(3):
        a_task(session, cast.kari, hva=str(n))
    assert inbox.counts(session, cast.randi)[Box.GROUP] == 3
    row = session.execute(sa.select(TASKS)).mappings().first()
    assert row is not None
    copies = [{**row, "id": f"{n:032x}"} for n in range(MOST_COUNTED + 20)]
    session.execute(TASKS.insert(), copies)
    assert inbox.counts(session, cast.randi)[Box.GROUP] == MOST_COUNTED


def test_the_accused_is_not_even_counted(session: Session, cast: Cast) -> None:
    a_task(session, cast.kari, hva="x", ansatt="randi")
    assert inbox.counts(session, cast.randi)[Box.GROUP] == 0
    assert _ids(session, cast.randi, Box.OPEN) == []
