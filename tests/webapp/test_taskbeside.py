"""Beside the form: who has the task, when it comes back, how urgent it is, what is said."""

from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import attachments, audit, casefile, clock, comments, handover, people
from engine.audit import Kind
from engine.cases import Opened
from tests.builders import a_case
from tests.cast import Cast
from tests.webapp.casework import plain, reported
from tests.webapp.conftest import Act, Browser, looking, post
from tests.webapp.test_tasks import row_of, task_of
from webapp import taskbeside

REASON = "Du kjenner klassen best"


@pytest.fixture
def report(act: Act) -> Opened:
    """Kari has reported about Nora; the task is for whoever is rektor."""
    made = act(lambda session, cast: reported(session, cast))
    assert isinstance(made, Opened)
    return made


@pytest.fixture
def task(school: sa.Engine, report: Opened) -> str:
    """The task of the report."""
    return task_of(school, report)


def _events(school: sa.Engine, opened: Opened, kind: Kind) -> list[dict[str, object]]:
    with looking(school) as session:
        return [event.body for event in audit.trail(session, opened.id, kinds=[kind])]


def test_a_task_is_taken_and_let_go_of_again(
    signed_in: Browser, school: sa.Engine, task: str
) -> None:
    randi, here = signed_in("randi"), f"/oppgaver/{task}"
    assert "Ingen har tatt oppgaven ennå" in randi.get(here).get_data(as_text=True)
    assert post(randi, here, f"{here}/ta", {}).location == here
    html = plain(randi.get(here).get_data(as_text=True))
    assert "Du tok oppgaven" in html
    post(randi, here, f"{here}/slipp", {})
    assert row_of(school, task).assignee_id is None


def test_a_task_is_handed_over_with_a_reason_that_the_receiver_reads(
    signed_in: Browser, school: sa.Engine, task: str, report: Opened
) -> None:
    randi, here = signed_in("randi"), f"/oppgaver/{task}"
    given = {"person": "Kari Kontakt (2STA)", "begrunnelse": REASON}
    assert post(randi, here, f"{here}/tildeling", given).status_code == 303
    assert [body["reason"] for body in _events(school, report, Kind.TASK_ASSIGNED)] == [REASON]
    html = signed_in("kari").get(here).get_data(as_text=True)
    assert "Randi Rektor ga deg oppgaven" in plain(html)
    assert REASON in html
    assert 'name="_action" value="send"' in html
    watching = plain(randi.get(here).get_data(as_text=True))
    assert "Kari Kontakt har oppgaven." in watching
    assert "Du kan lese om oppgaven, men ikke fylle den ut" in watching


def test_a_task_is_never_handed_to_somebody_accused_in_the_case(
    signed_in: Browser, school: sa.Engine, act: Act
) -> None:
    opened = act(lambda s, c: a_case(s, c.kari, hva="x", elev="nora", ansatt="mo"))
    assert isinstance(opened, Opened)
    task = task_of(school, opened)
    given = {"person": "Mo Miljø", "begrunnelse": REASON}
    answer = post(signed_in("randi"), f"/oppgaver/{task}", f"/oppgaver/{task}/tildeling", given)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "kan ikke ha oppgaver i denne saken" in html
    assert REASON in html
    assert row_of(school, task).assignee_id is None


def test_an_unclear_receiver_is_asked_about_with_the_reason_kept(
    signed_in: Browser, school: sa.Engine, task: str
) -> None:
    here = f"/oppgaver/{task}"
    asked = {"person": "k", "begrunnelse": REASON}
    answer = post(signed_in("randi"), here, f"{here}/tildeling", asked)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Hvem mener du?" in html
    assert REASON in html
    chosen = asked | {"person-_key": "kari"}
    assert post(signed_in("randi"), here, f"{here}/tildeling", chosen).status_code == 303


def test_a_task_is_put_off_to_a_morning_and_fetched_back(
    signed_in: Browser, school: sa.Engine, task: str
) -> None:
    randi, here = signed_in("randi"), f"/oppgaver/{task}"
    due = row_of(school, task).due_at
    day = (clock.oslo(clock.now()) + timedelta(days=2)).date()
    assert post(randi, here, f"{here}/utsettelse", {"dato": day.isoformat()}).status_code == 303
    until = row_of(school, task).follow_up_at
    assert (clock.oslo(until).date(), clock.oslo(until).hour) == (day, 8)
    assert row_of(school, task).due_at == due
    post(randi, here, f"{here}/utsettelse", {"dato": ""})
    assert row_of(school, task).follow_up_at is None
    refused = post(randi, here, f"{here}/utsettelse", {"dato": "2020-01-01"})
    assert refused.status_code == 422
    assert "Velg en dag etter i dag." in refused.get_data(as_text=True)


def test_priority_is_set_in_words_and_nothing_else_is_taken(
    signed_in: Browser, school: sa.Engine, task: str
) -> None:
    randi, here = signed_in("randi"), f"/oppgaver/{task}"
    post(randi, here, f"{here}/prioritet", {"prioritet": "haster"})
    assert row_of(school, task).priority == 90
    assert post(randi, here, f"{here}/prioritet", {"prioritet": "9999"}).status_code == 404


