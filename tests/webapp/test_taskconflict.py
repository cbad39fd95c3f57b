"""Two people, or two windows, on one task: one wins, and nobody loses a word."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engine import handover, people, tasks
from engine.cases import Opened
from tests.cast import Cast
from tests.webapp.casework import plain, reported
from tests.webapp.conftest import Act, Browser, csrf_of
from tests.webapp.test_tasks import draft_of, row_of, task_of
from webapp import taskconflict

TYPED = {"alvorlig": "true", "grunn": "Det jeg rakk å skrive"}


@pytest.fixture
def task(act: Act, school: sa.Engine) -> str:
    """A task that both Randi and Anne may take."""

    def made(session: Session, cast: Cast) -> Opened:
        people.grant(session, cast.avd.id, "rektor")
        return reported(session, cast)

    opened = act(made)
    assert isinstance(opened, Opened)
    return task_of(school, opened)


def _form(client: FlaskClient, task: str) -> dict[str, str]:
    """The hidden fields of the task's form as it is opened now."""
    html = client.get(f"/oppgaver/{task}").get_data(as_text=True)
    seen = re.search(r'name="_version" value="(\d+)"', html)
    assert seen is not None
    return {"csrf_token": csrf_of(html), "_version": seen[1], "_action": "send"}


Meanwhile = Callable[[Session, Cast, str], object]
WAYS: dict[str, tuple[Meanwhile, str]] = {
    "taken": (lambda s, c, t: handover.claim(s, t, c.avd), "Anne Avdeling har oppgaven nå."),
    "done": (
        lambda s, c, t: tasks.complete(s, t, c.avd, {"alvorlig": False}),
        "Anne Avdeling gjorde den ferdig",
    ),
    "changed": (lambda s, c, t: handover.prioritize(s, t, c.avd, 90), "Noen har endret frist"),
}


@pytest.mark.parametrize("way", WAYS)
def test_whoever_is_second_is_told_what_happened_and_keeps_what_they_typed(
    signed_in: Browser, act: Act, school: sa.Engine, task: str, way: str
) -> None:
    randi = signed_in("randi")
    form = _form(randi, task)
    change, says = WAYS[way]
    act(lambda session, cast: change(session, cast, task))
    before = tuple(row_of(school, task))
    answer = randi.post(f"/oppgaver/{task}/fullforing", data=form | TYPED)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert says in plain(html)
    assert (
        "Det jeg rakk å skrive"
        in re.findall(r"<textarea[^>]*readonly>(.*?)</textarea>", html, re.S)[0]
    )
    assert "Begrunnelse" in plain(html)
    assert tuple(row_of(school, task)) == before


def test_one_who_was_overtaken_by_a_change_goes_on_with_what_they_typed(
    signed_in: Browser, act: Act, school: sa.Engine, task: str
) -> None:
    randi = signed_in("randi")
    form = _form(randi, task)
    act(lambda session, cast: handover.prioritize(session, task, cast.avd, 90))
    html = randi.post(f"/oppgaver/{task}/fullforing", data=form | TYPED).get_data(as_text=True)
    kept = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', html))
    onward = randi.post(f"/oppgaver/{task}/utkast", data=kept)
    assert (onward.status_code, onward.location) == (303, f"/oppgaver/{task}")
    assert "Det jeg rakk å skrive" in randi.get(onward.location).get_data(as_text=True)
    assert ("alvorlig", "true") in (draft_of(school, task, "randi") or [])
    assert (
        randi.post(f"/oppgaver/{task}/fullforing", data=_form(randi, task) | TYPED).status_code
        == 303
    )


def test_a_half_drawn_page_is_left_alone_when_somebody_took_the_task(
    signed_in: Browser, act: Act, task: str
) -> None:
    randi = signed_in("randi")
    form = _form(randi, task) | TYPED | {"_action": "refresh"}
    act(lambda session, cast: handover.claim(session, task, cast.avd))
    quick = {"HX-Request": "true"}
    assert randi.post(f"/oppgaver/{task}/fullforing", data=form, headers=quick).status_code == 204
    saved = randi.post(f"/oppgaver/{task}/utkast", data=form, headers=quick)
    assert saved.status_code == 409
    assert "noen andre har oppgaven nå" in saved.get_data(as_text=True)
    assert randi.post(f"/oppgaver/{task}/fullforing", data=form).status_code == 409


@pytest.mark.parametrize("part", ["ta", "slipp", "retur", "tildeling"])
def test_every_button_of_a_page_that_is_out_of_date_says_what_happened(
    signed_in: Browser, act: Act, task: str, part: str
) -> None:
    randi = signed_in("randi")
    form = _form(randi, task) | {"person": "Kari Kontakt", "begrunnelse": "x"}
    act(lambda session, cast: tasks.complete(session, task, cast.avd, {"alvorlig": False}))
    answer = randi.post(f"/oppgaver/{task}/{part}", data=form | {"retur_begrunnelse": "x"})
    assert answer.status_code == 409
    assert "Anne Avdeling gjorde den ferdig" in plain(answer.get_data(as_text=True))


def test_a_file_that_was_on_its_way_is_not_kept_and_one_is_told_so(
    signed_in: Browser, act: Act, task: str
) -> None:
    randi = signed_in("randi")
    form = _form(randi, task) | TYPED
    act(lambda session, cast: handover.claim(session, task, cast.avd))
    data = form | {"bilde": (BytesIO(b"%PDF-1.7"), "x.pdf")}
    answer = randi.post(f"/oppgaver/{task}/fullforing", data=data)
    assert "Filer må legges ved på nytt" in answer.get_data(as_text=True)


def test_nothing_typed_is_nothing_to_show(signed_in: Browser, act: Act, task: str) -> None:
    randi = signed_in("randi")
    form = _form(randi, task)
    act(lambda session, cast: handover.claim(session, task, cast.avd))
    html = randi.post(f"/oppgaver/{task}/fullforing", data=form).get_data(as_text=True)
    assert "Dette hadde du skrevet" not in html
    assert taskconflict.Kept([], "", []).text == ""
