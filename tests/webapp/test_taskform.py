"""The form of a task: files in it, what it copies from earlier, and what is kept of it."""

import json
import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engine import attachments, casefile
from engine.attachments import File
from engine.bundles import Bundle
from engine.cases import Opened
from engine.publishing import Origin
from tests.builders import a_case, publish_bundle, tiny
from tests.cast import Cast
from tests.pictures import PNG
from tests.webapp.conftest import Act, Browser, csrf_of, looking
from tests.webapp.test_tasks import draft_of, task_of
from webapp import taskform
from webapp.formcontext import FileRefused


def _asking_for_more() -> Bundle:
    """The tiny process, whose second form also asks for a picture and copies what was reported."""
    bundle = tiny()
    form = json.loads(bundle.files["forms/vurdering.json"])
    form["properties"]["bilde"] = {
        "type": "string",
        "format": "attachment",
        "title": "Bilde",
        "x-accept": ["image/*"],
        "x-maxBytes": 1000,
        "x-i18n": {"nn": {"title": "Bilete"}},
    }
    form["properties"]["grunn"]["x-prefill"] = "melding.hva"
    form["x-context"] = ["melding.hva"]
    return Bundle("tiny", {**bundle.files, "forms/vurdering.json": json.dumps(form)})


@pytest.fixture
def opened(act: Act) -> Opened:
    """A case whose open task asks for a picture."""

    def made(session: Session, cast: Cast) -> Opened:
        publish_bundle(session, _asking_for_more(), Origin.SCHOOL)
        return a_case(session, cast.kari, hva="Det som ble meldt")

    found = act(made)
    assert isinstance(found, Opened)
    return found


def _files(school: sa.Engine, opened: Opened) -> list[File]:
    with looking(school) as session:
        return list(attachments.of_case(session, casefile.lock(session, opened.id)))


def _post(client: FlaskClient, task: str, **data: object) -> tuple[int, str]:
    html = client.get(f"/oppgaver/{task}").get_data(as_text=True)
    seen = re.search(r'name="_version" value="(\d+)"', html)
    assert seen is not None
    sent = {"csrf_token": csrf_of(html), "_version": seen[1], "_action": "send", **data}
    answer = client.post(f"/oppgaver/{task}/fullforing", data=sent)
    return answer.status_code, answer.get_data(as_text=True)


def test_a_question_starts_with_what_was_answered_before_and_shows_it_beside(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    html = signed_in("randi").get(f"/oppgaver/{task_of(school, opened)}").get_data(as_text=True)
    assert re.search(r"<textarea[^>]*name=\"grunn\"[^>]*>\s*Det som ble meldt", html)
    assert "Tidligere svar i saken" in html


def test_a_file_is_kept_on_the_way_and_is_part_of_the_answers_when_they_are_sent(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    randi, task = signed_in("randi"), task_of(school, opened)
    status, html = _post(randi, task, grunn="x", bilde=(BytesIO(PNG), "gangen.png"))
    [file] = _files(school, opened)
    assert status == 422
    assert f'name="bilde" value="{file.id}"' in html
    assert "gangen.png" in html
    assert _post(randi, task, alvorlig="true", bilde=str(file.id))[0] == 303
    with looking(school) as session:
        sent = casefile.submissions(session, casefile.lock(session, opened.id))[-1]
    assert sent.answers["bilde"] == str(file.id)
    assert [kept.id for kept in _files(school, opened)] == [file.id]


def test_a_file_taken_out_again_or_left_out_of_the_answers_is_gone(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    randi, task = signed_in("randi"), task_of(school, opened)
    _post(randi, task, _action="refresh", bilde=(BytesIO(PNG), "en.png"))
    [file] = _files(school, opened)
    _post(randi, task, _action=f"detach:bilde:{file.id}", bilde=str(file.id))
    assert _files(school, opened) == []
    _post(randi, task, _action="refresh", bilde=(BytesIO(PNG), "to.png"))
    assert _post(randi, task, alvorlig="false")[0] == 303
    assert _files(school, opened) == []


@pytest.mark.parametrize(
    ("content", "name"), [(b"%PDF-1.7", "referat.pdf"), (PNG + b"x" * 2000, "stort.png")]
)
def test_a_file_of_another_kind_or_size_than_asked_for_is_refused_at_its_field(
    signed_in: Browser, school: sa.Engine, opened: Opened, content: bytes, name: str
) -> None:
    randi, task = signed_in("randi"), task_of(school, opened)
    status, html = _post(randi, task, alvorlig="true", bilde=(BytesIO(content), name))
    assert status == 422
    assert re.search(r'id="f-bilde-error"', html)
    assert _files(school, opened) == []


def test_somebody_elses_file_cannot_be_put_into_ones_answers(
    signed_in: Browser, school: sa.Engine, act: Act, opened: Opened
) -> None:
    def added(session: Session, cast: Cast) -> File:
        case = casefile.lock(session, opened.id)
        return attachments.add(session, case, cast.kari, "hennes.png", PNG)

    file = act(added)
    assert isinstance(file, File)
    randi, task = signed_in("randi"), task_of(school, opened)
    assert _post(randi, task, alvorlig="true", bilde=str(file.id))[0] == 303
    with looking(school) as session:
        sent = casefile.submissions(session, casefile.lock(session, opened.id))[-1]
    assert "bilde" not in sent.answers
    assert [kept.id for kept in _files(school, opened)] == [file.id]


def test_only_what_the_form_asks_for_is_kept_in_a_draft(
    signed_in: Browser, school: sa.Engine, opened: Opened
) -> None:
    randi, task = signed_in("randi"), task_of(school, opened)
    _post(randi, task, _action="save", grunn="beholdes", fremmed="ikke", retur_til="ikke")
    kept = draft_of(school, task, "randi") or []
    assert ("grunn", "beholdes") in kept
    assert not {name for name, _ in kept} & {"fremmed", "retur_til", "csrf_token", "_version"}


@pytest.mark.parametrize("wanted", ["image/*", "image/png", ".png", ["application/pdf", "png"]])
def test_what_a_form_accepts_is_said_in_the_ways_browsers_know(wanted: object) -> None:
    taskform._demand_wanted(PNG, {"x-accept": wanted})
    with pytest.raises(FileRefused):
        taskform._demand_wanted(b"\xff\xd8\xff", {"x-accept": "application/pdf,.png"})
