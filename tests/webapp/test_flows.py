"""Flows as wholes: begun, copied, brought in from a file, compared, and taken out of use."""

import io
import zipfile

import pytest
from sqlalchemy.orm import Session

from engine import processdrafts, proposals, publishing
from engine.bundles import Bundle, read_diagram
from engine.people import SYSTEM
from engine.publishing import Origin
from tests.builders import tiny
from tests.cast import Cast
from tests.webapp.casework import plain
from tests.webapp.conftest import Act, Browser, post
from tests.webapp.test_cases import page

NEW = "/flyter/ny"


def _sent(signed_in: Browser, **said: object) -> tuple[int, str]:
    answer = post(signed_in("ada"), NEW, NEW, dict(said))
    return answer.status_code, answer.location or answer.get_data(as_text=True)


def _draft(act: Act, key: str) -> Bundle:
    found = act(lambda s, c: processdrafts.of(s, key).bundle)
    assert isinstance(found, Bundle)
    return found


def _version(act: Act, old: str, new: str, origin: Origin) -> int:
    def work(session: Session, cast: Cast) -> int:
        bundle = tiny()
        text = bundle.diagram_text.replace(old, new)
        drawn = Bundle("tiny", {**bundle.files, "tiny.bpmn": text})
        return publishing.publish(session, drawn, origin, SYSTEM).number

    found = act(work)
    assert isinstance(found, int)
    return found


def test_a_flow_is_begun_from_nothing(signed_in: Browser, act: Act) -> None:
    status, to = _sent(
        signed_in, navn="Søknad om permisjon", hvordan="ny", hvem="Rektor", starter=["ansatt"]
    )
    drawn = read_diagram(_draft(act, "soknad_om_permisjon").diagram_text.encode())
    assert (status, to) == (303, "/flyter/soknad_om_permisjon/steg")
    assert (drawn.name, drawn.start_roles) == ("Søknad om permisjon", ("ansatt",))
    assert "Søknad om permisjon" in page(signed_in("ada"), "/flyter")


def test_a_flow_is_begun_as_a_copy(signed_in: Browser, act: Act) -> None:
    _sent(signed_in, navn="Min egen", hvordan="kopi", kopi="tiny")
    bundle = _draft(act, "min_egen")
    drawn = read_diagram(bundle.diagram_text.encode())
    assert (drawn.key, drawn.name) == ("min_egen", "Min egen")
    assert set(bundle.forms) == set(tiny().forms)


def test_a_flow_is_begun_from_a_drawing_made_elsewhere(signed_in: Browser, act: Act) -> None:
    file = (io.BytesIO(tiny().diagram_text.encode()), "fremmed.bpmn")
    status, to = _sent(signed_in, navn="Fra andre", hvordan="fil", fil=file)
    assert (status, to) == (303, "/flyter/fra_andre/steg")
    html = page(signed_in("ada"), to)
    assert "må rettes før flyten kan publiseres" in html


def test_what_is_exported_can_be_brought_in_again(signed_in: Browser, act: Act) -> None:
    packed = signed_in("ada").get("/flyter/tiny/pakke.zip").get_data()
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert set(names) >= {"processes/tiny/tiny.bpmn", "forms/tiny/melding.json"}
    _sent(signed_in, navn="Igjen", hvordan="fil", fil=(io.BytesIO(packed), "tiny.zip"))
    bundle = _draft(act, "igjen")
    assert dict(bundle.forms) == dict(tiny().forms)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"navn": "", "hvordan": "ny", "hvem": "Rektor"}, "Skriv hva flyten skal hete."),
        ({"navn": "Ny", "hvordan": "ny", "hvem": "Ingen"}, "Velg hvem som gjør det første."),
        ({"navn": "Tiny", "hvordan": "ny", "hvem": "Rektor"}, "Det finnes allerede en flyt"),
        ({"navn": "???", "hvordan": "ny", "hvem": "Rektor"}, "Navnet må ha minst én bokstav."),
        ({"navn": "Ny", "hvordan": "kopi", "kopi": "x"}, "Velg flyten som skal kopieres."),
        ({"navn": "Ny", "hvordan": "fil"}, "Velg en fil på høyst 5 MB."),
        ({"navn": "Ny", "hvordan": "fil", "fil": (b"<!DOCTYPE x>", "x.bpmn")}, "kan ikke leses"),
        ({"navn": "Ny", "hvordan": "fil", "fil": (b"PK\x03\x04tull", "x.zip")}, "kan ikke leses"),
    ],
)
def test_what_cannot_be_begun_is_told_and_kept(
    signed_in: Browser, said: dict[str, object], text: str
) -> None:
    file = said.get("fil")
    sent = {**said, "fil": (io.BytesIO(file[0]), file[1])} if isinstance(file, tuple) else said
    status, html = _sent(signed_in, **sent)
    assert status == 422
    assert text in html
    assert f'value="{said["navn"]}"' in html


