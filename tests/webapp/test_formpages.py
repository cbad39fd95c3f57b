import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict

from engine.bundles import AnswerError, Form
from tests.webapp.formstrategies import WORDS, forms
from tests.webapp.posting import controls, render, reposted
from tests.webapp.richform import ANSWERS, a_form, rich_form
from webapp.formcontext import FileRefused, FormContext, Match
from webapp.formpages import FormPage, from_answers, from_pairs, from_post, searched

EVERYBODY = FormContext(audience=None)


def post(form: Form, context: FormContext = EVERYBODY, **texts: str) -> FormPage:
    return from_post(form, MultiDict(texts), context)


def messages_of(page: FormPage) -> dict[str, str]:
    page.validate()
    return {error.field_id: error.summary for error in page.errors}


@given(forms())
@settings(max_examples=40, deadline=None)
def test_any_valid_answers_survive_the_page_and_come_back_from_its_post(
    drawn: tuple[Form, dict[str, Any]],
) -> None:
    form, answers = drawn
    assert form.check(answers) == []
    shown = from_answers(form, answers, EVERYBODY)
    assert shown.answers == answers
    returned = from_post(form, reposted(shown), EVERYBODY)
    assert returned.answers == answers
    assert returned.validate()
    again = from_pairs(form, returned.pairs, EVERYBODY)
    assert again.answers == answers


@given(st.lists(st.one_of(WORDS, st.just("a\r\nb")), min_size=5, max_size=5))
@settings(max_examples=40, deadline=None)
def test_whatever_was_typed_is_on_the_refused_page_exactly_as_typed(texts: list[str]) -> None:
    form = rich_form()
    names = ["beskrivelse", "hendelse_dato", "antall", "vitner-0", "tiltak-0-hva"]
    typed = dict(zip(names, texts, strict=True))
    page = post(form, **typed)
    assert not page.validate()
    shown = dict(controls(render(page)))
    for name, text in typed.items():
        if text.strip() or not name.endswith(("-0", "hva")):
            assert shown[name].replace("\r\n", "\n") == text.replace("\r\n", "\n"), name


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(), max_size=30).map(lambda text: f"ab\x00{text}\ud800"))
def test_characters_nobody_can_store_are_refused_in_words_and_never_crash(text: str) -> None:
    page = post(rich_form(), beskrivelse=text)
    html = render(page).encode()
    assert not page.validate()
    assert "inneholder et tegn vi ikke kan lagre" in messages_of(page)["f-beskrivelse"]
    assert "\ufffd".encode() in html
    json.dumps(page.answers).encode()
    assert not json.dumps(page.pairs).count("ud800")


def test_everything_missing_is_said_at_its_own_field() -> None:
    page = from_answers(rich_form(), None, EVERYBODY)
    assert set(messages_of(page)) == {
        "f-hendelse_dato",
        "f-kilde-0",
        "f-beskrivelse",
        "f-ansatt_krenker-0",
        "f-tiltak-0-hva",
        "f-tiltak-0-type-0",
        "f-bekreft",
    }
    html = render(page)
    for error in page.errors:
        assert html.count(f'href="#{error.field_id}"') == 2
        assert f'id="{error.field_id}"' in html


def test_an_answer_that_opens_a_question_opens_it_and_closing_it_drops_the_answer() -> None:
    form = rich_form()
    asked = post(form, ansatt_krenker="true", skoleeier="false", hvorfor_ikke="Ikke ennå")
    assert asked.answers["hvorfor_ikke"] == "Ikke ennå"
    closed = post(form, ansatt_krenker="false", skoleeier="false", hvorfor_ikke="Ikke ennå")
    assert closed.answers.keys() & {"skoleeier", "hvorfor_ikke"} == set()


def test_an_answer_to_a_closed_question_comes_back_when_it_is_opened_again() -> None:
    form = rich_form()
    closed = post(form, ansatt_krenker="false", skoleeier="false", hvorfor_ikke="Ikke ennå")
    carried = reposted(closed)
    carried["ansatt_krenker"] = "true"
    assert from_post(form, carried, EVERYBODY).answers["hvorfor_ikke"] == "Ikke ennå"


def test_a_condition_inside_a_row_concerns_that_row_only() -> None:
    page = from_answers(rich_form(), ANSWERS, EVERYBODY)
    names = {name for name, _ in controls(render(page))}
    assert "tiltak-1-evalueres" in names
    assert "tiltak-0-evalueres" not in names
    changed = reposted(page)
    changed["tiltak-0-type"] = "Varig"
    errors = messages_of(from_post(rich_form(), changed, EVERYBODY))
    assert errors == {
        "f-tiltak-0-evalueres": "Tiltak 1: Skriv en dato i «Evalueres», for eksempel 24.12.2026."
    }


