"""The line that says what has come since the list was drawn."""

from dataclasses import dataclass

import pytest

from tests.builders import a_case
from tests.webapp.casework import plain
from tests.webapp.conftest import Act, Browser
from webapp import inboxnews


@dataclass
class Line:
    id: str


def _new(lines: str, shown: str) -> str:
    found = inboxnews.new_among([Line(one * 8) for one in lines], {one * 8 for one in shown})  # type: ignore[misc]  # only ids are read
    return "".join(line.id[0] for line in found)


@pytest.mark.parametrize(
    ("lines", "shown", "new"),
    [("abc", "abc", ""), ("abcd", "abc", "d"), ("dabc", "abc", "d"), ("ab", "", "ab")],
)
def test_what_was_not_on_the_page_is_new(lines: str, shown: str, new: str) -> None:
    assert _new(lines, shown) == new


def test_what_moved_up_from_the_next_page_is_not_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inboxnews, "PAGE", 3)
    assert _new("bcd", "abc") == ""
    assert _new("xbcd", "abc") == "x"


def test_new_tasks_are_counted_and_nothing_is_said_when_there_are_none(
    signed_in: Browser, act: Act
) -> None:
    kari = signed_in("kari")
    act(lambda session, cast: [a_case(session, cast.kari, "w1") for _ in range(2)])
    page = kari.get("/innboks?liste=gruppe").text
    rows = [part[:32] for part in page.split('<li class="hp-row" data-task="')[1:]]
    asked = f"/innboks/nye?liste=gruppe&vist={'.'.join(row[:8] for row in rows)}"
    assert kari.get(asked).status_code == 204
    act(lambda session, cast: a_case(session, cast.kari, "w1"))
    said = kari.get(asked).text
    assert "1 ny oppgave" in plain(said)
    assert 'href="/innboks?liste=gruppe"' in said
    assert kari.get("/innboks/nye?liste=mine").status_code == 204
