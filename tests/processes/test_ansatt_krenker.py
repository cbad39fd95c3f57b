"""Suspicion that an employee violates a pupil: at once, past the leadership when it is about them.

Source: opplæringslova § 12-5.
"""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from engine import access, cases, inbox
from engine.access import Action
from tests.builders import publish_shipped
from tests.cast import Cast
from tests.processes.answers import answers
from tests.processes.story import Story, begin, definition, never_walked

KEY = "ansatt_krenker"
GROUNDLESS = {"grunnlos": True, "grunnlos_begrunnelse": "Læreren var på kurs i Bergen den dagen."}
CANNOT = {
    **{"strakstiltak": None, "saksansvarlig": None, "grunnlos": None},
    "habilitet_grunn": "Læreren er min svoger.",
}


def told_to_the_owner() -> Story:
    """Rektor tells the owner, who reads it."""
    return begin(KEY).does("vurder").does("varsle").does("les_varsel")


def obviously_groundless() -> Story:
    """Rektor finds it groundless; the owner reads why."""
    return begin(KEY).does("vurder", **GROUNDLESS).does("se_grunn")


def about_the_leadership() -> Story:
    """The reporter knows that it is about a leader; the owner lets it lie a day."""
    return begin(KEY, i_ledelsen="ja").waits(school_days=1).does("vurder_eier")


def rektor_is_too_close() -> Story:
    """Rektor says so a day late, after the owner has asked."""
    story = begin(KEY).waits(school_days=1).does("ta_over")
    return story.does("vurder", **CANNOT, hvem_tar="inhabil").does("vurder_eier")


STORIES: list[Callable[[], Story]] = [
    told_to_the_owner,
    obviously_groundless,
    about_the_leadership,
    rektor_is_too_close,
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_suspicion_comes_to_an_end_with_a_case_for_the_pupil(
    story: Callable[[], Story],
) -> None:
    told = story()
    assert told.finished, told.stands_at()
    (opened,) = told.opened_cases()
    assert opened["innklaget"] == "faglarer"
    assert definition("skolemiljosak").forms["oppstart"].check(opened) == []


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


@pytest.mark.parametrize(
    ("said", "reader"), [("ja", "vurder_eier"), ("nei", "vurder"), ("vet_ikke", "vurder")]
)
def test_only_what_is_about_the_leadership_goes_past_rektor(said: str, reader: str) -> None:
    assert begin(KEY, i_ledelsen=said).stands_at() == [reader]


def test_a_case_about_the_leadership_is_shielded_before_anybody_can_look() -> None:
    story = begin(KEY, i_ledelsen="ja")
    assert story.shielded()
    assert "skjerm" in story.passed


def test_each_pupil_gets_a_case_and_the_owners_stay_with_the_owner() -> None:
    story = begin(KEY, i_ledelsen="ja", elever=["elev", "elev_2"]).does("vurder_eier")
    assert [(one["elev"], one["hos_skoleeier"]) for one in story.opened_cases()] == [
        ("elev", True),
        ("elev_2", True),
    ]


def test_groundless_needs_a_written_reason_that_the_owner_reads() -> None:
    form = definition(KEY).forms["vurdering"]
    faults = form.check(answers(KEY, "vurdering", grunnlos=True))
    assert [fault.pointer for fault in faults] == ["/grunnlos_begrunnelse"]
    shown = definition(KEY).forms["tilsyn"].schema["x-context"]
    assert "vurdering.grunnlos_begrunnelse" in shown


def test_the_accused_never_finds_the_case(session: Session, cast: Cast) -> None:
    publish_shipped(session, "ansatt_krenker")
    given = answers(KEY, "mistanke", innklaget="mo", elever=["nora"])
    opened = cases.open_case(session, KEY, cast.kari, given)
    assert access.may(session, cast.randi, Action.READ, opened.id)
    assert not access.may(session, cast.mo, Action.READ, opened.id)


def test_a_leader_who_is_named_is_found_out_although_the_reporter_did_not_know(
    session: Session, cast: Cast
) -> None:
    publish_shipped(session, "ansatt_krenker")
    given = answers(KEY, "mistanke", innklaget="avd", elever=["nora"], i_ledelsen="vet_ikke")
    opened = cases.open_case(session, KEY, cast.kari, given)
    assert opened.realm == "owner"
    assert not access.may(session, cast.randi, Action.READ, opened.id)
    assert inbox.counts(session, cast.randi) == inbox.counts(session, cast.ulla)
    assert access.may(session, cast.stig, Action.READ, opened.id)
