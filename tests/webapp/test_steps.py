"""The list editor: every step and way changed by ordinary forms, and nothing typed is lost."""

import re

import pytest
from sqlalchemy.orm import Session

from engine import processdrafts
from engine.bundles import Diagram, read_diagram
from tests.cast import Cast
from tests.webapp.casework import plain
from tests.webapp.conftest import Act, Browser, post
from tests.webapp.test_cases import page

HERE = "/flyter/tiny/steg"
STEP = f"{HERE}/vurder"
WAY = "/flyter/tiny/pil/f1"


def _drawn(act: Act) -> Diagram:
    found = act(lambda s, c: processdrafts.of(s, "tiny").bundle.diagram_text)
    assert isinstance(found, str)
    return read_diagram(found.encode())


def _seen(act: Act) -> int:
    found = act(lambda s, c: processdrafts.of(s, "tiny").revision)
    assert isinstance(found, int)
    return found


def _sent(
    signed_in: Browser, act: Act, where: str, to: str = "", **said: object
) -> tuple[int, str]:
    answer = post(signed_in("ada"), where, to or where, {"sett": _seen(act), **said})
    return answer.status_code, answer.get_data(as_text=True)


def test_the_list_tells_every_step_with_who_what_and_when(signed_in: Browser) -> None:
    said = plain(page(signed_in("ada"), HERE))
    assert "Vurder meldingen Oppgave · Rektor · " in said
    assert "2 skoledager" in said
    assert "Legg til etter" in said


@pytest.mark.parametrize("path", [HERE, STEP, WAY])
def test_only_those_who_draw_get_it(signed_in: Browser, path: str) -> None:
    page(signed_in("ada"), path)
    page(signed_in("kari"), path, 403)


@pytest.mark.parametrize("path", [f"{HERE}/finnes_ikke", "/flyter/tiny/pil/finnes_ikke"])
def test_what_does_not_exist_is_not_found(signed_in: Browser, path: str) -> None:
    page(signed_in("ada"), path, 404)


def test_everything_about_a_step_is_changed_in_one_form(signed_in: Browser, act: Act) -> None:
    status, _html = _sent(
        signed_in,
        act,
        STEP,
        navn="Les meldingen",
        hvem="Avdelingsleder",
        skjema="melding",
        frist_antall="3",
        frist_enhet="skoledager",
        plikt=["D1", "D5"],
        hjelp="Les alt først.",
    )
    step = _drawn(act).elements["vurder"]
    assert status == 303
    assert (step.name, step.lane, step.form) == ("Les meldingen", "Avdelingsleder", "melding")
    assert step.properties["dueDate"] == "skoledager(3)"
    assert step.properties["duty"].split() == ["D1", "D5"]
    assert step.properties["phase"] == "undersokes"
    assert step.documentation == "Les alt først."


@pytest.mark.parametrize("number", ["", "0", "mange", "-1", "99999"])
def test_a_deadline_that_is_no_number_is_told_and_the_rest_is_kept(
    signed_in: Browser, act: Act, number: str
) -> None:
    status, html = _sent(
        signed_in, act, STEP, navn="Les nøye", frist_antall=number, frist_enhet="skoledager"
    )
    assert status == 422
    assert "Skriv hvor mange, med et helt tall fra 1 og opp." in html
    assert 'value="Les nøye"' in html
    assert _seen(act) == 0


def test_a_step_without_a_name_is_told(signed_in: Browser, act: Act) -> None:
    status, html = _sent(signed_in, act, STEP, navn=" ")
    assert (status, "Skriv hva som skal gjøres." in html) == (422, True)


def test_a_rule_of_ones_own_is_kept_letter_by_letter(signed_in: Browser, act: Act) -> None:
    rule = "virkedager(antall dager + 1)"
    _sent(signed_in, act, STEP, navn="Les", frist_enhet="regel", frist_regel=rule)
    assert _drawn(act).elements["vurder"].properties["dueDate"] == rule
    assert f'value="{rule}"' in page(signed_in("ada"), STEP)


def test_a_step_is_added_after_another(signed_in: Browser, act: Act) -> None:
    said = {"navn": "Ring foresatte", "hvem": "Kontaktlærer", "nar": "alltid"}
    status, _html = _sent(signed_in, act, WAY, f"{WAY}/nytt-steg", **said)
    drawn = _drawn(act)
    assert status == 303
    assert drawn.after("start") == ("ring_foresatte",)
    assert drawn.after("ring_foresatte") == ("vurder",)
    assert drawn.elements["ring_foresatte"].lane == "Kontaktlærer"