@pytest.mark.parametrize("path", [NEW, "/flyter/tiny/pakke.zip"])
def test_only_those_who_draw_begin_and_export(signed_in: Browser, path: str) -> None:
    page(signed_in("kari"), path, 403)


def test_two_versions_are_told_apart(signed_in: Browser, act: Act) -> None:
    _version(act, "Vurder meldingen", "Les meldingen", Origin.SCHOOL)
    said = plain(page(signed_in("kari"), "/flyter/tiny/sammenlign"))
    assert "Fra versjon 1 til 2" in said
    assert "Les meldingen" in said
    page(signed_in("kari"), "/flyter/w1/sammenlign", 404)


def test_a_delivery_is_taken_into_the_draft_and_goes_on_following(
    signed_in: Browser, act: Act
) -> None:
    _version(act, "Vurdert", "Skolens slutt", Origin.SCHOOL)
    number = _version(act, "Vurdert", "Levert slutt", Origin.SHIPPED)
    here = f"/flyter/tiny/sammenlign?fra=2&til={number}"
    ada = signed_in("ada")
    assert "Dette er en ny levering" in page(ada, here)
    post(ada, here, f"/flyter/tiny/levering/{number}", {"_action": "ta"})
    assert "Levert slutt" in _draft(act, "tiny").diagram_text

    def published(session: Session, cast: Cast) -> tuple[int, str]:
        seen = processdrafts.of(session, "tiny").revision
        made = proposals.propose(session, "tiny", cast.ada, "Ny levering", seen=seen)
        proposals.approve(session, made.id, cast.randi)
        used = publishing.in_use(session, "tiny")
        return used.number, used.origin

    assert act(published) == (number, Origin.SHIPPED)


def test_a_delivery_can_be_set_aside(signed_in: Browser, act: Act) -> None:
    _version(act, "Vurdert", "Skolens slutt", Origin.SCHOOL)
    number = _version(act, "Vurdert", "Levert slutt", Origin.SHIPPED)
    here = f"/flyter/tiny/sammenlign?fra=2&til={number}"
    ada = signed_in("ada")
    post(ada, here, f"/flyter/tiny/levering/{number}", {"_action": "behold"})
    assert "Dette er en ny levering" not in page(ada, here)


def test_a_flow_is_taken_out_of_use_and_back(signed_in: Browser, act: Act) -> None:
    ada = signed_in("ada")
    post(ada, "/flyter/tiny", "/flyter/tiny/avvikling", {"grunn": ""})
    assert "Skriv hvorfor flyten tas ut av bruk." in page(ada, "/flyter/tiny")
    post(ada, "/flyter/tiny", "/flyter/tiny/avvikling", {"grunn": "Brukes ikke"})
    assert "Ute av bruk" in page(ada, "/flyter")
    page(signed_in("kari"), "/flyter/tiny", 404)
    post(ada, "/flyter", "/flyter/tiny/gjenopptakelse", {})
    page(signed_in("kari"), "/flyter/tiny")


def test_a_proposal_that_waits_is_seen_by_whoever_can_approve_it(
    signed_in: Browser, act: Act
) -> None:
    def proposed(session: Session, cast: Cast) -> object:
        text = tiny().diagram_text.replace("Vurdert", "Ferdig")
        processdrafts.save(session, "tiny", {"tiny.bpmn": text}, seen=0, by=cast.ada)
        seen = processdrafts.of(session, "tiny").revision
        return proposals.propose(session, "tiny", cast.ada, "x", seen=seen)

    act(proposed)
    assert "Venter på godkjenning" in page(signed_in("randi"), "/flyter")
    assert "Venter på godkjenning" not in page(signed_in("kari"), "/flyter")
