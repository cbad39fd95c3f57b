"""The pupil's case: investigate, hear, plan, do, evaluate, and go on until the pupil is safe.

Source: opplæringslova §§ 10-1, 10-2, 12-2, 12-4; handlingsplanen, «Aktivitetsplikten».
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from engine.clock import OSLO
from engine.runtime import send_back_targets
from tests.processes.answers import answers
from tests.processes.story import Story, begin, definition, never_walked


def investigated(**changes: Any) -> Story:
    """A case where everybody has been heard and the findings are written down."""
    story = begin("skolemiljosak", **changes).does("sett_inn_strakstiltak").does("planlegg")
    story.does("snakk_med_eleven").all_do("hor_andre")
    return story.does("skriv_ned").does("vurder_elevens_beste")


def planned(**changes: Any) -> Story:
    """A case with an approved plan."""
    return approved(investigated(**changes))


def approved(story: Story, **plan: Any) -> Story:
    """The plan is made, everybody has their say, rektor approves."""
    story.does("lag_plan", **plan).does("elevens_syn").all_do("foresattes_syn")
    return story.does("godkjenn_plan")


def at_evaluation(story: Story, **plan: Any) -> Story:
    """The measures are done and the day of evaluation has come."""
    approved(story, **plan).all_do("gjennomfor_tiltak")
    return story.until(on_the_day(story))


def on_the_day(story: Story) -> datetime:
    """The morning of the evaluation date of a plan made today."""
    day = date.fromisoformat(answers("skolemiljosak", "plan", story.now.date())["evalueres"])
    return datetime(day.year, day.month, day.day, 8, 0, tzinfo=OSLO)


def evaluated(story: Story, trygt: str, avgjorelse: str, **more: Any) -> Story:
    """The pupil has answered and the school has evaluated."""
    return story.does("elevens_svar", trygt=trygt).does("evaluer", avgjorelse=avgjorelse, **more)


def closed(story: Story) -> Story:
    """Rektor closes, thirty days pass and the pupil is still safe."""
    return story.does("avslutt_saken").waits(days=30).does("sjekk_eleven")


def a_case_that_ends_well() -> Story:
    """One round: the pupil says yes, and yes again after thirty days."""
    return closed(evaluated(at_evaluation(investigated()), "ja", "avslutte"))


def a_case_of_three_rounds() -> Story:
    """The pupil says no, then partly, then yes: plan anew, then investigate anew."""
    story = evaluated(at_evaluation(investigated()), "nei", "avslutte")
    story = evaluated(at_evaluation(story), "delvis", "undersoke")
    story.does("planlegg", har_andre=False, andre_elever=None).does("snakk_med_eleven")
    story.does("skriv_ned").does("vurder_elevens_beste")
    return closed(evaluated(at_evaluation(story), "ja", "avslutte"))


def a_case_that_goes_on_though_the_pupil_is_safe() -> Story:
    """The pupil says yes, but the measures are to go on for a while."""
    story = evaluated(at_evaluation(investigated()), "ja", "endre")
    return closed(evaluated(at_evaluation(story), "ja", "avslutte"))


def a_case_that_opens_again_after_thirty_days() -> Story:
    """It was good when it was closed, and is not any more."""
    story = evaluated(at_evaluation(investigated()), "ja", "avslutte")
    story.does("avslutt_saken").waits(days=30).does("sjekk_eleven", trygt="nei")
    return closed(evaluated(at_evaluation(story), "ja", "avslutte"))


def a_case_whose_pupil_changes_school() -> Story:
    """The pupil has moved: the case ends with a written reason and no check afterwards."""
    story = evaluated(
        at_evaluation(investigated()),
        "delvis",
        "avslutte_med_grunn",
        grunn="byttet_skole",
        grunn_tekst="Nora flyttet til Trondheim og begynte på ny skole i går.",
    )
    return story.does(
        "avslutt_saken",
        grunnlag="annen_grunn",
        begrunnelse="Nora flyttet til Trondheim og begynte på ny skole i går.",
        gaar_her=False,
        ny_skole="Den nye skolen får planen, med samtykke fra Nora og mor.",
    )


def a_case_where_nobody_answers() -> Story:
    """Neither pupil nor guardian answers in time; the school asks and writes it down."""
    story = investigated().does("lag_plan").waits(school_days=3)
    story.does("noter_elevens_syn", mening="Eleven ville ikke si noe.", utfylt_av="vil_ikke")
    story.does("godkjenn_plan", foresatte_hort="uten_svar")
    story.until(on_the_day(story)).waits(school_days=3)
    story.does("noter_svar", trygt="ja", utfylt_av="voksen")
    return closed(story.does("evaluer"))


def a_case_that_drags_on() -> Story:
    """The investigation is late; the delay is explained twice, and the plan is sent back once."""
    story = begin("skolemiljosak").does("sett_inn_strakstiltak").does("planlegg")
    story.waits(school_days=3).does("begrunn_utsettelsen")
    story.waits(school_days=2).does("begrunn_ny_utsettelse")
    story.does("snakk_med_eleven").does("hor_andre").does("skriv_ned").does("vurder_elevens_beste")
    story.does("lag_plan").does("elevens_syn").does("foresattes_syn")
    story.does(
        "godkjenn_plan",
        {"beslutning": "tilbake", "tilbake_grunn": "Tiltakene retter seg bare mot eleven selv."},
    )
    return closed(evaluated(at_evaluation(story), "ja", "avslutte"))


def a_case_at_the_owner() -> Story:
    """It is about a leader: the owner's own people do everything the school would have done."""
    story = begin("skolemiljosak", hos_skoleeier=True, saksansvarlig=None, innklaget="rektor")
    story.does("pek_ut").does("sett_inn_strakstiltak").does("planlegg")
    story.does("snakk_med_eleven").all_do("hor_andre")
    story.does("skriv_ned").does("vurder_elevens_beste")
    return closed(evaluated(at_evaluation(story), "ja", "avslutte"))