def test_a_step_is_done_only_when_an_answer_says_so(signed_in: Browser, act: Act) -> None:
    html = page(signed_in("ada"), "/flyter/tiny/pil/f2")
    rule = "vurdering.alvorlig = true"
    assert f'value="{rule}"' in html
    _sent(
        signed_in,
        act,
        "/flyter/tiny/pil/f2",
        "/flyter/tiny/pil/f2/nytt-steg",
        navn="Ring barnevernet",
        nar="noen_ganger",
        sporsmal="Er det alvorlig?",
        svar="Ja",
        vilkar=rule,
    )
    drawn = _drawn(act)
    [branch] = [flow for flow in drawn.flows.values() if flow.condition]
    assert (branch.condition, branch.name, branch.target) == (rule, "Ja", "ring_barnevernet")
    told = plain(page(signed_in("ada"), HERE))
    assert "når «Er det alvorlig?» er ja" in told or "er ja" in told


def test_when_it_is_done_must_be_said(signed_in: Browser, act: Act) -> None:
    status, html = _sent(
        signed_in, act, WAY, f"{WAY}/nytt-steg", navn="Ring", nar="noen_ganger", vilkar=""
    )
    assert status == 422
    assert "Velg når steget skal gjøres." in html
    assert 'value="Ring"' in html


def test_a_step_is_done_beside_another_and_taken_out_again(signed_in: Browser, act: Act) -> None:
    _sent(signed_in, act, STEP, f"{STEP}/ved-siden", navn="Spør foresatte")
    assert len(_drawn(act).elements) == 6
    beside = f"{HERE}/spor_foresatte"
    status, _html = _sent(signed_in, act, beside, f"{beside}/fjerning")
    assert status == 303
    assert set(_drawn(act).elements) == {"start", "vurder", "slutt"}


def test_a_step_is_moved(signed_in: Browser, act: Act) -> None:
    _sent(signed_in, act, WAY, f"{WAY}/nytt-steg", navn="Ring foresatte")
    html = page(signed_in("ada"), f"{HERE}/ring_foresatte")
    assert "Mellom «Vurder meldingen» og «Vurdert»" in html
    _sent(signed_in, act, f"{HERE}/ring_foresatte", f"{HERE}/ring_foresatte/flytting", til="f2")
    assert _drawn(act).after("vurder") == ("ring_foresatte",)


def test_what_cannot_be_done_is_said_in_words(signed_in: Browser, act: Act) -> None:
    status, html = _sent(signed_in, act, STEP, f"{HERE}/slutt/fjerning")
    assert status == 409
    assert "Steget deler flyten i flere veier." in html


def test_every_change_can_be_undone_and_redone(signed_in: Browser, act: Act) -> None:
    _sent(signed_in, act, WAY, f"{WAY}/nytt-steg", navn="Ring foresatte")
    _sent(signed_in, act, HERE, f"{HERE}/angre", _action="angre")
    assert "ring_foresatte" not in _drawn(act).elements
    _sent(signed_in, act, HERE, f"{HERE}/angre", _action="gjenta")
    assert "ring_foresatte" in _drawn(act).elements


def test_two_who_change_the_same_flow_notice_each_other(signed_in: Browser, act: Act) -> None:
    def meanwhile(session: Session, cast: Cast) -> object:
        return processdrafts.save(session, "tiny", {"LESMEG.md": "Ny"}, seen=0, by=cast.randi)

    act(meanwhile)
    answer = post(signed_in("ada"), STEP, STEP, {"sett": 0, "navn": "Mitt nye navn"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Randi Rektor har endret flyten i mellomtiden" in html
    assert 'value="Mitt nye navn"' in html


def test_what_is_wrong_stands_at_the_step_it_is_about(signed_in: Browser, act: Act) -> None:
    _sent(signed_in, act, WAY, f"{WAY}/nytt-steg", navn="Ring foresatte", hvem="Kontaktlærer")
    html = page(signed_in("ada"), HERE)
    own = html[html.index('id="s-ring_foresatte"') :]
    assert 'class="hp-error"' in own[: own.index("</li>")]
    assert not re.search(r"\(ring_foresatte\)", plain(html))
