from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from webapp import fields
from webapp.formcontext import FormContext, Match

PERSON = {"type": "string", "format": "person", "x-source": "student"}
FILE = {"type": "string", "format": "attachment", "x-accept": [".pdf"], "x-maxBytes": 2_500_000}


def asked(schema: dict[str, Any], post: dict[str, Any], context: FormContext) -> Any:
    return fields.build({"properties": {"felt": schema}}, MultiDict(post), context)["felt"]


def test_the_name_is_looked_up_among_those_the_form_asks_for() -> None:
    sources: list[str] = []

    def find(text: str, source: str) -> Match:
        sources.append(source)
        return Match("ola")

    assert asked(PERSON, {"felt": "Ola"}, FormContext(find_person=find)).answer() == "ola"
    assert sources == ["student"]


@pytest.mark.parametrize(
    ("match", "fault"),
    [(Match(), "person_unknown"), (Match(None, [("a", "A"), ("b", "B")]), "person_ambiguous")],
)
def test_a_name_that_is_not_one_person_is_no_answer(match: Match, fault: str) -> None:
    context = FormContext(find_person=lambda text, source: match)
    leaf = asked(PERSON, {"felt": "Ola"}, context)
    assert leaf.answer() is None
    assert leaf.fault == fault


def test_a_class_is_chosen_among_those_the_school_has_now() -> None:
    context = FormContext(classes=lambda: [("1STA", "1STA"), ("2STA", "Media 2")])
    leaf = asked({"type": "string", "format": "group"}, {"felt": "2STA"}, context)
    assert [(value, label) for value, label, *_ in leaf.iter_choices()] == [
        ("", "Velg …"),
        ("1STA", "1STA"),
        ("2STA", "Media 2"),
    ]
    assert (leaf.answer(), leaf.fault) == ("2STA", "")
    gone = asked({"type": "string", "format": "group"}, {"felt": "3STA"}, context)
    assert (gone.answer(), gone.fault) == (None, "class_unknown")


def test_types_and_size_of_a_file_are_told_before_one_is_picked() -> None:
    leaf = asked(FILE, {}, FormContext())
    assert leaf.help == ["Filtyper: pdf.", "Høyst 2,5 MB."]
    assert leaf.attributes["accept"] == ".pdf"


def test_the_control_is_another_one_when_a_file_is_kept() -> None:
    context = FormContext(file_name={"7": "a.pdf"}.get)
    assert asked(FILE, {}, context).id == "f-felt"
    assert asked(FILE, {"felt": "7"}, context).id == "f-felt-7"
    assert asked(FILE, {"felt": "8"}, context).answer() is None