STORIES: list[Callable[[], Story]] = [
    a_case_that_ends_well,
    a_case_of_three_rounds,
    a_case_that_goes_on_though_the_pupil_is_safe,
    a_case_that_opens_again_after_thirty_days,
    a_case_whose_pupil_changes_school,
    a_case_where_nobody_answers,
    a_case_that_drags_on,
    a_case_at_the_owner,
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_case_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()
    assert told.phase() == "avsluttet"


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked("skolemiljosak", STORIES) == set()


def test_measures_need_not_wait_for_the_investigation() -> None:
    assert begin("skolemiljosak").stands_at() == ["planlegg", "sett_inn_strakstiltak"]


def test_an_untaken_measure_at_once_does_not_hold_the_plan_back() -> None:
    story = begin("skolemiljosak").does("planlegg").does("snakk_med_eleven").does("hor_andre")
    story.does("skriv_ned").does("vurder_elevens_beste")
    assert story.stands_at() == ["lag_plan", "sett_inn_strakstiltak"]


def test_nobody_writes_the_findings_before_every_pupil_is_heard() -> None:
    others = [
        {"elev": "elev_2", "samtale_med": "radgiver"},
        {"elev": "elev_3", "samtale_med": "kontaktlarer"},
    ]
    story = begin("skolemiljosak").does("sett_inn_strakstiltak")
    story.does("planlegg", andre_elever=others).does("snakk_med_eleven")
    story.does("hor_andre", item=others[0])
    assert story.stands_at() == ["hor_andre"]
    assert story.does("hor_andre", item=others[1]).stands_at() == ["skriv_ned"]


def test_each_pupil_is_heard_by_the_one_chosen_for_it() -> None:
    story = begin("skolemiljosak").does("planlegg")
    assert story.task("snakk_med_eleven").assignee == "kontaktlarer"
    assert story.task("hor_andre").assignee == "radgiver"


def test_a_pupil_who_will_not_talk_is_documented_and_the_case_goes_on() -> None:
    story = begin("skolemiljosak").does("sett_inn_strakstiltak")
    story.does("planlegg", har_andre=False, andre_elever=None)
    tried = "Vi har spurt tre ganger og tilbudt helsesykepleier i stedet."
    story.does("snakk_med_eleven", {"maate": "vil_ikke", "dato": "2026-11-24", "forsok": tried})
    assert story.stands_at() == ["skriv_ned"]


def test_a_late_investigation_must_be_explained_first_by_the_owner_of_the_case_then_by_rektor() -> (
    None
):
    story = begin("skolemiljosak").does("sett_inn_strakstiltak").waits(school_days=2)
    assert story.stands_at() == ["planlegg"]
    assert story.waits(school_days=1).stands_at() == ["begrunn_utsettelsen", "planlegg"]
    story.waits(school_days=2)
    assert story.stands_at() == ["begrunn_ny_utsettelse", "begrunn_utsettelsen", "planlegg"]
    assert definition("skolemiljosak").elements["begrunn_ny_utsettelse"].lane == "Rektor"


def test_the_deadline_of_the_investigation_skips_the_holiday() -> None:
    before_christmas = Story("skolemiljosak", now=datetime(2026, 12, 17, 9, 0, tzinfo=OSLO))
    before_christmas.begin(answers("skolemiljosak", "oppstart")).does("sett_inn_strakstiltak")
    assert before_christmas.until(datetime(2027, 1, 4, 12, 0, tzinfo=OSLO)).stands_at() == [
        "planlegg"
    ]
    assert "begrunn_utsettelsen" in before_christmas.waits(school_days=1).stands_at()


def test_pupil_and_guardian_are_asked_about_the_plan_before_rektor() -> None:
    story = investigated().does("lag_plan")
    assert story.stands_at() == ["elevens_syn", "foresattes_syn"]
    assert story.task("elevens_syn").assignee == "elev"
    assert story.task("foresattes_syn").assignee == "foresatt"


def test_a_pupil_who_will_not_use_the_system_is_asked_by_the_owner_of_the_case() -> None:
    story = investigated().does("lag_plan", elev_svarer_selv=False)
    assert story.task("elevens_syn").assignee == "avdelingsleder"


def test_without_guardians_to_ask_the_plan_waits_for_the_pupil_only() -> None:
    story = investigated().does("lag_plan", foresatte=None)
    assert story.stands_at() == ["elevens_syn"]
    story.does("elevens_syn").does("godkjenn_plan", foresatte_hort="myndig")
    assert ("plan_klar", "elev") in story.told()


def test_missing_answers_never_stop_the_plan() -> None:
    story = investigated().does("lag_plan").waits(school_days=3)
    assert story.stands_at() == ["noter_elevens_syn"]
    assert story.does("noter_elevens_syn").stands_at() == ["godkjenn_plan"]


def test_pupil_and_guardian_are_told_that_the_plan_is_ready() -> None:
    assert planned().told() == [("plan_klar", "elev"), ("plan_klar", "foresatt")]


def test_a_plan_sent_back_is_made_and_heard_again() -> None:
    story = investigated().does("lag_plan").does("elevens_syn").does("foresattes_syn")
    story.does("godkjenn_plan", {"beslutning": "tilbake", "tilbake_grunn": "Mangler tiltak."})
    assert story.stands_at() == ["lag_plan"]
    assert story.does("lag_plan").stands_at() == ["elevens_syn", "foresattes_syn"]


def test_each_measure_has_its_own_deadline_and_its_own_person() -> None:
    story = planned()
    tasks = [task for task in story.open.values() if task.element == "gjennomfor_tiltak"]
    due = {task.assignee: task.due.astimezone(OSLO).date() for task in tasks if task.due}
    assert due == {"miljoarbeider": date(2026, 12, 10), "kontaktlarer": date(2026, 12, 7)}


def test_the_day_of_evaluation_comes_also_when_measures_are_undone() -> None:
    story = planned()
    assert story.until(on_the_day(story)).stands_at() == ["elevens_svar"]


def test_when_all_measures_are_done_the_case_waits_for_the_day_of_evaluation() -> None:
    story = planned().all_do("gjennomfor_tiltak")
    assert story.stands_at() == []
    assert not story.finished
    assert story.until(on_the_day(story)).stands_at() == ["elevens_svar"]


@pytest.mark.parametrize("trygt", ["nei", "delvis", "vil_ikke_svare"])
def test_without_the_pupils_yes_the_school_cannot_close(trygt: str) -> None:
    story = evaluated(at_evaluation(investigated()), trygt, "avslutte")
    assert story.stands_at() == ["lag_plan"]


def test_the_pupils_yes_lets_rektor_close() -> None:
    story = evaluated(at_evaluation(investigated()), "ja", "avslutte")
    assert story.stands_at() == ["avslutt_saken"]


def test_a_new_investigation_hears_everybody_again() -> None:
    story = evaluated(at_evaluation(investigated()), "delvis", "undersoke")
    assert story.stands_at() == ["planlegg"]


def test_the_answer_of_this_round_decides_and_not_that_of_the_last() -> None:
    story = evaluated(at_evaluation(investigated()), "ja", "endre")
    story = at_evaluation(story, elev_svarer_selv=False).waits(school_days=3)
    story.does("noter_svar", trygt="nei", utfylt_av="voksen").does("evaluer")
    assert story.stands_at() == ["lag_plan"]


def test_rektor_hears_of_the_second_round_and_the_owner_of_the_third() -> None:
    story = evaluated(at_evaluation(investigated()), "nei", "endre")
    assert story.told()[-1] == ("ny_runde", "rektor")
    story = evaluated(at_evaluation(story), "nei", "endre")
    assert story.told()[-1] == ("ny_runde", "skoleeier")


def test_nobody_is_alarmed_when_the_pupil_is_safe_and_measures_only_go_on() -> None:
    story = evaluated(at_evaluation(investigated()), "ja", "endre")
    assert "ny_runde" not in [template for template, _ in story.told()]


def test_a_closed_case_opens_again_when_the_pupil_is_not_safe_after_thirty_days() -> None:
    story = evaluated(at_evaluation(investigated()), "ja", "avslutte").does("avslutt_saken")
    assert story.waits(days=29).stands_at() == []
    assert story.waits(days=1).stands_at() == ["sjekk_eleven"]
    assert story.does("sjekk_eleven", trygt="delvis").stands_at() == ["lag_plan"]


def test_rektor_may_send_the_closing_back_to_the_evaluation() -> None:
    assert send_back_targets(definition("skolemiljosak"), "avslutt_saken") == ("evaluer",)


def test_a_case_about_a_leader_is_shielded_and_never_given_to_the_school() -> None:
    story = begin("skolemiljosak", hos_skoleeier=True, saksansvarlig=None)
    assert story.shielded()
    assert story.stands_at() == ["pek_ut"]
    story.does("pek_ut").waits(school_days=5)
    assert {task.assignee for task in story.open.values()} == {"skoleeier"}


def test_in_a_shielded_case_rektor_is_never_told() -> None:
    story = begin("skolemiljosak", hos_skoleeier=True, saksansvarlig=None).does("pek_ut")
    story.does("planlegg", har_andre=False, andre_elever=None).does("snakk_med_eleven")
    story.does("skriv_ned").does("vurder_elevens_beste")
    story = evaluated(at_evaluation(story), "nei", "endre")
    assert story.told()[-1] == ("ny_runde", "skoleeier")


@pytest.mark.parametrize(("serious", "days"), [(True, 1), (False, 2)])
def test_a_serious_case_has_shorter_deadlines(serious: bool, days: int) -> None:
    story = begin("skolemiljosak", alvorlig=serious).does("planlegg")
    due = story.task("snakk_med_eleven").due
    assert due is not None
    assert due - story.now == timedelta(days=days)


def test_the_pupil_follows_the_case_in_plain_phases() -> None:
    story = begin("skolemiljosak")
    seen = [story.phase()]
    story.does("sett_inn_strakstiltak").does("planlegg").does("snakk_med_eleven")
    seen.append(story.does("hor_andre").phase())
    story.does("skriv_ned").does("vurder_elevens_beste").does("lag_plan")
    seen.append(story.phase())
    story.does("elevens_syn").does("foresattes_syn").does("godkjenn_plan")
    seen.append(story.phase())
    assert seen == ["undersokes", "hort", "plan", "folges_opp"]
