"""Somebody wants to see, or to have mended, what the school has written.

Source: forvaltningsloven §§ 13, 18-21; arkivforskrifta § 11; bevaringsforskrifta §§ 41-42.
"""

from collections.abc import Callable
from typing import Any

import pytest

from engine.bundles import read_xml
from engine.expressions import read_decision
from tests.processes.story import MORNING, Story, begin, bundle, calendar, never_walked

KEY = "innsyn_og_retting"


def shown() -> Story:
    """The guardian gets a copy without what concerns others."""
    return begin(KEY).does("avgjor").does("skjerm").does("gi")


def mended() -> Story:
    """A date is mended beside the old one."""
    return begin(KEY, hva="retting").does("avgjor", svar="retting").does("rett")


def refused() -> Story:
    """Cases about the school environment are not deleted."""
    return begin(KEY, hva="sletting").does("avgjor", svar="avslag").does("avsla")


STORIES: list[Callable[[], Story]] = [shown, mended, refused]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_request_gets_an_answer(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def decided(table: str, **krav: Any) -> dict[str, Any]:
    """What the table says about a request."""
    root = read_xml(bundle(KEY).files[f"{table}.dmn"].encode())
    found = read_decision(root, table).decide({"krav": krav}, now=MORNING, calendar=calendar())
    return dict(found)


GUARDIAN = {"hvem": "foresatt", "over_18": False, "samtykke": None, "foreldreansvar": "med"}


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ({"hvem": "elev"}, "egen_rett"),
        (GUARDIAN, "ja"),
        ({**GUARDIAN, "over_18": True}, "nei"),
        ({**GUARDIAN, "over_18": True, "samtykke": False}, "nei"),
        ({**GUARDIAN, "over_18": True, "samtykke": True}, "ja"),
        ({**GUARDIAN, "foreldreansvar": "uten"}, "vurder"),
        ({**GUARDIAN, "foreldreansvar": "sperret"}, "nei"),
    ],
)
def test_what_a_guardian_may_see(asked: dict[str, Any], right: str) -> None:
    assert decided("foresatt_tilgang", **asked) == {"tilgang": right}


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("skolemiljosak", "bevares"),
        ("fravar", "bevares"),
        ("planer", "bevares"),
        ("annet", "skolen_avgjor"),
    ],
)
def test_what_the_law_keeps_for_ever(kind: str, kept: str) -> None:
    assert decided("bevaring", gjelder=kind) == {"bevaring": kept}
