"""A case on its drawing, also where it goes through flows that are called."""

from datetime import UTC, datetime
from types import SimpleNamespace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import tasks
from engine.audit import Event, Kind
from engine.bundles import Bundle, read_diagram
from engine.cases import Opened
from engine.publishing import Origin
from tests.builders import a_case, open_tasks, publish_bundle, publish_tiny, tiny
from tests.cast import Cast
from tests.webapp.casework import plain
from tests.webapp.conftest import Act, Browser, looking, post
from tests.webapp.test_cases import page
from webapp.casedrawing import passed


def _calling(session: Session, cast: Cast) -> Opened:
    """A case that waits in the first step of the flow it calls."""
    publish_tiny(session, "kalt")
    publish_tiny(session, "kaller")
    opened = a_case(session, cast.kari, "kaller")
    task = open_tasks(session, opened.id)["vurder"]
    tasks.complete(session, task, cast.randi, {"hvorfor": "Vi trenger råd"})
    return opened


def test_the_called_flow_is_drawn_beside_the_case_while_it_stands_there(
    signed_in: Browser, act: Act
) -> None:
    html = page(signed_in("randi"), f"/saker/{act(_calling).code}/diagram")
    assert html.count("<svg") >= 2
    assert 'href="#flyt-kalt"' in html
    said = plain(html)
    assert "Inne i «Spør noen utenfor» Her nå" in said
    assert "Spør utenfor Her nå Oppgave · Rådgiver · ingen har tatt den" in said


def test_a_called_flow_nobody_came_to_is_not_drawn(signed_in: Browser, act: Act) -> None:
    def begun(session: Session, cast: Cast) -> Opened:
        publish_tiny(session, "kalt")
        publish_tiny(session, "kaller")
        return a_case(session, cast.kari, "kaller")

    html = page(signed_in("randi"), f"/saker/{act(begun).code}/diagram")
    assert "Inne i «" not in html
    assert "#flyt-kalt" not in html


def test_a_nynorsk_reader_reads_the_called_flow_in_nynorsk(signed_in: Browser, act: Act) -> None:
    opened = act(_calling)
    randi = signed_in("randi")
    post(randi, "/tilgjengelighet", "/sprak", {"language": "nn", "til": "/innboks"})
    said = plain(page(randi, f"/saker/{opened.code}/diagram"))
    assert "Inne i «Spør nokon utanfor»" in said
    assert "Spør utanfor Her no" in said


def test_a_nynorsk_reader_gets_the_help_text_of_a_step_in_nynorsk(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    opened = act(_calling)
    with looking(school) as session:
        task = open_tasks(session, opened.id)["kalt/spor"]
    rad = signed_in("rad")
    assert "Spør bare om det skolen trenger å vite." in page(rad, f"/oppgaver/{task}")
    post(rad, "/tilgjengelighet", "/sprak", {"language": "nn", "til": "/innboks"})
    assert "Spør berre om det skulen treng å vite." in page(rad, f"/oppgaver/{task}")


def test_the_page_of_a_flow_says_what_it_calls_and_what_calls_it(
    signed_in: Browser, act: Act
) -> None:
    act(_calling)
    kari = signed_in("kari")
    caller = page(kari, "/flyter/kaller")
    assert "Bruker versjon 1 av «Spør noen utenfor»" in caller
    assert 'href="/flyter/kalt?versjon=1"' in caller
    assert "Svar utenfra" not in caller
    assert "Brukes av «Sak med spørsmål»" in page(kari, "/flyter/kalt")


def test_a_version_made_because_a_called_flow_changed_says_so(signed_in: Browser, act: Act) -> None:
    act(_calling)
    bundle = tiny("kalt")
    drawn = bundle.files["kalt.bpmn"].replace('name="Purr"', 'name="Spør igjen"')
    newer = Bundle("kalt", {**bundle.files, "kalt.bpmn": drawn})
    act(lambda session, _: publish_bundle(session, newer, Origin.SCHOOL))
    said = plain(page(signed_in("kari"), "/flyter/kaller"))
    assert "Følger versjon 2 av «Spør noen utenfor»" in said


def test_a_case_from_before_the_trail_kept_its_first_step_is_drawn_by_the_shortest_way() -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    drawn = read_diagram(tiny().diagram_text.encode())
    first = [SimpleNamespace(element="vurder", opened_at=now)]

    def opened(**body: object) -> list[Event]:
        return [Event(1, 1, now, 0, Kind.CASE_OPENED, body, b"")]

    assert passed(opened(), drawn, first) == {"start", "f1"}
    assert passed(opened(passed=["start"]), drawn, first) == {"start"}
