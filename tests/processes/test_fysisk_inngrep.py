"""Physical intervention: reported, heard, told, and the second one is never overlooked.

Source: opplæringslova §§ 13-4 and 13-5.
"""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from engine import cases, tasks
from tests.builders import publish_shipped
from tests.cast import Cast
from tests.processes.answers import answers
from tests.processes.story import Story, definition, never_walked

KEY = "fysisk_inngrep"


def begin(earlier: int = 0) -> Story:
    """A teacher has intervened, and it was not the first time if `earlier` says so."""
    given = answers(KEY, "inngrep")
    return Story(KEY).begin(given, tidligere={"antall": earlier, "siste_aar": earlier})


def a_first_time() -> Story:
    """Everybody does what they should, and the pupil is safe."""
    return begin().does("vurder").does("foreldre").does("hor_eleven")


def a_second_time() -> Story:
    """It has happened before: the owner is told, and the pupil gets a case."""
    story = begin(earlier=1).does("vurder", trygg=False, bekymring="Emma er redd for timene.")
    story.does("foreldre").does("hor_eleven")
    return story.does("varsle_eier").does("les_varsel")


def nobody_does_anything() -> Story:
    """Rektor is away and the pupil is not heard: somebody else is asked."""
    story = begin().waits(school_days=1).does("purr")
    story.waits(school_days=2).does("sorg_for_horing")
    return story.does("vurder").does("foreldre").does("hor_eleven")


STORIES: list[Callable[[], Story]] = [a_first_time, a_second_time, nobody_does_anything]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_intervention_is_documented_to_the_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked(KEY, STORIES) == set()


def test_the_first_time_stays_at_the_school() -> None:
    assert a_first_time().told() == []
    assert a_first_time().outcome == "dokumentert"


def test_the_second_time_the_owner_is_told_whatever_rektor_thinks_of_it() -> None:
    assert a_second_time().told() == [("eiervarsel", "skoleeier")]


def test_a_particularly_serious_intervention_is_told_the_first_time() -> None:
    story = begin().does("vurder", saerlig_alvorlig=True).does("foreldre").does("hor_eleven")
    assert story.stands_at() == ["varsle_eier"]


def test_somebody_other_than_the_one_who_intervened_hears_the_pupil() -> None:
    elements = definition(KEY).elements
    assert elements["hor_eleven"].lane == "Avdelingsleder"
    assert ("egne_ord",) in definition(KEY).forms["elevens_syn"].places


@pytest.mark.parametrize("said", [{"trygg": "nei"}, {"trygg": "usikker"}])
def test_a_pupil_who_is_not_safe_gets_a_case_although_rektor_thinks_so(
    said: dict[str, str],
) -> None:
    story = begin().does("vurder").does("foreldre").does("hor_eleven", **said)
    (opened,) = story.opened_cases()
    assert opened["elever"] == ["elev_2"]
    assert opened["hva_skjedde"] == "Jeg ble redd, men hun slapp med en gang."
    assert definition("melding").forms["melding"].check(opened) == []


def test_a_pupil_who_was_not_heard_is_not_counted_as_safe() -> None:
    missing = {"snakket": "vil_ikke", "egne_ord": None, "onske": None, "trygg": None}
    story = begin().does("vurder").does("foreldre")
    story.does("hor_eleven", **missing, neste="Rådgiver prøver i morgen.")
    assert story.outcome == "sak_apnet"


def test_the_school_counts_by_itself(session: Session, cast: Cast) -> None:
    publish_shipped(session, "fysisk_inngrep", "melding")
    for number in (1, 2):
        given = answers(KEY, "inngrep", elev="nora")
        opened = cases.open_case(session, KEY, cast.kari, given)
        by_step = {task["element"]: task["id"] for task in opened.tasks}
        for step, form, who in (
            ("vurder", "vurdering", cast.randi),
            ("foreldre", "foreldrevarsel", cast.randi),
            ("hor_eleven", "elevens_syn", cast.avd),
        ):
            done = tasks.complete(session, by_step[step], who, answers(KEY, form))
        assert [task["element"] for task in done.opened] == ["varsle_eier"][: number - 1]
