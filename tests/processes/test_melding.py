"""The report: who reads it, how fast, and that it always leads to somebody doing something.

Source: opplæringslova §§ 12-4 and 12-5; handlingsplanen, «Aktivitetsplikten».
"""

from collections.abc import Callable
from datetime import datetime

import pytest

from engine.clock import OSLO
from tests.processes.answers import REPORTS, report
from tests.processes.story import Story, begin, definition, never_walked

LEADER = {
    "hvem_tar_saken": "ledelsen",
    "habilitet_grunn": "Meldingen gjelder en avdelingsleder jeg samarbeider med hver dag.",
}


def a_serious_report() -> Story:
    """A teacher reports, rektor finds it serious, the owner is told and the pupil's case opens."""
    return begin("melding").does("vurder").does("varsle_skoleeier").does("bekreft_varsel")


def a_report_that_is_not_serious() -> Story:
    """Rektor finds no mark of seriousness: nobody outside the school is told."""
    return begin("melding").does("vurder", kjennetegn=[], alvorlig=False)


def a_report_that_hastes() -> Story:
    """Somebody needs help at once; rektor does not answer for an hour."""
    story = begin("melding", akutt=True).waits(hours=1, minutes=1)
    story.does("hjelp_eleven").does("gjor_trygg")
    return story.does("vurder", kjennetegn=[], alvorlig=False)


def a_report_nobody_reads() -> Story:
    """Rektor is away: the department head is asked after a day, the owner after two."""
    story = begin("melding").waits(school_days=1).does("purr_rektor")
    story.waits(school_days=1).does("folg_opp_rektor")
    return story.does("vurder", kjennetegn=[], alvorlig=False)


def a_report_about_a_leader() -> Story:
    """A pupil names a leader; the owner lets it lie a day before acting."""
    story = begin("melding", report("elev_om_leder")).waits(school_days=1)
    return story.does("vurder_skoleeier")


def a_report_rektor_cannot_take() -> Story:
    """Rektor finds that it is about the leadership and hands it over."""
    return begin("melding").does("vurder", LEADER).does("vurder_skoleeier")


def an_anonymous_report_with_an_unknown_pupil() -> Story:
    """Nobody knows who it is about until the case owner has asked around."""
    story = begin("melding", report("anonym"))
    story.does("vurder", vet_hvem=False, elever=None, kjennetegn=[], alvorlig=False)
    return story.does("finn_elev")


def a_report_whose_pupil_is_not_found() -> Story:
    """The school looks, does not find the pupil, and says how it keeps watching."""
    story = begin("melding", report("anonym"))
    story.does("vurder", vet_hvem=False, elever=None, kjennetegn=[], alvorlig=False)
    watching = "Miljøarbeideren er i kantina hver dag, og kontaktlærerne spør i klassens time."
    return story.does("finn_elev", funnet=False, elever=None, videre=watching)


MARKS = [
    "vold",
    "seksuelt",
    "liv_helse",
    "langvarig",
    "tor_ikke",
    "hat",
    "tiltak_virker_ikke",
    "flere_elever",
]