def test_a_comment_stands_in_the_case_and_tells_whoever_is_mentioned(
    signed_in: Browser, school: sa.Engine, act: Act, task: str, report: Opened
) -> None:
    act(lambda s, c: handover.assign(s, task, c.randi, people.by_keys(s, ["kari"])["kari"], "x"))
    here = f"/oppgaver/{task}"
    said = {"tekst": "Kan du se på dette, @randi?"}
    answer = post(signed_in("kari"), here, f"{here}/kommentarer", said)
    assert (answer.status_code, answer.location) == (303, f"{here}#kommentarer")
    with looking(school) as session:
        [one] = comments.of_case(session, casefile.lock(session, report.id))
    assert (one.text, one.task_id) == (said["tekst"], task)
    assert _events(school, report, Kind.COMMENT_ADDED)[0]["mentioned"]
    assert "Kan du se på dette" in signed_in("randi").get(here).get_data(as_text=True)


@pytest.mark.parametrize("text", ["", "   ", "x" * 5000, "Se her, @ulla"])
def test_a_comment_that_cannot_stand_is_given_back_as_typed(
    signed_in: Browser, school: sa.Engine, task: str, report: Opened, text: str
) -> None:
    here = f"/oppgaver/{task}"
    answer = post(signed_in("randi"), here, f"{here}/kommentarer", {"tekst": text})
    assert answer.status_code == 422
    assert text.strip() in answer.get_data(as_text=True)
    with looking(school) as session:
        assert comments.of_case(session, casefile.lock(session, report.id)) == []


def test_whoever_has_one_task_reads_only_what_is_said_about_it(
    signed_in: Browser, act: Act, task: str, report: Opened
) -> None:
    def talk(session: Session, cast: Cast) -> None:
        case = casefile.lock(session, report.id)
        comments.add(session, case, cast.randi, "Bare for dem som leser saken")
        comments.add(session, case, cast.randi, "Om denne oppgaven", task)
        ulla = people.by_keys(session, ["ulla"])["ulla"]
        handover.assign(session, task, cast.randi, ulla, "Ett tiltak")

    act(talk)
    html = signed_in("ulla").get(f"/oppgaver/{task}").get_data(as_text=True)
    assert "Om denne oppgaven" in html
    assert "Bare for dem som leser saken" not in html
    assert "Du ser bare det du trenger for å gjøre oppgaven." in html
    assert f"/saker/{report.code}" not in html


def test_a_file_is_added_to_the_case_and_a_wrong_one_is_refused_in_words(
    signed_in: Browser, school: sa.Engine, task: str, report: Opened
) -> None:
    randi, here = signed_in("randi"), f"/oppgaver/{task}"
    good = {"fil": (BytesIO(b"%PDF-1.7 innhold"), "referat.pdf")}
    assert post(randi, here, f"{here}/vedlegg", good).status_code == 303
    with looking(school) as session:
        [file] = attachments.of_case(session, casefile.lock(session, report.id))
    assert file.name == "referat.pdf"
    for bad in ((BytesIO(b"MZ\x90"), "virus.exe"), (BytesIO(b""), "tom.pdf")):
        refused = post(randi, here, f"{here}/vedlegg", {"fil": bad})
        assert refused.status_code == 422
        assert 'id="fil-feil"' in refused.get_data(as_text=True)


def test_a_reader_who_does_not_manage_the_case_may_change_nothing(
    signed_in: Browser, act: Act, school: sa.Engine, task: str, report: Opened
) -> None:
    def involve(session: Session, cast: Cast) -> None:
        row = {"case_id": report.id, "person_id": cast.mo.id, "part": "handler"}
        session.execute(casefile.PARTICIPANTS.insert(), row | {"since": clock.now()})

    act(involve)
    mo, here = signed_in("mo"), f"/oppgaver/{task}"
    html = mo.get(here).get_data(as_text=True)
    assert "Gi videre til en kollega" not in html
    assert 'name="tekst"' not in html
    for part in ("tildeling", "kommentarer", "vedlegg", "ta", "prioritet"):
        data = {"person": "Mo Miljø", "begrunnelse": "x", "tekst": "x", "prioritet": "haster"}
        assert post(mo, "/innboks", f"{here}/{part}", data).status_code == 403, part
    assert row_of(school, task).version == 1
    assert taskbeside.bp.name == "tasks"


def test_a_pupil_answers_and_is_not_asked_to_run_the_schools_errands(
    signed_in: Browser, school: sa.Engine, act: Act, task: str
) -> None:
    def ask(session: Session, cast: Cast) -> None:
        session.execute(sa.update(casefile.TASKS).values(assignee_id=cast.nora.id))

    act(ask)
    nora, here = signed_in("nora"), f"/oppgaver/{task}"
    html = nora.get(here).get_data(as_text=True)
    assert "Vi spør deg fordi saken gjelder deg" in plain(html)
    assert "Gi videre" not in html
    assert "Kommentarer" not in html
    for part in ("tildeling", "kommentarer", "vedlegg", "prioritet"):
        data = {"person": "Kari Kontakt", "begrunnelse": "x", "tekst": "x", "prioritet": "haster"}
        assert post(nora, here, f"{here}/{part}", data).status_code == 403, part
    sent = post(nora, here, f"{here}/fullforing", {"alvorlig": "true"})
    assert sent.status_code in (303, 422)
