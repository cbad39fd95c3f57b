"""The page of the year wheel: what starts when, how it stands, and what the rektor may do."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import audit, calendar, clock, publishing, roster, yearwheel
from engine.audit import NO_CASE, Kind
from engine.calendar import SchoolCalendar
from engine.casefile import CASES, TASKS
from engine.people import SYSTEM
from engine.publishing import Origin
from tests.builders import publish_tiny, tiny
from tests.cast import Cast
from tests.engine.wheelworld import FIRST, SECOND, YEAR, first_planned, morning, use_years
from tests.webapp.casework import plain
from tests.webapp.conftest import Act, Browser, post
from tests.webapp.test_cases import page

DAY = "/arshjul/2026-27/skolemote/1"
ROUND = "/arshjul/2026-27/klasserunde/1"


@pytest.fixture
def august() -> None:
    """Two weeks are left before school begins."""
    clock.freeze(morning(2026, 8, 3))


@pytest.fixture
def wheel_school(august: None, act: Act) -> Act:
    """One flow for each class and one for the school are planned."""
    use_years(FIRST, SECOND)

    def prepare(session: Session, cast: Cast) -> None:
        sta = roster.add_group(session, key="2STA")
        roster.add_group(session, key="1STB")
        roster.put(session, cast.kari.id, sta.id, "contact_teacher")
        roster.put(session, cast.nora.id, sta.id, "pupil")
        publish_tiny(session, "klasserunde")
        publish_tiny(session, "skolemote")
        yearwheel.plan(session)

    act(prepare)
    return act


def _begin(act: Act) -> None:
    """School begins, and everything of the first day has started."""
    clock.freeze(morning(2026, 8, 17))

    def start(session: Session, _cast: Cast) -> None:
        while yearwheel.start_next(session):
            pass

    act(start)


def _marks(html: str) -> list[tuple[str, str]]:
    """(state, name) of every mark in the wheel."""
    found = re.findall(r'<a [^>]*class="hp-wheel__mark"[^>]*>', html)
    read = (
        (re.search(r'data-state="(\w+)"', one), re.search(r'aria-label="([^"]*)"', one))
        for one in found
    )
    return [(state[1], name[1]) for state, name in read if state and name]


def test_the_wheel_and_the_list_say_the_same(wheel_school: Act, signed_in: Browser) -> None:
    html = page(signed_in("kari"), "/arshjul")
    marks = _marks(html)
    assert ("planned", "Møte om skolemiljøet, 17. august: Kommer") in marks
    assert ("planned", "Nye plasser i klassen, 7. september (2 klasser): Kommer") in marks
    said = plain(html)
    for month in ("August 2026", "Oktober 2026", "Juni 2027"):
        assert month in said
    addresses = set(re.findall(r'href="(/arshjul/2026-27/[^"]+/\d+)"', html))
    assert DAY in addresses
    assert len(addresses) == 2 + 14


def test_a_mark_changes_its_state_as_the_work_goes_on(
    wheel_school: Act, signed_in: Browser
) -> None:
    _begin(wheel_school)
    kari = signed_in("kari")
    name = "Møte om skolemiljøet, 17. august"
    assert ("open", f"{name}: I gang") in _marks(page(kari, "/arshjul"))
    clock.freeze(morning(2026, 8, 17) + timedelta(days=31))
    kari = signed_in("kari")
    assert ("late", f"{name}: Over fristen") in _marks(page(kari, "/arshjul"))

    def finish(session: Session, _cast: Cast) -> None:
        session.execute(sa.update(TASKS).values(status="done"))
        session.execute(sa.update(CASES).values(status="closed"))

    wheel_school(finish)
    assert ("done", f"{name}: Gjort") in _marks(page(kari, "/arshjul"))


def test_several_classes_are_told_with_numbers(wheel_school: Act, signed_in: Browser) -> None:
    _begin(wheel_school)

    def finish_one(session: Session, _cast: Cast) -> None:
        first = sa.select(sa.func.min(CASES.c.id)).where(CASES.c.process == "klasserunde")
        one = session.execute(first).scalar_one()
        session.execute(sa.update(TASKS).where(TASKS.c.case_id == one).values(status="done"))
        session.execute(sa.update(CASES).where(CASES.c.id == one).values(status="closed"))

    wheel_school(finish_one)
    said = plain(page(signed_in("kari"), "/arshjul"))
    assert "1 av 2 ferdige" in said


def test_this_month_stands_by_itself(wheel_school: Act, signed_in: Browser) -> None:
    html = page(signed_in("kari"), "/arshjul")
    [now] = re.findall(r'<section[^>]*aria-labelledby="na".*?</section>', html, re.DOTALL)
    assert "17. aug." in plain(now)
    assert "7. sep." not in plain(now)


def test_ones_own_year_holds_ones_own_roles_and_classes(
    wheel_school: Act, signed_in: Browser
) -> None:
    mine = page(signed_in("kari"), "/arshjul?hvem=meg")
    assert "Nye plasser i klassen" in mine
    assert "Møte om skolemiljøet" not in mine
    assert {name for _, name in _marks(mine) if "(1 klasse)" in name} == {
        name for _, name in _marks(mine)
    }
    role = page(signed_in("kari"), "/arshjul?hvem=rektor")
    assert "Møte om skolemiljøet" in role
    assert "Nye plasser" not in role
    assert "Ingenting er planlagt her" in page(signed_in("ulla"), "/arshjul?hvem=meg")


def test_what_is_late_and_what_is_missing_is_told_by_the_rows_of_the_plan(
    wheel_school: Act, signed_in: Browser
) -> None:
    _begin(wheel_school)
    clock.freeze(morning(2026, 9, 1))
    html = page(signed_in("kari"), "/arshjul")
    [late] = re.findall(r'<li data-state="late">.*?</li>', html, re.DOTALL)[:1]
    assert 'href="/plan#F4"' in late
    assert "1 oppgave over fristen" in plain(late)


def test_the_years_before_and_after_can_be_seen(wheel_school: Act, signed_in: Browser) -> None:
    kari = signed_in("kari")
    assert 'href="/arshjul/2027-28"' in page(kari, "/arshjul")
    coming = page(kari, "/arshjul/2027-28")
    assert "Ingenting er planlagt her" in coming
    assert 'href="/arshjul/2026-27"' in coming
    assert kari.get("/arshjul/2031-32").status_code == 404


def test_the_wheel_is_for_those_who_work_at_the_school(
    wheel_school: Act, signed_in: Browser
) -> None:
    for key in ("nora", "grete"):
        for address in ("/arshjul", DAY, "/arshjul/kalender"):
            assert signed_in(key).get(address).status_code == 404
    assert signed_in("").get("/arshjul").status_code in (302, 303, 401)


def test_without_a_known_school_year_there_is_no_wheel(act: Act, signed_in: Browser) -> None:
    calendar.use(SchoolCalendar())
    assert signed_in("kari").get("/arshjul").status_code == 404


# one time


def test_a_time_tells_every_class_and_links_only_to_cases_one_may_read(
    wheel_school: Act, signed_in: Browser
) -> None:
    _begin(wheel_school)
    kari, ulla = page(signed_in("kari"), ROUND), page(signed_in("ulla"), ROUND)
    assert "2STA" in kari
    assert "1STB" in kari
    assert len(re.findall(r'href="/saker/', kari)) == 1
    assert re.findall(r'href="/saker/', ulla) == []


def test_only_the_rektor_is_offered_to_start_and_postpone(
    wheel_school: Act, signed_in: Browser
) -> None:
    assert "/start" in page(signed_in("randi"), DAY)
    for key in ("kari", "avd", "ada", "stig"):
        html = page(signed_in(key), DAY)
        assert f'action="{DAY}/start"' not in html
        assert f'action="{DAY}/utsett"' not in html


def test_the_rektor_starts_one_class_before_its_day(wheel_school: Act, signed_in: Browser) -> None:
    def of_class(session: Session, _cast: Cast) -> int:
        group = roster.group(session, "2STA")
        assert group is not None
        [one] = [
            o
            for o in yearwheel.occasions(session, YEAR, processes=["klasserunde"])
            if (o.group_id, o.number) == (group.id, 1)
        ]
        return one.id

    number = wheel_school(of_class)
    answer = post(signed_in("randi"), ROUND, f"{ROUND}/start", {"gang": str(number)})
    assert answer.status_code == 303
    said = plain(page(signed_in("randi"), ROUND))
    assert "I gang" in said
    assert "Kommer" in said


def test_the_rektor_postpones_with_a_reason(wheel_school: Act, signed_in: Browser) -> None:
    randi = signed_in("randi")
    typed: dict[str, object] = {"dato": "2026-08-24", "hvorfor": "Ombygging"}
    assert post(randi, DAY, f"{DAY}/utsett", typed).status_code == 303
    said = plain(page(randi, DAY))
    assert "24. aug. utsatt" in said
    events = wheel_school(
        lambda session, _: audit.trail(session, NO_CASE, kinds=[Kind.OCCASION_POSTPONED])
    )
    assert isinstance(events, list)
    assert events[0].body["reason"] == "Ombygging"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"dato": "2026-08-24", "hvorfor": " "}, "Skriv hvorfor"),
        ({"dato": "2026-07-01", "hvorfor": "Ferie"}, "Velg en dag"),
        ({"dato": "snart", "hvorfor": "Ferie"}, "Velg en dag"),
    ],
)
def test_postponing_without_a_day_or_a_reason_comes_back_with_what_was_written(
    wheel_school: Act, signed_in: Browser, typed: dict[str, object], said: str
) -> None:
    answer = post(signed_in("randi"), DAY, f"{DAY}/utsett", typed)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in html
    assert str(typed["hvorfor"]).strip() in html


def test_nobody_else_starts_or_postpones_by_writing_the_address(
    wheel_school: Act, signed_in: Browser
) -> None:
    for key in ("kari", "ada"):
        for verb in ("start", "utsett"):
            typed: dict[str, object] = {"dato": "2026-09-01", "hvorfor": "x"}
            answer = post(signed_in(key), "/daglig-epost", f"{DAY}/{verb}", typed)
            assert answer.status_code in (403, 404)

    def untouched(session: Session, _cast: Cast) -> None:
        assert first_planned(session, "skolemote").planned_at == morning(2026, 8, 17)

    wheel_school(untouched)


# around it


def test_the_page_of_a_flow_says_when_it_starts_by_itself(
    wheel_school: Act, signed_in: Browser
) -> None:
    said = plain(page(signed_in("kari"), "/flyter/klasserunde"))
    assert "Starter av seg selv: Hver tredje skoleuke, én sak for hver klasse." in said
    assert "Neste gang: 17. aug." in said


def test_what_could_not_be_started_is_told_at_operations(
    wheel_school: Act, signed_in: Browser
) -> None:
    def fail(session: Session, _cast: Cast) -> None:
        row = first_planned(session, "skolemote")
        row.tries, row.fault = 2, "mote dueDate no_moment"

    wheel_school(fail)
    said = plain(page(signed_in("dag"), "/drift"))
    assert "Kom ikke i gang på dagen sin" in said
    assert "mote dueDate no_moment" in said
    assert "Kom ikke i gang" in plain(page(signed_in("kari"), "/arshjul"))


def test_a_flow_of_every_week_is_gathered_month_by_month(
    wheel_school: Act, signed_in: Browser
) -> None:
    def every_week(session: Session, _cast: Cast) -> None:
        bundle = tiny("klasserunde")
        text = bundle.files["klasserunde.bpmn"].replace("skoleuker(3)", "skoleuker(1)")
        often = type(bundle)("klasserunde", {**bundle.files, "klasserunde.bpmn": text})
        publishing.publish(session, often, Origin.SHIPPED, SYSTEM)
        yearwheel.plan(session)

    wheel_school(every_week)
    html = page(signed_in("kari"), "/arshjul")
    names = [name for _, name in _marks(html) if name.startswith("Nye plasser")]
    assert len(names) == 11
    assert names[0] == "Nye plasser i klassen, august: Kommer"
