from flask import render_template_string

from tests.webapp.posting import APP
from tests.webapp.richform import ANSWERS, a_form, rich_form
from webapp import formshow
from webapp.formcontext import FormContext
from webapp.formshow import Line

HERE = FormContext(audience=None, person_name={"ola": "Ola Berg"}.get)


def shown(context: FormContext = HERE) -> dict[str, Line]:
    sections = formshow.sections(rich_form(), {**ANSWERS, "ansvarlig": "ola"}, context)
    return {line.label: line for section in sections for line in section.lines}


def test_answers_are_read_in_words() -> None:
    lines = shown()
    assert lines["Når skjedde det?"].texts == ("20.11.2026",)
    assert lines["Klokkeslett"].texts == ("kl. 09.30",)
    assert lines["Møte"].texts == ("24.11.2026 kl. 14.00",)
    assert lines["Hvem meldte fra?"].texts == ("Eleven selv",)
    assert lines["Hvor skjedde det?"].texts == ("Gang", "Nett")
    assert lines["Gjelder det en ansatt?"].texts == ("Ja",)
    assert lines["Beløp"].texts == ("12,5",)
    assert lines["Ansvarlig"].texts == ("Ola Berg",)
    assert lines["Tiltak"].parts[1].label == "Tiltak 2"
    assert lines["Tiltak"].parts[1].parts[-1] == Line("Evalueres", ("20.12.2026",))


def test_the_order_and_the_headings_are_those_of_the_form() -> None:
    sections = formshow.sections(rich_form(), ANSWERS, HERE)
    assert [section.heading for section in sections] == ["Hendelsen"]
    labels = [line.label for line in sections[0].lines]
    assert labels.index("Når skjedde det?") < labels.index("Er skoleeier varslet?")
    assert labels.index("Er skoleeier varslet?") < labels.index("Tiltak")


def test_labels_are_in_the_readers_language() -> None:
    assert "Når hende det?" in shown(FormContext(lang="nn", audience=None))


def test_what_is_for_others_is_left_out_also_inside_rows() -> None:
    row = {
        "type": "object",
        "properties": {
            "ord": {"type": "string", "title": "Ord", "x-visible-to": ["pupil"]},
            "notat": {"type": "string", "title": "Notat"},
        },
    }
    form = a_form({"samtaler": {"type": "array", "title": "Samtaler", "items": row}})
    answers = {"samtaler": [{"ord": "Hei", "notat": "HEMMELIG"}]}
    sections = formshow.sections(form, answers, FormContext(audience="pupil"))
    assert "HEMMELIG" not in repr(sections)
    assert "Hei" in repr(sections)
    assert "Hei" not in repr(formshow.sections(form, answers, FormContext(audience="guardian")))


def test_a_mark_on_a_whole_group_holds_for_what_is_inside() -> None:
    group = {
        "type": "object",
        "title": "Sted",
        "x-visible-to": ["guardian"],
        "properties": {"bygg": {"type": "string", "title": "Bygg"}},
    }
    form = a_form({"sted": group})
    answers = {"sted": {"bygg": "B"}}
    assert formshow.sections(form, answers, FormContext(audience="guardian"))
    assert not formshow.sections(form, answers, FormContext(audience="staff"))


def test_stored_text_is_shown_and_never_run() -> None:
    form = a_form({"a": {"type": "string", "title": "<b>A</b>"}})
    sections = formshow.sections(form, {"a": "<script>"}, HERE)
    with APP.test_request_context():
        html = render_template_string(
            "{% from 'forms/_answers.html' import show %}{{ show(sections) }}", sections=sections
        )
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<b>" not in html


def test_an_answer_outside_its_choices_is_shown_as_it_was_stored() -> None:
    assert formshow.in_words({"enum": ["a"]}, "utgått", HERE) == "utgått"
    assert formshow.in_words({"type": "string", "format": "date"}, "i går", HERE) == "i går"


def test_earlier_answers_are_picked_by_form_and_field() -> None:
    form = a_form(
        {"x": {"type": "string", "title": "X"}}, **{"x-context": ["rikt.sted.bygg", "b.c"]}
    )
    context = FormContext(audience=None, earlier={"rikt": (rich_form(), ANSWERS)})
    assert formshow.beside(form, context) == [Line("Bygg", ("B",))]


def test_earlier_answers_of_several_forms_stand_under_whose_they_are() -> None:
    mening = {"mening": {"type": "string", "title": "Hva synes du?"}}
    pupil, guardian = a_form(mening, title="Elevens mening"), a_form(mening, title="De foresattes")
    form = a_form({}, **{"x-context": ["elev.mening", "foresatt.mening"]})
    earlier = {"foresatt": (guardian, {"mening": "Nei"}), "elev": (pupil, {"mening": "Ja"})}
    assert formshow.beside(form, FormContext(audience=None, earlier=earlier)) == [
        Line("Elevens mening", parts=(Line("Hva synes du?", ("Ja",)),)),
        Line("De foresattes", parts=(Line("Hva synes du?", ("Nei",)),)),
    ]
