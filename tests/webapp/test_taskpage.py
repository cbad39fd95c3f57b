"""What stands beside a task's form, and what a task of several is about."""

import json

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import handover, people
from engine.bundles import Bundle
from engine.cases import Opened
from engine.publishing import Origin
from tests.builders import a_case, open_tasks, publish_bundle, tiny
from tests.cast import Cast
from tests.webapp.casework import plain, reported
from tests.webapp.conftest import Act, Browser, looking
from tests.webapp.test_tasks import task_of
from webapp.taskpage import Why

_LOOP = """<bpmn:multiInstanceLoopCharacteristics>
<bpmn:loopDataInputRef>melding.tiltak</bpmn:loopDataInputRef>
<bpmn:inputDataItem id="vurder_tiltak" name="tiltak" />
</bpmn:multiInstanceLoopCharacteristics>
</bpmn:userTask>"""


def _one_task_for_each() -> Bundle:
    """The tiny process, with one assessment for each measure in the report."""
    bundle = tiny()
    form = json.loads(bundle.files["forms/melding.json"])
    measure = {
        "type": "object",
        "title": "Tiltak",
        "properties": {
            "hva": {"type": "string", "title": "Hva skal gjøres?", "maxLength": 100},
            "hvem": {"type": "string", "format": "person", "title": "Hvem gjør det?"},
        },
    }
    form["properties"]["tiltak"] = {
        "type": "array",
        "title": "Tiltak",
        "maxItems": 5,
        "items": measure,
    }
    drawn = bundle.files["tiny.bpmn"].replace("</bpmn:userTask>", _LOOP)
    files = {**bundle.files, "tiny.bpmn": drawn, "forms/melding.json": json.dumps(form)}
    return Bundle("tiny", files)


def test_a_task_of_several_shows_its_own_part_and_no_other(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    def made(session: Session, cast: Cast) -> Opened:
        publish_bundle(session, _one_task_for_each(), Origin.SCHOOL)
        measures = [{"hva": "Voksen i kantina", "hvem": "mo"}, {"hva": "Fast makker"}]
        return a_case(session, cast.kari, hva="x", tiltak=measures)

    opened = act(made)
    assert isinstance(opened, Opened)
    with looking(school) as session:
        ids = session.execute(
            sa.text("SELECT id FROM tasks WHERE case_id = :case"), {"case": opened.id}
        ).scalars()
    pages = [plain(signed_in("randi").get(f"/oppgaver/{one}").get_data(True)) for one in ids]
    [first] = [page for page in pages if "Voksen i kantina" in page]
    [second] = [page for page in pages if "Fast makker" in page]
    assert "Dette gjelder det Hva skal gjøres? Voksen i kantina Hvem gjør det? Mo Miljø" in first
    assert "Fast makker" not in first
    assert "Mo Miljø" not in second


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("", "Steget hører til rollen rektor, og den har du."),
        ("claim", "Du tok oppgaven"),
        ("assign", "Anne Avdeling ga deg oppgaven"),
    ],
)
def test_why_a_task_is_mine_is_told_as_it_came_about(
    signed_in: Browser, act: Act, school: sa.Engine, change: str, says: str
) -> None:
    def made(session: Session, cast: Cast) -> Opened:
        opened = reported(session, cast)
        [task] = open_tasks(session, opened.id).values()
        if change == "claim":
            handover.claim(session, task, cast.randi)
        if change == "assign":
            people.grant(session, cast.avd.id, "rektor")
            session.flush()
            randi = people.by_keys(session, ["randi"])["randi"]
            handover.assign(session, task, cast.avd, randi, "Fordi")
        return opened

    opened = act(made)
    assert isinstance(opened, Opened)
    html = signed_in("randi").get(f"/oppgaver/{task_of(school, opened)}").get_data(as_text=True)
    assert says in plain(html)
    assert "Hvorfor meg?" in html


def test_a_shielded_task_says_why_it_is_the_owners(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    opened = act(lambda s, c: a_case(s, c.kari, hva="x", elev="nora", ansatt="randi"))
    assert isinstance(opened, Opened)
    html = signed_in("stig").get(f"/oppgaver/{task_of(school, opened)}").get_data(as_text=True)
    assert "Saken er skjermet for skolen. Da hører alle oppgavene til skoleeier." in plain(html)
    assert Why("x").reason == ""


def test_the_page_is_read_in_the_readers_language(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    opened = act(lambda s, c: reported(s, c))
    assert isinstance(opened, Opened)
    client, here = signed_in("randi"), f"/oppgaver/{task_of(school, opened)}"
    html = client.get(here).get_data(as_text=True)
    token = html.split('name="csrf_token" value="')[1].split('"')[0]
    client.post("/sprak", data={"csrf_token": token, "language": "nn"})
    assert '<html lang="nn"' in client.get(here).get_data(as_text=True)