STORIES: list[Callable[[], Story]] = [
    a_serious_report,
    a_report_that_is_not_serious,
    a_report_that_hastes,
    a_report_nobody_reads,
    a_report_about_a_leader,
    a_report_rektor_cannot_take,
    an_anonymous_report_with_an_unknown_pupil,
    a_report_whose_pupil_is_not_found,
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_report_comes_to_an_end(story: Callable[[], Story]) -> None:
    told = story()
    assert told.finished, told.stands_at()


def test_the_stories_walk_every_arrow_and_reach_every_end() -> None:
    assert never_walked("melding", STORIES) == set()


@pytest.mark.parametrize("who", sorted(REPORTS))
def test_anybody_can_report_and_somebody_gets_it(who: str) -> None:
    assert begin("melding", report(who)).stands_at()


def test_a_pupil_can_report_with_one_line() -> None:
    story = begin("melding", {"melder": "elev", "hva_skjedde": "De ler av meg."})
    assert story.stands_at() == ["vurder"]


def test_a_report_cannot_be_turned_down() -> None:
    texts = definition("melding").diagram.original.itertext()
    ends = [e.id for e in definition("melding").elements.values() if e.kind == "endEvent"]
    assert not any("avvis" in end or "henlegg" in end for end in ends)
    assert any("kan ikke avvises" in text for text in texts)
    assert a_report_that_is_not_serious().opened_cases() != []


def test_rektor_is_given_the_rest_of_the_school_day() -> None:
    task = begin("melding").task("vurder")
    assert task.due == datetime(2026, 11, 23, 16, 0, tzinfo=OSLO)


def test_a_report_late_in_the_day_is_read_the_next_school_day() -> None:
    friday = Story("melding", now=datetime(2026, 11, 27, 22, 30, tzinfo=OSLO))
    task = friday.begin(report("elev")).task("vurder")
    assert task.due == datetime(2026, 11, 30, 16, 0, tzinfo=OSLO)


def test_a_report_in_the_christmas_holiday_is_read_the_first_school_day() -> None:
    holiday = Story("melding", now=datetime(2026, 12, 28, 12, 0, tzinfo=OSLO))
    task = holiday.begin(report("elev")).task("vurder")
    assert task.due == datetime(2027, 1, 4, 16, 0, tzinfo=OSLO)


def test_what_hastes_is_due_within_the_hour_and_tells_people_at_once() -> None:
    task = begin("melding", akutt=True).task("gjor_trygg")
    assert task.due == datetime(2026, 11, 23, 10, 0, tzinfo=OSLO)
    assert task.priority > 80


def test_what_hastes_reaches_the_department_head_when_rektor_does_not_answer() -> None:
    story = begin("melding", akutt=True).waits(minutes=59)
    assert story.stands_at() == ["gjor_trygg"]
    assert story.waits(minutes=2).stands_at() == ["gjor_trygg", "hjelp_eleven"]


def test_an_unread_report_goes_to_the_department_head_and_then_to_the_owner() -> None:
    story = begin("melding").waits(school_days=1)
    assert story.stands_at() == ["purr_rektor", "vurder"]
    assert story.waits(school_days=1).stands_at() == ["folg_opp_rektor", "purr_rektor", "vurder"]


def test_a_report_about_a_leader_is_seen_by_nobody_at_the_school() -> None:
    story = begin("melding", report("elev_om_leder"))
    elements = definition("melding").elements
    assert story.stands_at() == ["vurder_skoleeier"]
    assert story.shielded()
    assert elements["vurder_skoleeier"].lane == "Skoleeier"
    assert "skjerm_saken" in story.passed, "the case is shielded before anybody can look"


def test_the_owner_is_reminded_of_a_report_about_a_leader() -> None:
    story = begin("melding", report("elev_om_leder")).waits(school_days=1)
    assert story.told() == [("melding_venter", "skoleeier")]


def test_rektor_loses_a_report_that_turns_out_to_be_about_the_leadership() -> None:
    story = begin("melding").does("vurder", LEADER)
    assert story.shielded()
    assert story.stands_at() == ["vurder_skoleeier"]


def test_rektor_who_is_too_close_hands_it_over_with_a_reason() -> None:
    reason = "Eleven er min niese."
    story = begin("melding").does(
        "vurder", {"hvem_tar_saken": "inhabil", "habilitet_grunn": reason}
    )
    assert story.stands_at() == ["vurder_skoleeier"]


def test_the_case_of_a_shielded_report_stays_with_the_owner() -> None:
    (opened,) = a_report_about_a_leader().opened_cases()
    assert opened["hos_skoleeier"] is True
    assert opened["innklaget"] == "rektor"
    assert "saksansvarlig" not in opened


def test_the_owner_may_give_it_back_when_it_is_not_about_the_leadership() -> None:
    story = begin("melding").does("vurder", LEADER)
    story.does(
        "vurder_skoleeier",
        innklaget=None,
        hvem_folger_opp="skolen",
        saksansvarlig="avdelingsleder",
    )
    (opened,) = story.opened_cases()
    assert opened["hos_skoleeier"] is False
    assert opened["saksansvarlig"] == "avdelingsleder"


@pytest.mark.parametrize("mark", MARKS)
def test_one_mark_of_seriousness_is_enough_to_tell_the_owner(mark: str) -> None:
    story = begin("melding").does("vurder", kjennetegn=[mark], alvorlig=False)
    assert story.stands_at() == ["varsle_skoleeier"]
    assert story.opened_cases()[0]["alvorlig"] is True


def test_rektor_may_tell_the_owner_without_any_mark() -> None:
    story = begin("melding").does("vurder", kjennetegn=[], alvorlig=True)
    assert story.stands_at() == ["varsle_skoleeier"]


EMPLOYEE = {"ansatt_innblandet": True, "innklaget": "faglarer", "kjennetegn": [], "alvorlig": False}


def test_suspicion_against_an_employee_is_always_told_to_the_owner() -> None:
    story = begin("melding").does("vurder", **EMPLOYEE, apenbart_grunnlos=False)
    assert story.stands_at() == ["varsle_skoleeier"]
    assert story.opened_cases()[0]["innklaget"] == "faglarer"


def test_only_an_obviously_groundless_report_spares_the_owner_and_the_pupil_still_gets_a_case() -> (
    None
):
    reason = "Læreren var ikke på jobb den dagen, og eleven forvekslet to personer."
    story = begin("melding").does(
        "vurder", **EMPLOYEE, apenbart_grunnlos=True, grunnlos_begrunnelse=reason
    )
    assert story.outcome is not None
    assert story.finished
    assert len(story.opened_cases()) == 1


def test_each_of_several_pupils_gets_a_case_with_what_concerns_that_pupil_only() -> None:
    pupils = [
        {"elev": "elev", "sammendrag": "Blir filmet i kantina."},
        {"elev": "elev_2", "sammendrag": "Ble dyttet da hun sa fra."},
    ]
    opened = begin("melding").does("vurder", elever=pupils).opened_cases()
    assert [(case["elev"], case["sammendrag"]) for case in opened] == [
        (pupil["elev"], pupil["sammendrag"]) for pupil in pupils
    ]


def test_what_is_handed_on_fits_the_form_that_opens_the_case() -> None:
    form = definition("skolemiljosak").forms["oppstart"]
    told = [story() for story in STORIES]
    cases = [case for story in told for case in story.opened_cases()]
    assert cases
    assert [form.check(case) for case in cases] == [[]] * len(cases)


def test_the_notice_to_the_owner_does_not_hold_the_case_back() -> None:
    story = begin("melding").does("vurder")
    assert len(story.opened_cases()) == 1
    assert story.stands_at() == ["varsle_skoleeier"]


def test_the_owner_confirms_having_read_the_notice() -> None:
    story = begin("melding").does("vurder").does("varsle_skoleeier")
    assert story.told() == [("eiervarsel", "skoleeier")]
    assert story.stands_at() == ["bekreft_varsel"]


def test_an_unknown_pupil_is_looked_for_by_the_one_rektor_chose() -> None:
    story = begin("melding", report("anonym"))
    story.does("vurder", vet_hvem=False, elever=None, kjennetegn=[], alvorlig=False)
    assert story.task("finn_elev").assignee == "avdelingsleder"
    assert story.does("finn_elev").opened_cases()[0]["elev"] == "elev"
