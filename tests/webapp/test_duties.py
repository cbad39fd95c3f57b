"""What shows a duty, decided from forms and steps alone."""

from datetime import UTC, datetime
from typing import Any

from engine.bundles import Bundle, read_form
from engine.casefile import Submitted
from engine.runtime import compile_definition
from tests.builders import tiny
from webapp.duties import reachable, shown_by

FORM = """{"title": "Samtale", "type": "object", "properties": {
  "ord": {"title": "Elevens ord", "type": "string", "x-duty": "D7"},
  "tiltak": {"title": "Tiltak", "type": "array", "items": {"type": "object", "properties": {
      "hva": {"title": "Hva", "type": "string", "x-duty": "D6"},
      "kryss": {"title": "Ferdig", "type": "boolean"}}}},
  "enig": {"title": "Enig?", "type": "boolean", "x-duty": "D8"}}}"""


def shown(answers: dict[str, Any], duty: str = "D5") -> list[str]:
    drawn = (
        tiny().files["tiny.bpmn"].replace('name="duty" value="D5"', f'name="duty" value="{duty}"')
    )
    definition = compile_definition(Bundle("tiny", {**tiny().files, "tiny.bpmn": drawn}))
    sent = Submitted(1, "a", "vurder", "samtale", 1, datetime.now(UTC), 1, answers)
    return shown_by(definition, read_form(FORM, "samtale"), sent)


def test_a_question_nobody_answered_shows_nothing() -> None:
    assert shown({"ord": ""}) == ["D5"]
    assert shown({"tiltak": []}) == ["D5"]
    assert shown({"tiltak": [{"kryss": True}]}) == ["D5"]


def test_answers_show_the_duties_of_their_questions_also_inside_rows() -> None:
    assert shown({"ord": "Jeg er redd"}) == ["D5", "D7"]
    assert shown({"tiltak": [{"kryss": True}, {"hva": "Ny plass"}]}) == ["D5", "D6"]


def test_no_is_an_answer() -> None:
    assert shown({"enig": False}) == ["D5", "D8"]


def test_a_step_does_not_show_what_its_form_asks_and_nobody_answered() -> None:
    assert shown({"ord": "Jeg er redd"}, duty="D5 D8") == ["D5", "D7"]


def test_what_is_ahead_is_told_nearest_first() -> None:
    definition = compile_definition(tiny())
    assert reachable(definition, ["vurder"]) == ["vurder", "slutt"]
    assert reachable(definition, ["start"]) == ["start", "vurder", "slutt"]
    assert reachable(definition, ["finnes_ikke"]) == []


def test_what_is_ahead_goes_into_what_is_called_and_on_after_it() -> None:
    definition = compile_definition(tiny("kaller"), [tiny("kalt")])
    ahead = reachable(definition, ["vurder"])
    assert ahead.index("kall") < ahead.index("kalt/spor") < ahead.index("kalt/ut")
    assert "les" in ahead
    assert "les" in reachable(definition, ["kall", "kalt/spor"])