def test_a_new_row_is_there_and_has_the_focus() -> None:
    page = from_answers(rich_form(), ANSWERS, EVERYBODY)
    pressed = reposted(page)
    pressed["_action"] = "add:tiltak"
    html = render(from_post(rich_form(), pressed, EVERYBODY))
    assert 'id="f-tiltak-2-hva"' in html
    (control,) = [tag for tag in html.split("<") if " autofocus" in tag]
    assert 'id="f-tiltak-2-hva"' in control


def test_a_removed_row_is_gone_and_the_others_keep_their_texts() -> None:
    pressed = reposted(from_answers(rich_form(), ANSWERS, EVERYBODY))
    pressed["_action"] = "drop:tiltak-0"
    page = from_post(rich_form(), pressed, EVERYBODY)
    assert page.answers["tiltak"] == ANSWERS["tiltak"][1:]
    (control,) = [tag for tag in render(page).split("<") if " autofocus" in tag]
    assert 'id="f-tiltak-add"' in control


@pytest.mark.parametrize("action", ["up:tiltak-1", "down:tiltak-0"])
def test_a_moved_row_changes_place_with_its_condition(action: str) -> None:
    pressed = reposted(from_answers(rich_form(), ANSWERS, EVERYBODY))
    pressed["_action"] = action
    page = from_post(rich_form(), pressed, EVERYBODY)
    assert page.answers["tiltak"] == ANSWERS["tiltak"][::-1]


@pytest.mark.parametrize(
    "action",
    ["add:finnes_ikke", "add:beskrivelse", "drop:tiltak-77", "up:tiltak-0", "drop:-", "add:", "²"],
)
def test_a_row_button_that_means_nothing_changes_nothing(action: str) -> None:
    pressed = reposted(from_answers(rich_form(), ANSWERS, EVERYBODY))
    pressed["_action"] = action
    assert from_post(rich_form(), pressed, EVERYBODY).answers == ANSWERS


def test_blank_rows_do_not_count_and_do_not_stop_anybody() -> None:
    form = rich_form()
    pressed = reposted(from_answers(form, ANSWERS, EVERYBODY))
    pressed["_action"] = "add:tiltak"
    grown = reposted(from_post(form, pressed, EVERYBODY))
    grown["_action"] = "add:vitner"
    page = from_post(form, grown, EVERYBODY)
    assert page.validate()
    assert page.answers == ANSWERS


def test_what_the_form_does_not_ask_is_ignored() -> None:
    page = post(rich_form(), beskrivelse="Tekst", rektor_godkjent="true", **{"tiltak-0-x": "1"})
    assert page.answers == {"beskrivelse": "Tekst", "tiltak": [{}]}
    assert {name for name, _ in page.pairs} == {"beskrivelse", "tiltak-0-_row"}


def test_the_post_of_a_huge_row_number_makes_one_row() -> None:
    page = post(rich_form(), **{"vitner-99999999": "Ola", "vitner-77": "Kari", "vitner-²": "x"})
    assert page.answers["vitner"] == ["Kari"]


def test_defaults_and_earlier_answers_fill_in_the_first_time_only() -> None:
    fields = {
        "niva": {"type": "string", "title": "Nivå", "default": "vanlig"},
        "problem": {"type": "string", "title": "Problem", "x-prefill": "melding.hva"},
        "mer": {"type": "boolean", "title": "Mer", "default": True},
    }
    earlier = a_form({"hva": {"type": "string", "title": "Hva"}})
    context = FormContext(audience=None, earlier={"melding": (earlier, {"hva": "Dyttet"})})
    first = from_answers(a_form(fields), None, context)
    assert first.answers == {"niva": "vanlig", "problem": "Dyttet", "mer": True}
    emptied = reposted(first)
    emptied["niva"] = ""
    emptied.poplist("mer")
    assert from_post(a_form(fields), emptied, context).answers == {"problem": "Dyttet"}
    assert from_answers(a_form(fields), {}, context).answers == {}


def test_a_default_fills_in_where_a_question_appears_later() -> None:
    fields = {"styrer": {"type": "boolean", "title": "Styrer"}}
    then = {"properties": {"ny": {"type": "string", "title": "Ny", "default": "ja"}}}
    asked = {"properties": {"styrer": {"const": True}}, "required": ["styrer"]}
    form = a_form(fields, **{"if": asked, "then": then})
    first = reposted(from_answers(form, None, EVERYBODY))
    first["styrer"] = "true"
    assert from_post(form, first, EVERYBODY).answers == {"styrer": True, "ny": "ja"}


