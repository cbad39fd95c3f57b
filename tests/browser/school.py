"""The demo school served to real browsers, and what people do on its pages, as verbs.

A window belongs to one person, who signs in by the page's own button. Forms are filled in question
by question, as they come to be asked; nobody waits for the page to be drawn again.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from engine import cases, clock, database, deadlines, people, yearwheel
from tests.browser.conftest import NewContext, Serve
from tests.builders import publish_shipped
from tests.processes.answers import answers
from webapp import demo

#: Milliseconds a page may take, also on a busy machine, before something must be wrong.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
ROOT = Path(__file__).parent.parent.parent
#: How a person is written where a form asks for one, by key.
NAMES = {
    person["key"]: f"{person['name']} ({person['unit']})" if person["unit"] else person["name"]
    for person in json.loads((ROOT / "processes" / "demo.json").read_text("utf-8"))["people"]
}


class School:
    """The served school, and the windows its people have open."""

    def __init__(self, engine: sa.Engine, address: str, new_context: NewContext) -> None:
        self.engine, self.address, self.new_context = engine, address, new_context
        self._windows: dict[str, Window] = {}

    def window(self, key: str = "", **looks: Any) -> "Window":
        """A new browser window, signed in as somebody; "" is somebody nobody knows."""
        # Narrow enough for a task to have a page of its own; the pane is test_inbox_pane.py's.
        looks = {"viewport": {"width": 1100, "height": 800}, **looks}
        page = self.new_context(base_url=self.address, **looks).new_page()
        page.set_default_timeout(PATIENCE)
        made = Window(page, key)
        if key:
            made.enter()
        return made

    def who(self, key: str) -> "Window":
        """The person's own window, signed in again if the session is over."""
        if key not in self._windows:
            self._windows[key] = self.window(key)
        found = self._windows[key]
        found.page.goto("/innboks")
        if found.page.url.endswith("/logg-inn") or "/logg-inn?" in found.page.url:
            found.enter()
        return found

    def who_fills(self, key: str, given: dict[str, Any]) -> "Window":
        """The form on the person's page is filled in."""
        return self._windows[key].fills(given)

    def reported(self, by: str = "kontaktlarer") -> str:
        """The code of a report that has been sent, by the engine's own verb."""
        today = clock.oslo(clock.now()).date()
        with database.transaction(self.engine) as session:
            actor = people.actor(session, by)
            given = answers("melding", "melding", today)
            return cases.open_case(session, "melding", actor, given).code

    def plans_the_year(self) -> None:
        """What the calendar starts is planned, as the worker does every night."""
        with database.transaction(self.engine) as session:
            yearwheel.plan(session)

    def sweep(self) -> None:
        """What is due by the clock has happened."""

        def transact(step: Callable[[Session], bool]) -> bool:
            with database.transaction(self.engine) as session:
                return step(session)

        deadlines.sweep(transact)

    def until(self, moment: Any) -> None:
        """It is that moment, and what was due by then has happened."""
        clock.freeze(moment)
        self.sweep()


class Window:
    """One person at one page."""

    def __init__(self, page: Page, key: str) -> None:
        self.page, self.key = page, key

    def enter(self) -> None:
        """Signed in by the button with one's own name."""
        if "/logg-inn" not in self.page.url:
            self.page.goto("/logg-inn")
        self.page.locator(f"button[name=person][value={self.key}]").click()
        self.page.wait_for_url(re.compile(r"/(innboks|min-sak|oppgaver|saker|meld|drift|flyter)"))

    def opens(self, step: str) -> "Window":
        """The page of the task with this name, found in the lists where it stands."""
        self.page.goto("/")
        # A number tells several of the same step apart.
        link = self.page.locator(".hp-row__link", has_text=step).first
        if not link.count():
            self.page.get_by_role("link", name="Min gruppe").click()
        link.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(step)
        return self

    def fills(self, given: dict[str, Any], at: str = "") -> "Window":
        """Every question answered; a list of objects is filled in row by row."""
        for name, value in given.items():
            put(self.page, at + name, value)
        return self

    def sends(self) -> "Window":
        """The form is sent and the receipt is there."""
        self.send().page.wait_for_url(re.compile(r"/sendt$|/kvittering"))
        return self

    def send(self) -> "Window":
        self.page.get_by_role("button", name="Send", exact=True).click()
        return self

    def does(self, step: str, given: dict[str, Any]) -> "Window":
        """The task is found, filled in and sent."""
        return self.opens(step).fills(given).sends()

    def sees_case(self, code: str, tab: str = "") -> "Window":
        self.page.goto(f"/saker/{code}{tab}")
        return self


def put(page: Page, name: str, value: Any) -> None:
    """One question answered, whatever control it is asked with."""
    if isinstance(value, list):
        _put_many(page, name, value)
        return
    text = {True: "true", False: "false"}.get(value, str(value))
    field = page.locator(f"#skjema [name='{name}']:not([type=hidden])").first
    field.wait_for()
    kind = field.get_attribute("type")
    tag = field.evaluate("e => e.tagName")
    if kind == "radio":
        page.locator(f"#skjema [name='{name}'][value='{text}']").check()
    elif kind == "checkbox":
        field.set_checked(bool(value))
    elif tag == "SELECT":
        field.select_option(text)
    elif field.get_attribute("list") is not None:
        field.fill(NAMES[text])
    else:
        field.fill(text)


def _put_many(page: Page, name: str, value: list[Any]) -> None:
    boxes = page.locator(f"#skjema input[type=checkbox][name='{name}']")
    more = page.locator(f"#skjema button[value='add:{name}']")
    boxes.or_(more).first.wait_for()
    if boxes.count():
        for one in value:
            page.locator(f"#skjema input[name='{name}'][value='{one}']").check()
        return
    for number, one in enumerate(value):
        row = page.locator(f"#skjema [id='f-{name}-{number}']")
        if not row.count():
            more.click()
            row.wait_for()
        if isinstance(one, dict):
            for key, inner in one.items():
                put(page, f"{name}-{number}-{key}", inner)
        else:
            put(page, f"{name}-{number}", one)


def fits(page: Page) -> bool:
    """Whether nothing sticks out to the side."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(wide)) <= 0


@pytest.fixture
def demo_school(app: Flask, engine: sa.Engine, serve: Serve, new_context: NewContext) -> School:
    """Everybody at the demo school, the delivered processes, and no cases yet."""
    with database.transaction(engine) as session:
        publish_shipped(session)
        demo.seat(session)
    return School(engine, serve(app), new_context)


@pytest.fixture
def busy_school(app: Flask, engine: sa.Engine, serve: Serve, new_context: NewContext) -> School:
    """The demo school as `make run` shows it, in the middle of its cases."""
    with database.transaction(engine) as session:
        publish_shipped(session)
    demo.seed(engine)
    return School(engine, serve(app), new_context)
