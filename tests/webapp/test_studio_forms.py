"""The form editor: what an administrator does with a form, all of it without scripts."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import database, processdrafts
from engine.bundles import Form, formedit
from tests.cast import Cast
from tests.webapp.casework import plain, reported
from tests.webapp.conftest import Act, Browser, csrf_of
from tests.webapp.test_cases import page
from webapp.studio import formbank, formwords, questionform

PLAN = "/skjema/skolemiljosak/plan"
LINE = {"_tekst": "Hvem passer på?", "_slag": "line", "_action": "lagre"}


@pytest.fixture
def ada(signed_in: Browser) -> FlaskClient:
    return signed_in("ada")


@pytest.fixture
def draft(school: sa.Engine) -> Iterator[Any]:
    """`draft()` is the form as it stands in the draft now."""

    def read(process: str = "skolemiljosak", key: str = "plan") -> Any:
        with database.reading(school) as session:
            files = processdrafts.of(session, process).bundle.files
        return json.loads(files[f"forms/{key}.json"])

    return read


def seen(html: str) -> str:
    found = re.search(r'name="_sett" value="([^"]+)"', html)
    assert found
    return found[1]


def sends(browser: FlaskClient, to: str, data: dict[str, Any], at: str = "") -> TestResponse:
    """What the browser gets when it opens a page and sends its form with this typed."""
    html = page(browser, at or to)
    sealed = {"csrf_token": csrf_of(html), "_sett": seen(html)}
    return browser.post(to, data={**sealed, **data})


def settings_of(browser: FlaskClient, at: str) -> dict[str, Any]:
    """Everything the settings of a question hold, as a browser would send it back."""
    html = page(browser, at)
    form = html[html.index('id="innstillinger"') : html.index('id="forhandsvisning"')]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        ticked = "checked" in tag or not re.search(r'type="(radio|checkbox)"', tag)
        if name and ticked:
            found.setdefault(name[1], []).append(unescaped(value[1] if value else ""))
    areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.S)
    found |= {name: [unescaped(text)] for name, text in areas}
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', inside)
        found[name] = [chosen[1] if chosen else ""]
    return {**found, "_action": ["lagre"]}


def unescaped(text: str) -> str:
    for mark, letter in (("&#34;", '"'), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">")):
        text = text.replace(mark, letter)
    return text.replace("&amp;", "&")


@pytest.mark.parametrize("path", ["", "/regler", "/bank", "/tekst"])
def test_only_those_who_draw_know_of_the_editor(signed_in: Browser, path: str) -> None:
    page(signed_in("kari"), PLAN + path, 404)
    page(signed_in("ada"), PLAN + path)
    page(signed_in("ada"), f"/skjema/skolemiljosak/finnes_ikke{path}", 404)


def test_the_page_says_that_nothing_is_in_use_until_it_is_published(ada: FlaskClient) -> None:
    html = page(ada, PLAN)
    assert "Elever og ansatte bruker fortsatt versjon 1" in plain(html)
    assert 'href="/flyter/skolemiljosak/publiser"' in html


def test_the_flows_page_leads_to_the_editor_for_those_who_draw(signed_in: Browser) -> None:
    assert f'href="{PLAN}"' in page(signed_in("ada"), "/flyter/skolemiljosak")
    assert f'href="{PLAN}"' not in page(signed_in("kari"), "/flyter/skolemiljosak")


@pytest.mark.parametrize(
    "at",
    [
        "/skolemiljosak/plan?felt=/properties/tiltak/items/properties/nivaa",
        "/skolemiljosak/plan?felt=/properties/foresatte",
        "/melding/melding?felt=/allOf/0/then/properties/elever",
        "/melding/vurdering?felt=/properties/hvem_tar_saken",
        "/melding/melding",
    ],
)
def test_saving_what_nobody_changed_changes_nothing(
    ada: FlaskClient, school: sa.Engine, at: str
) -> None:
    answer = ada.post(f"/skjema{at}", data=settings_of(ada, f"/skjema{at}"))
    assert answer.status_code == 303
    with database.reading(school) as session:
        assert not processdrafts.of(session, at.split("/")[1]).begun


def test_a_new_question_is_in_the_draft_with_a_name_of_its_own(
    ada: FlaskClient, draft: Any
) -> None:
    answer = sends(ada, f"{PLAN}?nytt=", {**LINE, "_ma": "true"})
    assert answer.status_code == 303
    assert "felt=/properties/hvem_passer_pa" in answer.location
    made = draft()
    assert made["properties"]["hvem_passer_pa"]["title"] == "Hvem passer på?"
    assert made["required"][-1] == "hvem_passer_pa"
    assert "Hvem passer på?" in page(ada, PLAN)
    assert "Hvem passer på?" not in page(ada, "/flyter/skolemiljosak")


def test_a_rule_is_made_of_rows_and_read_as_a_sentence(ada: FlaskClient, draft: Any) -> None:
    to = f"{PLAN}?nytt="
    html = sends(ada, to, {**LINE, "_action": "add:_vis"}).get_data(as_text=True)
    assert 'name="_vis-0-felt"' in html
    chosen = {**LINE, "_vis-0-_row": "1", "_vis-0-felt": "elev_svarer_selv", "_action": "refresh"}
    html = sends(ada, to, chosen).get_data(as_text=True)
    [name] = set(re.findall(r'name="(_vis-0-er_\d+)"', html))
    answer = sends(ada, to, {**chosen, name: "ja", "_action": "lagre"})
    assert answer.status_code == 303
    assert draft()["allOf"] == [
        {
            "if": {
                "properties": {"elev_svarer_selv": {"const": True}},
                "required": ["elev_svarer_selv"],
            },
            "then": {
                "properties": {
                    "hvem_passer_pa": {
                        "title": "Hvem passer på?",
                        "type": "string",
                        "maxLength": 200,
                    }
                }
            },
        }
    ]
    said = "Vises når «Vil eleven svare selv her i Handlingsplan?» er «Ja»."
    assert said in plain(page(ada, f"{PLAN}/regler"))
    html = page(ada, answer.location)
    assert said in plain(html)
    assert 'id="f-hvem_passer_pa"' in html[html.index('id="prove"') :]


def test_what_is_typed_is_kept_when_something_is_missing(ada: FlaskClient) -> None:
    answer = sends(ada, f"{PLAN}?nytt=", {**LINE, "_tekst": "", "_hjelp": "Husk meg"})
    assert answer.status_code == 422
    assert "Husk meg" in answer.get_data(as_text=True)


def test_the_preview_follows_what_is_typed_before_it_is_saved(ada: FlaskClient, draft: Any) -> None:
    at = f"{PLAN}?felt=/properties/evalueres_av"
    typed = {**settings_of(ada, at), "_tekst": "Hvem er med?", "_action": "refresh"}
    html = ada.post(at, data=typed).get_data(as_text=True)
    assert "Hvem er med?" in html[html.index('id="prove"') :]
    assert draft()["properties"]["evalueres_av"]["title"] == "Hvem skal være med på evalueringen?"


def test_two_who_change_the_same_form_both_keep_what_they_wrote(
    ada: FlaskClient, act: Act, draft: Any
) -> None:
    at = f"{PLAN}?felt=/properties/evalueres_av"
    mine = {**settings_of(ada, at), "_tekst": "Mitt ord"}

    def change(session: Any, cast: Cast) -> None:
        kept = processdrafts.of(session, "skolemiljosak")
        text = kept.bundle.files["forms/plan.json"].replace("Hvem skal være med på", "Hvem gjør")
        files = {"forms/plan.json": text}
        processdrafts.save(session, "skolemiljosak", files, seen=kept.revision, by=cast.randi)

    act(change)
    answer = ada.post(at, data=mine)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Randi Rektor har endret skjemaet mens du skrev" in plain(html)
    assert 'value="Mitt ord"' in html
    assert "Hvem gjør evalueringen?" in html
    mine |= {"_sett": seen(html), "_once": re.findall(r'name="_once" value="([^"]+)"', html)[0]}
    assert ada.post(at, data=mine).status_code == 303
    assert draft()["properties"]["evalueres_av"]["title"] == "Mitt ord"


def test_somebody_elses_work_on_another_part_of_the_flow_is_no_conflict(
    ada: FlaskClient, act: Act
) -> None:
    at = f"{PLAN}?felt=/properties/evalueres_av"
    mine = {**settings_of(ada, at), "_tekst": "Mitt ord"}

    def change(session: Any, cast: Cast) -> None:
        files = {"LESMEG.md": "# Annet\n"}
        processdrafts.save(session, "skolemiljosak", files, seen=0, by=cast.randi)

    act(change)
    assert ada.post(at, data=mine).status_code == 303


def test_a_question_removed_by_somebody_else_gives_back_what_was_typed(
    ada: FlaskClient, act: Act
) -> None:
    at = f"{PLAN}?felt=/properties/evalueres_av"
    mine = {**settings_of(ada, at), "_tekst": "Mitt ord"}

    def change(session: Any, cast: Cast) -> None:
        kept = processdrafts.of(session, "skolemiljosak")
        text = formedit.remove_field(
            kept.bundle.files["forms/plan.json"], "/properties/evalueres_av", published=False
        )
        files = {"forms/plan.json": text}
        processdrafts.save(session, "skolemiljosak", files, seen=0, by=cast.randi)

    act(change)
    answer = ada.post(at, data=mine)
    assert answer.status_code == 409
    assert 'value="Mitt ord"' in answer.get_data(as_text=True)


def test_a_published_question_is_retired_and_no_longer_asked(ada: FlaskClient, draft: Any) -> None:
    at = "/properties/evalueres_av"
    answer = sends(ada, f"{PLAN}/grep", {"gjor": "fjern", "felt": at}, PLAN)
    html = page(ada, answer.location)
    assert "er utgått: ingen får spørsmålet, men gamle svar kan leses" in plain(html)
    assert draft()["properties"]["evalueres_av"]["deprecated"] is True
    assert 'id="f-evalueres_av"' not in html
    sends(ada, f"{PLAN}/grep", {"gjor": "tilbake", "felt": at}, PLAN)
    assert "deprecated" not in draft()["properties"]["evalueres_av"]


def test_a_question_that_was_never_published_is_gone_when_removed_and_can_be_undone(
    ada: FlaskClient, draft: Any
) -> None:
    sends(ada, f"{PLAN}?nytt=", LINE)
    at = "/properties/hvem_passer_pa"
    sends(ada, f"{PLAN}/grep", {"gjor": "kopi", "felt": at}, PLAN)
    assert "hvem_passer_pa_2" in draft()["properties"]
    sends(ada, f"{PLAN}/grep", {"gjor": "fjern", "felt": at}, PLAN)
    assert "hvem_passer_pa" not in draft()["properties"]
    html = page(ada, PLAN)
    revision = re.search(r'name="revisjon" value="(\d+)"', html)
    assert revision
    sends(ada, f"{PLAN}/angre", {"gjor": "angre", "revisjon": revision[1]}, PLAN)
    assert "hvem_passer_pa" in draft()["properties"]


def test_questions_change_places(ada: FlaskClient, draft: Any) -> None:
    sends(ada, f"{PLAN}/grep", {"gjor": "opp", "felt": "/properties/evalueres"}, PLAN)
    assert list(draft()["properties"])[1:3] == ["evalueres", "tiltak"]
    sends(ada, f"{PLAN}/grep", {"gjor": "ned", "felt": "/properties/evalueres"}, PLAN)
    assert list(draft()["properties"])[1:3] == ["tiltak", "evalueres"]
    dragged = {"felt": "/properties/evalueres", "mal": "/properties/problem"}
    sends(ada, f"{PLAN}/grep", {**dragged, "gjor": "foran"}, PLAN)
    assert list(draft()["properties"])[:2] == ["evalueres", "problem"]
    sends(ada, f"{PLAN}/grep", {**dragged, "gjor": "etter"}, PLAN)
    assert list(draft()["properties"])[:2] == ["problem", "evalueres"]
    row = {**dragged, "mal": "/properties/tiltak/items/properties/hva", "gjor": "etter"}
    answer = sends(ada, f"{PLAN}/grep", row, PLAN)
    assert "bare flyttes blant dem" in plain(page(ada, answer.location))


def test_what_the_law_demands_keeps_its_meaning_whatever_is_sent(
    ada: FlaskClient, draft: Any
) -> None:
    at = f"{PLAN}?felt=/properties/evalueres"
    assert "Loven krever dette spørsmålet" in plain(page(ada, at))
    typed = settings_of(ada, at)
    assert not {"_slag", "_ma", "_plikt"} & typed.keys()
    forged = {**typed, "_tekst": "Når ser vi på det igjen?", "_slag": "line", "_plikt": "D1"}
    assert ada.post(at, data=forged).status_code == 303
    made = draft()["properties"]["evalueres"]
    assert (made["title"], made["format"], made["x-duty"]) == (
        "Når ser vi på det igjen?",
        "date",
        "D6",
    )
    answer = sends(ada, f"{PLAN}/grep", {"gjor": "fjern", "felt": "/properties/evalueres"}, PLAN)
    assert "Loven krever dette spørsmålet" in plain(page(ada, answer.location))
    assert "deprecated" not in draft()["properties"]["evalueres"]


def test_a_question_others_wait_for_says_which(ada: FlaskClient) -> None:
    here = "/skjema/melding/melding"
    answer = sends(ada, f"{here}/grep", {"gjor": "fjern", "felt": "/properties/melder"}, here)
    assert "Endre regelen der først" in plain(page(ada, answer.location))


def test_the_bank_gives_a_ready_question_once(ada: FlaskClient, draft: Any) -> None:
    here = f"{PLAN}/bank"
    assert plain(page(ada, here)).count("Er i skjemaet") == 4
    answer = sends(ada, here, {"velg": "vanlige.alvorlig"})
    assert answer.location.endswith("felt=/properties/alvorlig")
    assert draft()["properties"]["alvorlig"]["type"] == "boolean"
    assert sends(ada, here, {"velg": "vanlige.alvorlig"}).location.endswith("/bank")
    assert sends(ada, here, {"velg": "tull"}).location.endswith("/bank")


def test_every_question_of_the_bank_is_a_form_that_can_be_read(ada: FlaskClient) -> None:
    with ada.application.test_request_context():
        ready = [one for group in formbank.groups() for one in group.questions]
        text = formedit.new_form("Alle")
        for number, one in enumerate(ready):
            name = one.name if not number else f"{one.name}_{number}"
            text = formedit.add_ready(text, "", name, dict(one.schema))[0]
            assert one.schema["x-i18n"]["nn"]["title"]
        assert [how for _at, _said, how in formwords.faults(text)] == []


def test_the_text_goes_round_without_a_letter_lost(ada: FlaskClient, school: sa.Engine) -> None:
    here = f"{PLAN}/tekst"
    html = page(ada, here)
    shown = re.search(r'name="tekst"[^>]*>\n(.*?)</textarea>', html, re.S)
    assert shown
    text = unescaped(shown[1]).replace("\n", "\r\n")
    assert sends(ada, here, {"tekst": text}).status_code == 303
    with database.reading(school) as session:
        assert not processdrafts.of(session, "skolemiljosak").begun


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text[:-3], "Teksten er ikke gyldig på linje"),
        (lambda text: "[]", "Teksten må begynne med {"),
        (lambda text: text.replace('"format": "date"', '"format": "dato"', 1), "Formatet «dato»"),
        (lambda text: text.replace('"evalueres_av": {', '"evaluert_av": {'), "er publisert"),
        (lambda text: text.replace('"type"', '"title": "", "type"', 1), "står to ganger"),
    ],
)
def test_a_text_that_is_no_form_is_kept_and_told_what_is_wrong(
    ada: FlaskClient, school: sa.Engine, change: Any, said: str
) -> None:
    with database.reading(school) as session:
        text = processdrafts.of(session, "skolemiljosak").bundle.files["forms/plan.json"]
    answer = sends(ada, f"{PLAN}/tekst", {"tekst": change(text) + " "})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in plain(html)
    with database.reading(school) as session:
        assert not processdrafts.of(session, "skolemiljosak").begun


def test_a_text_somebody_else_changed_stands_beside_ones_own(ada: FlaskClient, draft: Any) -> None:
    here = f"{PLAN}/tekst"
    html = page(ada, here)
    mine = json.dumps(draft() | {"title": "Skriv planen"})
    sealed = {"csrf_token": csrf_of(html), "_sett": seen(html)}
    sends(ada, f"{PLAN}?nytt=", LINE)
    answer = ada.post(here, data={**sealed, "tekst": mine})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Skriv planen" in html
    assert "hvem_passer_pa" in html


@pytest.mark.parametrize("place", ["felt=/title", "felt=/tull/9", "nytt=/properties", "nytt=/tull"])
def test_an_address_that_leads_nowhere_leads_to_the_form(ada: FlaskClient, place: str) -> None:
    answer = ada.get(f"{PLAN}?{place}")
    assert answer.location.endswith(PLAN)
    page(ada, answer.location)


@pytest.mark.parametrize("broken", ["{", "[]"])
def test_a_form_that_cannot_be_read_is_mended_as_text(
    ada: FlaskClient, act: Act, broken: str
) -> None:
    typed = settings_of(ada, PLAN)

    def change(session: Any, cast: Cast) -> None:
        files = {"forms/plan.json": broken}
        processdrafts.save(session, "skolemiljosak", files, seen=0, by=cast.randi)

    act(change)
    for path in ("", "?nytt=", "/regler", "/bank"):
        assert ada.get(PLAN + path).location.endswith("/tekst"), path
    assert ada.post(PLAN, data=typed).status_code in (302, 409)
    assert "Teksten" in plain(page(ada, f"{PLAN}/tekst"))


def test_a_new_form_begins_with_its_name_and_asks_for_a_question(
    ada: FlaskClient, draft: Any
) -> None:
    here = "/skjema/skolemiljosak/ny"
    sealed = {"csrf_token": csrf_of(page(ada, here))}
    assert ada.post(here, data={**sealed, "tittel": " "}).status_code == 422
    answer = ada.post(here, data={**sealed, "tittel": "Ny", "innledning": "Kort."})
    assert answer.location.endswith("/skjema/skolemiljosak/ny_2?nytt=")
    assert draft(key="ny_2") == json.loads(formedit.new_form("Ny", "Kort."))
    assert "Nytt spørsmål" in page(ada, answer.location)


def test_a_change_of_kind_says_how_much_is_answered_already(ada: FlaskClient, act: Act) -> None:
    act(reported)
    at = "/skjema/tiny/melding?felt=/properties/hva"
    typed = {**settings_of(ada, at), "_slag": "line", "_action": "refresh"}
    html = ada.post(at, data=typed).get_data(as_text=True)
    assert "Endringen gjelder svar noen kan ha gitt" in plain(html)
    assert "Innsendte skjemaer: 1. Påbegynte kladder: 0." in plain(html)


def test_the_editor_reads_as_well_in_nynorsk(ada: FlaskClient) -> None:
    html = page(ada, f"{PLAN}?maal=nn")
    assert "Kva problem skal tiltaka løyse?" in html[html.index('id="prove"') :]
    assert "Hvilke problemer skal tiltakene løse?" in html[: html.index('id="prove"')]


def test_the_settings_of_every_kind_are_a_form_that_reads_its_own_answers(
    ada: FlaskClient,
) -> None:
    from engine.bundles.formkinds import KINDS, Choice, Settings, fresh
    from engine.bundles.formkinds import settings_of as read

    with ada.application.test_request_context():
        form = questionform.question_form()
        for kind in KINDS:
            now = read(fresh(Settings(kind, "Hva?", choices=(Choice("a", "A"), Choice("b", "B")))))
            answers = form.prune(questionform.answers_of(now, True))
            assert form.check(answers) == [], kind
            assert questionform.settings_from(form, answers, now) == now
        assert isinstance(form, Form)