def test_a_read_only_field_shows_the_value_of_the_case_and_takes_no_post() -> None:
    form = a_form({"elev": {"type": "string", "title": "Elev", "readOnly": True}})
    context = FormContext(audience=None, readonly={"elev": "Ola <Nordmann>"})
    page = post(form, context, elev="En annen")
    html = render(page)
    assert "Ola &lt;Nordmann&gt;" in html
    assert page.answers == {}
    assert 'id="f-elev" name' not in html


def test_a_field_for_others_is_neither_shown_nor_accepted() -> None:
    fields = {
        "ord": {"type": "string", "title": "Egne ord", "x-visible-to": ["pupil", "staff"]},
        "notat": {"type": "string", "title": "Internt notat"},
    }
    page = post(a_form(fields), FormContext(audience="pupil"), ord="Hei", notat="lurt inn")
    assert page.answers == {"ord": "Hei"}
    assert "notat" not in render(page)
    assert post(a_form(fields), FormContext(), notat="Sett").answers == {"notat": "Sett"}


PERSON = {"ansvarlig": {"type": "string", "format": "person", "title": "Ansvarlig"}}
PEOPLE = {"kari": "Kari Vik", "kari_2": "Kari Li", "ola": "Ola Li"}


def find(text: str, source: str) -> Match:
    assert source == "staff"
    hits = [(key, name) for key, name in PEOPLE.items() if text.lower() in name.lower()]
    return Match(hits[0][0]) if len(hits) == 1 else Match(None, hits)


KNOWS = FormContext(audience=None, find_person=find, person_name=PEOPLE.get, search_url="/sok")


def test_a_person_is_found_by_name_and_shown_by_name() -> None:
    page = post(a_form(PERSON), KNOWS, ansvarlig="ola")
    assert page.answers == {"ansvarlig": "ola"}
    stored = from_answers(a_form(PERSON), {"ansvarlig": "kari_2"}, KNOWS)
    assert 'value="Kari Li"' in render(stored)


def test_namesakes_are_told_apart_by_a_choice() -> None:
    form = a_form(PERSON)
    page = post(form, KNOWS, ansvarlig="Kari")
    assert messages_of(page) == {
        "f-ansvarlig": "Flere heter det du skrev i «Ansvarlig». Velg hvem du mener."
    }
    html = render(page)
    assert "Kari Vik" in html
    assert "Kari Li" in html
    chosen = post(form, KNOWS, ansvarlig="Kari", **{"ansvarlig-_key": "kari_2"})
    assert chosen.validate()
    assert chosen.answers == {"ansvarlig": "kari_2"}


def test_a_key_that_nobody_offered_is_not_taken() -> None:
    form = a_form(PERSON, required=("ansvarlig",))
    page = post(form, KNOWS, ansvarlig="Kari", **{"ansvarlig-_key": "ola"})
    assert page.answers == {}
    nobody = post(form, KNOWS, ansvarlig="rektor")
    assert "Vi finner ingen" in messages_of(nobody)["f-ansvarlig"]


def test_suggestions_are_asked_for_with_the_typed_name_and_nothing_else() -> None:
    html = render(post(a_form(PERSON), KNOWS))
    assert 'hx-post="/sok"' in html
    assert 'data-sends="csrf_token felt kilde ansvarlig"' in html
    assert searched({"felt": "tiltak-0-hvem", "tiltak-0-hvem": "ka", "kilde": "student"}) == (
        "ka",
        "student",
    )


FILES = {
    "bilde": {"type": "string", "format": "attachment", "title": "Bilde"},
    "vedlegg": {
        "type": "array",
        "title": "Vedlegg",
        "items": {"type": "string", "format": "attachment", "x-accept": ["application/pdf"]},
    },
}


