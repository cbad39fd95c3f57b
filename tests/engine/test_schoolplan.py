"""The rows of the school's plan: reworded, never overwritten."""

import pytest
from sqlalchemy.orm import Session

from engine import audit, schoolplan
from engine.audit import NO_CASE, Kind
from engine.errors import Refused, Stale
from tests.cast import Cast

WORDS = {
    "nb": {"hva": "Makkerordning", "nar": "Hele året", "hvordan": "Nye makkere", "ansvar": "Alle"},
    "nn": {
        "hva": "Makkarordning",
        "nar": "Heile året",
        "hvordan": "Nye makkarar",
        "ansvar": "Alle",
    },
}


def test_a_row_says_what_the_school_wrote_last(session: Session, cast: Cast) -> None:
    schoolplan.reword(session, "F4", WORDS, cast.randi, "Tydeligere", seen=0)
    later = {**WORDS, "nb": {**WORDS["nb"], "nar": "Fra uke 35"}}
    schoolplan.reword(session, "F4", later, cast.randi, "", seen=1)
    found = schoolplan.wordings(session)["F4"]
    assert (found.number, found.words["nb"]["nar"]) == (2, "Fra uke 35")


def test_what_a_row_said_before_can_still_be_read(session: Session, cast: Cast) -> None:
    schoolplan.reword(session, "F4", WORDS, cast.randi, "Tydeligere", seen=0)
    schoolplan.reword(session, "F4", WORDS, cast.randi, "Igjen", seen=1)
    told = [(one.number, one.by, one.why) for one in schoolplan.history(session, "F4")]
    assert told == [(2, cast.randi.id, "Igjen"), (1, cast.randi.id, "Tydeligere")]


def test_a_change_of_the_plan_stands_in_the_trail(session: Session, cast: Cast) -> None:
    schoolplan.reword(session, "F4", WORDS, cast.randi, "Tydeligere", seen=0)
    event = audit.trail(session, NO_CASE)[-1]
    assert (event.kind, event.body["row"], event.actor_id) == (
        Kind.PLAN_REWORDED,
        "F4",
        cast.randi.id,
    )


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
@pytest.mark.parametrize("lang", ["nb", "nn"])
def test_a_row_without_a_text_or_with_a_flood_is_refused(
    session: Session, cast: Cast, lang: str, text: str
) -> None:
    words = {**WORDS, lang: {**WORDS[lang], "ansvar": text}}
    with pytest.raises(Refused) as refused:
        schoolplan.reword(session, "F4", words, cast.randi, "", seen=0)
    assert refused.value.facts["fields"] == [f"{lang}.ansvar"]
    assert schoolplan.wordings(session) == {}


def test_two_who_reword_a_row_do_not_overwrite_each_other(session: Session, cast: Cast) -> None:
    schoolplan.reword(session, "F4", WORDS, cast.randi, "", seen=0)
    with pytest.raises(Stale):
        schoolplan.reword(session, "F4", WORDS, cast.randi, "", seen=0)
