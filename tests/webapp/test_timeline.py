"""Pieces that case pages are put together from."""

from collections import Counter
from pathlib import Path

import pytest

from engine import attachments
from engine.audit import Kind
from engine.bundles import read_diagram
from engine.casefile import Part
from engine.errors import Refused
from webapp import casedrawing, casehead, readforms, timeline

ROOT = Path(__file__).parent.parent.parent
#: Kinds that never stand in the trail of a case.
OUTSIDE = {
    Kind.VERSION_PUBLISHED,
    Kind.VERSION_ADOPTED,
    Kind.VERSION_FOLLOWED,
    Kind.VERSION_PROPOSED,
    Kind.VERSION_APPROVED,
    Kind.VERSION_REFUSED,
    Kind.VERSION_REVERTED,
    Kind.VERSION_RETIRED,
    Kind.VERSION_SET_ASIDE,
    Kind.PERSON_ADDED,
    Kind.PERSON_CHANGED,
    Kind.PERSON_LEFT,
    Kind.PEOPLE_IMPORTED,
    Kind.ROLE_GRANTED,
    Kind.ROLE_REVOKED,
    Kind.SIGNED_IN,
    Kind.SIGNED_OUT,
    Kind.TOKEN_ISSUED,
    Kind.VIEW_SAVED,
    Kind.PLAN_REWORDED,
    Kind.CALENDAR_CHANGED,
    Kind.CALENDAR_OPENED,
    Kind.CALENDAR_CLOSED,
    Kind.OCCASION_POSTPONED,
    Kind.OCCASION_STOPPED,
}


def test_every_kind_of_a_case_stands_in_exactly_one_group_of_the_stream() -> None:
    count = Counter(kind for group in timeline.GROUPS.values() for kind in group)
    assert set(count) == set(Kind) - OUTSIDE
    assert set(count.values()) == {1}
    assert set(timeline.group_names()) == set(timeline.GROUPS)


def test_every_part_has_its_place_among_the_people() -> None:
    assert sorted(casehead.PART_ORDER) == sorted(Part)
    assert casehead.part_words(Part.CASE_OWNER) == "saksansvarlig"


def test_everything_drawn_in_a_delivered_flow_has_a_word() -> None:
    for path in (ROOT / "processes").glob("*/*.bpmn"):
        for element in read_diagram(path.read_bytes()).elements.values():
            assert casedrawing.kind_words(element.kind) != "Steg", element.kind


@pytest.mark.parametrize("reason", ["empty", "too_large", "case_full", "unknown_type"])
def test_every_refusal_of_a_file_says_what_to_do(reason: str) -> None:
    said = readforms.file_refused(Refused(reason=reason, largest=attachments.LARGEST))
    assert said != readforms.file_refused(Refused(reason="noe nytt"))
    assert said.endswith(".")
