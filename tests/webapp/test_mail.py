"""Mail through a real SMTP server on this machine."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Mail

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy.orm import Session as OrmSession

from engine import clock, database, outbox, people
from tests.builders import a_case
from tests.cast import Cast
from tests.webapp.conftest import Act
from webapp import mail
from webapp.config import Settings


class _Post:
    """Takes mail, or refuses it."""

    def __init__(self) -> None:
        self.taken: list[Mail] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content or b""))
        return self.answer


@pytest.fixture
def post() -> Iterator[tuple[_Post, str]]:
    """A mail server and its address."""
    taker = _Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(taker, hostname="127.0.0.1", port=port)
    controller.start()
    yield taker, f"smtp://127.0.0.1:{port}"
    controller.stop()


def _send_all(engine: sa.Engine, settings: Settings) -> None:
    send = mail.sender(settings)
    while True:
        with database.transaction(engine) as session:
            if not outbox.send_next(session, send):
                return


def test_a_mail_says_that_something_waits_and_nothing_else(
    act: Act, school: sa.Engine, settings: Settings, post: tuple[_Post, str]
) -> None:
    taker, address = post
    act(lambda session, cast: a_case(session, cast.kari, hva="Nora gråt", elev="nora"))
    act(lambda session, cast: outbox.queue(session, [cast.kari.id], "acute_task", "/oppgaver/abc"))
    _send_all(school, replace(settings, smtp_url=address))
    [taken] = taker.taken
    assert taken["To"] == "kari@skole.invalid"
    text = taken.get_payload(decode=True).decode()  # type: ignore[union-attr]  # a single part
    assert "/oppgaver/abc" in text
    for private in ("Nora", "gråt", "Kari", "2STA", "tiny"):
        assert private not in text + str(taken["Subject"])


def test_every_text_the_engine_or_a_flow_may_ask_for_is_written() -> None:
    assert set(mail.TEXTS) == set(outbox.TEMPLATES)


def test_every_text_exists_in_bokmaal_and_nynorsk() -> None:
    for template, texts in mail.TEXTS.items():
        assert set(texts) == {"nb", "nn"}, template
        assert texts["nb"] != texts["nn"], template


def test_a_server_that_says_later_gets_the_same_message_again(
    act: Act, school: sa.Engine, settings: Settings, post: tuple[_Post, str]
) -> None:
    taker, address = post
    taker.answer = "451 senere"
    act(lambda session, cast: outbox.queue(session, [cast.kari.id], "mentioned"))
    _send_all(school, replace(settings, smtp_url=address))
    with database.reading(school) as session:
        message = session.scalars(sa.select(outbox.Message)).one()
        assert (message.sent_at, message.attempts) == (None, 1)
        assert "senere" not in message.last_error
        person = session.get(people.Person, message.person_id)
        assert person is not None
        first, second = (mail.compose(message, person, settings)["Message-ID"] for _ in range(2))
    assert first == second


def test_nynorsk_people_are_written_to_in_nynorsk(
    session: OrmSession, cast: Cast, settings: Settings
) -> None:
    person = people.by_keys(session, ["kari"])["kari"]
    person.language = "nn"
    made = mail.compose(
        outbox.Message(id=1, template="acute_task", link="/innboks"), person, settings
    )
    assert made["Subject"] == "Ei oppgåve hastar"


def test_the_daily_mail_says_how_much_waits_and_never_what(
    act: Act, school: sa.Engine, settings: Settings, post: tuple[_Post, str]
) -> None:
    taker, address = post

    def gather(session: OrmSession, cast: Cast) -> None:
        for number in range(3):
            outbox.gather(session, [cast.kari.id], "deadline_nears", f"/oppgaver/{number}")
        outbox.gather(session, [cast.kari.id], "deadline_passed", "/oppgaver/9")

    act(gather)
    with clock.at(clock.now() + timedelta(days=4)):
        _send_all(school, replace(settings, smtp_url=address))
    [taken] = taker.taken
    text = taken.get_payload(decode=True).decode()  # type: ignore[union-attr]  # a single part
    assert str(make_header(decode_header(taken["Subject"]))) == "Dette venter på deg"
    assert "3 oppgaver har frist snart" in text
    assert "1 oppgave er over fristen" in text
    assert "/innboks" in text
    assert "/oppgaver/" not in text


def test_everything_that_can_be_gathered_has_its_line() -> None:
    for template, texts in mail.GATHERED.items():
        assert template in mail.TEXTS
        assert set(texts) == {"nb", "nn"}, template