class Shelf:
    """Keeps files in memory."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {"7": "gammel.pdf"}

    def store(self, upload: FileStorage, schema: Any) -> str:
        if not upload.stream.read():
            raise FileRefused("Filen er tom. Velg en annen.")
        self.names[f"f{len(self.names)}"] = upload.filename or ""
        return f"f{len(self.names) - 1}"

    def context(self) -> FormContext:
        return FormContext(audience=None, store_file=self.store, file_name=self.names.get)


def upload(name: str, content: bytes = b"x") -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


def test_an_uploaded_file_is_kept_also_when_the_rest_is_refused() -> None:
    shelf = Shelf()
    sent = MultiDict([("vedlegg", upload("a.pdf")), ("vedlegg", upload("b.pdf"))])
    page = from_post(a_form(FILES), MultiDict({"vedlegg": "7"}), shelf.context(), sent)
    assert page.answers == {"vedlegg": ["7", "f1", "f2"]}
    back = from_post(a_form(FILES), reposted(page), shelf.context())
    assert back.answers == page.answers
    assert "b.pdf" in render(back)


def test_a_new_file_takes_the_place_of_the_one_there_was() -> None:
    shelf = Shelf()
    sent = MultiDict({"bilde": upload("ny.png")})
    page = from_post(a_form(FILES), MultiDict({"bilde": "7"}), shelf.context(), sent)
    assert page.answers == {"bilde": "f1"}
    assert "gammel.pdf" not in render(page)


def test_a_file_is_removed_by_its_button() -> None:
    shelf = Shelf()
    pressed = MultiDict({"vedlegg": "7", "_action": "detach:vedlegg:7"})
    assert from_post(a_form(FILES), pressed, shelf.context()).answers == {}


def test_a_file_that_is_not_ones_own_is_as_if_not_sent() -> None:
    page = from_post(a_form(FILES), MultiDict({"bilde": "999"}), Shelf().context())
    assert page.answers == {}


def test_a_refused_file_is_explained_at_its_field_at_once() -> None:
    sent = MultiDict({"bilde": upload("tom.png", b"")})
    page = from_post(a_form(FILES), MultiDict({"_action": "refresh"}), Shelf().context(), sent)
    assert [error.message for error in page.errors] == ["Filen er tom. Velg en annen."]
    assert "Filen er tom" in render(page)


def test_earlier_answers_stand_beside_the_form() -> None:
    melding = a_form(
        {
            "beskrivelse": {"type": "string", "title": "Beskrivelse"},
            "steder": {"type": "array", "title": "Steder", "items": {"type": "string"}},
        }
    )
    answers = {"beskrivelse": "<script>", "steder": ["Gang", "Nett"]}
    context = FormContext(earlier={"melding": (melding, answers)})
    html = render(from_answers(rich_form(), None, context))
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert html.index("Tidligere svar i saken") < html.index('id="f-hendelse_dato"')


def test_a_fault_that_belongs_to_no_field_is_said_for_the_whole_form() -> None:
    page = post(rich_form(), beskrivelse="Tekst")
    assert not page.refuse([AnswerError("", "anyOf"), AnswerError("/ukjent", "required")])
    assert [error.field_id for error in page.errors] == ["", ""]
    assert "Skjemaet" in page.errors[0].message


def test_only_answers_that_other_questions_depend_on_draw_the_form_again() -> None:
    html = render(from_answers(rich_form(), ANSWERS, EVERYBODY))
    marked = [tag for tag in html.split("<") if " data-refresh" in tag]
    names = {tag.split(' name="')[1].split('"')[0] for tag in marked if ' name="' in tag}
    assert names == {
        "ansatt_krenker",
        "skoleeier",
        "tiltak-0-type",
        "tiltak-1-type",
        "vedlegg",
    }


def test_errors_stay_on_the_page_as_they_now_stand_while_it_is_mended() -> None:
    form = rich_form()
    sent = post(form, beskrivelse="ab")
    sent.validate()
    mended = reposted(sent)
    mended["beskrivelse"] = "Nå står det mer her"
    mended["ansatt_krenker"] = "true"
    page = from_post(form, mended, EVERYBODY)
    told = {error.field_id for error in page.errors}
    assert "f-beskrivelse" not in told
    assert "f-skoleeier-0" in told
    assert " autofocus" not in render(page)
    mended["_action"] = "add:tiltak"
    grown = from_post(form, mended, EVERYBODY)
    assert not any(error.pointer.startswith("/tiltak/1") for error in grown.errors)
    assert any(error.pointer.startswith("/tiltak/0") for error in grown.errors)


def test_the_form_speaks_nynorsk() -> None:
    page = from_answers(rich_form(), None, FormContext(lang="nn"))
    assert messages_of(page)["f-hendelse_dato"] == (
        "Skriv ein dato i «Når hende det?», til dømes 24.12.2026."
    )
    assert "Hendinga" in render(page)


def test_enter_in_a_text_field_never_sends_the_form() -> None:
    html = render(from_answers(rich_form(), None))
    first = html[html.index('<button type="submit"') :].split(">")[0]
    assert 'value="refresh"' in first


def test_markup_in_texts_labels_and_choices_is_shown_not_run() -> None:
    evil = '"><script>alert(1)</script>'
    fields = {
        "a": {"type": "string", "title": evil, "description": evil, "examples": [evil]},
        "b": {"title": evil, "oneOf": [{"const": evil, "title": evil}]},
        "c": {"type": "array", "title": evil, "items": {"type": "string"}},
    }
    page = post(a_form(fields, required=("a", "b")), a=evil, b=evil, **{"c-0": evil})
    page.validate()
    assert "<script>" not in render(page)
