"""The year wheel in a calendar: what stands in it, who may fetch it, and how it is closed."""

import re
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from engine import audit, calendar, clock, roster, tokens, yearwheel
from engine.audit import NO_CASE, Kind
from engine.casefile import CASES
from engine.people import Person
from tests.builders import publish_tiny
from tests.cast import Cast
from tests.engine.wheelworld import FIRST, morning, use_years
from tests.webapp.conftest import Act, Browser, post
from tests.webapp.test_cases import page

HOW = "/arshjul/kalender"


@pytest.fixture
def wheel_school(act: Act) -> Act:
    """The wheel has begun: Kari's class and the school's meeting are started."""
    use_years(FIRST)

    def prepare(session: Session, cast: Cast) -> None:
        sta = roster.add_group(session, key="2STA")
        roster.add_group(session, key="1STB")
        roster.put(session, cast.kari.id, sta.id, "contact_teacher")
        for pupil in (cast.nora, cast.jonas):
            roster.put(session, pupil.id, sta.id, "pupil")
        publish_tiny(session, "klasserunde")
        publish_tiny(session, "skolemote")
        yearwheel.plan(session)

    act(prepare)
    first = morning(2026, 12, 7)
    assert clock.now() < first, "the tests stand before December"
    return act


def _address(browser: Browser, key: str) -> str:
    html = post(browser(key), HOW, HOW, {}).get_data(as_text=True)
    found = re.search(r'value="http://127.0.0.1:5000(/arshjul\.ics\?nokkel=[^"]+)"', html)
    assert found is not None
    return found[1]


def _events(app: Flask, address: str) -> dict[str, date]:
    answer = app.test_client().get(address)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    read = Calendar.from_ical(answer.get_data())
    assert (str(read["VERSION"]), str(read["METHOD"])) == ("2.0", "PUBLISH")
    found = {}
    for event in read.walk("VEVENT"):
        assert event["DTSTAMP"].dt.tzinfo is not None
        assert (event["DTEND"].dt - event["DTSTART"].dt).days == 1
        found[str(event["UID"])] = event["DTSTART"].dt
        assert not isinstance(event["DTSTART"].dt, datetime)
    assert len(found) == len(read.walk("VEVENT")), "every event has an identity of its own"
    return found


@pytest.fixture(autouse=True)
def _autumn() -> None:
    clock.freeze(morning(2026, 11, 23, 9))


def test_a_calendar_reads_ones_own_school_year(
    app: Flask, wheel_school: Act, signed_in: Browser
) -> None:
    events = _events(app, _address(signed_in, "kari"))
    assert events["klasserunde-2026-27-1@handlingsplan"] == date(2026, 8, 17)
    assert not any(uid.startswith("skolemote") for uid in events)
    randi = _events(app, _address(signed_in, "randi"))
    assert randi["skolemote-2026-27-2@handlingsplan"] == date(2027, 2, 1)


def test_ones_own_deadlines_stand_there_once_a_day_without_names(
    app: Flask, wheel_school: Act, signed_in: Browser
) -> None:
    clock.freeze(morning(2026, 12, 7))

    def begin(session: Session, _cast: Cast) -> None:
        while yearwheel.start_next(session):
            pass

    wheel_school(begin)
    address = _address(signed_in, "kari")
    text = app.test_client().get(address).get_data(as_text=True)
    assert text.count("Frist: Gi eleven ny plass") == 1
    code = wheel_school(lambda s, _: s.execute(sa.select(CASES.c.code)).scalars().first())
    for secret in ("nora", "Nora", "2STA", "/saker/", str(code)):
        assert secret not in text


def test_the_calendar_is_in_the_persons_own_written_form(
    app: Flask, wheel_school: Act, signed_in: Browser
) -> None:
    def prefers(session: Session, cast: Cast) -> None:
        session.execute(sa.update(Person).where(Person.id == cast.kari.id).values(language="nn"))

    wheel_school(prefers)
    assert _events(app, _address(signed_in, "kari"))


def test_an_address_nobody_has_made_opens_nothing(app: Flask, wheel_school: Act) -> None:
    client = app.test_client()
    for address in ("/arshjul.ics", "/arshjul.ics?nokkel=x", f"/arshjul.ics?nokkel={'a' * 500}"):
        assert client.get(address).status_code == 404


def test_a_new_address_closes_the_one_before_and_closing_closes_it_for_good(
    app: Flask, wheel_school: Act, signed_in: Browser
) -> None:
    first = _address(signed_in, "kari")
    second = _address(signed_in, "kari")
    client = app.test_client()
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    kari = signed_in("kari")
    assert post(kari, HOW, f"{HOW}/steng", {}).status_code == 303
    assert client.get(second).status_code == 404
    kinds = wheel_school(
        lambda session, _: [
            e.kind
            for e in audit.trail(session, NO_CASE)
            if e.kind in (Kind.CALENDAR_OPENED, Kind.CALENDAR_CLOSED)
        ]
    )
    assert kinds == [Kind.CALENDAR_OPENED, Kind.CALENDAR_OPENED, Kind.CALENDAR_CLOSED]


def test_the_address_is_shown_once(wheel_school: Act, signed_in: Browser) -> None:
    secret = _address(signed_in, "kari").rpartition("=")[2]
    assert secret not in page(signed_in("kari"), HOW)


def test_the_address_ends_with_the_persons_work_at_the_school(
    app: Flask, wheel_school: Act, signed_in: Browser
) -> None:
    address = _address(signed_in, "kari")

    def leave(session: Session, cast: Cast) -> None:
        session.execute(sa.update(Person).where(Person.id == cast.kari.id).values(active=False))

    wheel_school(leave)
    assert app.test_client().get(address).status_code == 404


def test_nobody_but_those_at_the_school_can_have_one(
    app: Flask, wheel_school: Act, signed_in: Browser
) -> None:
    assert signed_in("nora").get(HOW).status_code == 404
    secret = wheel_school(lambda s, cast: tokens.issue_calendar_key(s, cast.nora.id))
    assert app.test_client().get(f"/arshjul.ics?nokkel={secret}").status_code == 404
    assert calendar.current().years
