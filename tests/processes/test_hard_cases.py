"""The cases a school finds hardest, played on the real database with the shipped flows.

Those that wait for shielding of addresses, deputies and consent are played when these exist.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from engine import (
    access,
    audit,
    calendar,
    cases,
    clock,
    deadlines,
    inbox,
    links,
    people,
    publishing,
    tasks,
)
from engine.access import Action
from engine.audit import Kind
from engine.bundles import Bundle
from engine.cases import Opened
from engine.people import ANONYMOUS, Actor
from engine.publishing import Origin
from tests.builders import CORE, open_tasks, publish_bundle, publish_shipped
from tests.cast import Cast
from tests.processes.answers import Answers, answers, report
from tests.processes.story import calendar as school_days

FROM_A_TEACHER = answers("melding", "melding", elever=["nora"], motparter=None)


@pytest.fixture(autouse=True)
def _published(session: Session, cast: Cast) -> Iterator[None]:
    publish_shipped(session, *CORE)
    with calendar.using(school_days()):
        yield


def assessed(session: Session, cast: Cast, opened: Opened, **changes: object) -> Sequence[str]:
    """Rektor assesses the report; gives the codes of the cases it leads to."""
    given = answers(
        "melding", "vurdering", **{"saksansvarlig": "avd", "motparter": None}, **changes
    )
    tasks.complete(session, open_tasks(session, opened.id)["vurder"], cast.randi, given)
    return [code for code, led_to in links.linked(session, cast.randi, opened.id) if led_to]


def of_the_school(session: Session, actor: Actor) -> int:
    """How much of anything this person can see: cases, tasks in every list."""
    return len(cases.listed(session, actor)) + sum(inbox.counts(session, actor).values())


def pupils(*keys: str) -> list[Answers]:
    return [{"elev": key, "sammendrag": f"Det som gjelder {key}."} for key in keys]


def test_1_a_case_about_a_leader_does_not_exist_at_the_school(session: Session, cast: Cast) -> None:
    before = {key: of_the_school(session, getattr(cast, key)) for key in ("randi", "avd", "rad")}
    opened = cases.open_case(session, "melding", cast.nora, report("elev_om_leder"))
    assert opened.realm == "owner"
    for key, count in before.items():
        actor = getattr(cast, key)
        assert of_the_school(session, actor) == count
        assert not access.may(session, actor, Action.READ, opened.id)
        assert not access.may(session, actor, Action.FOLLOW, opened.id)
    assert access.may(session, cast.stig, Action.READ, opened.id)
    assert "vurder_skoleeier" in open_tasks(session, opened.id)


def test_1_found_out_in_the_middle_it_is_moved_and_the_school_sees_it_no_more(
    session: Session, cast: Cast
) -> None:
    opened = cases.open_case(
        session, "melding", cast.kari, report("elev_om_leder", gjelder="ukjent")
    )
    task = open_tasks(session, opened.id)["vurder"]
    given = {
        "hvem_tar_saken": "ledelsen",
        "habilitet_grunn": "Meldingen viser seg å gjelde en avdelingsleder.",
    }
    assert access.may(session, cast.randi, Action.READ, opened.id)
    tasks.complete(session, task, cast.randi, given)
    assert not access.may(session, cast.randi, Action.READ, opened.id)
    kinds = [event.kind for event in audit.trail(session, opened.id)]
    assert Kind.CASE_SHIELDED in kinds


def test_2_rektor_who_is_too_close_hands_it_over_and_both_are_on_record(
    session: Session, cast: Cast
) -> None:
    opened = cases.open_case(session, "melding", cast.kari, FROM_A_TEACHER)
    given = {"hvem_tar_saken": "inhabil", "habilitet_grunn": "Eleven er min niese."}
    tasks.complete(session, open_tasks(session, opened.id)["vurder"], cast.randi, given)
    task = open_tasks(session, opened.id)["vurder_skoleeier"]
    assert task in {row.id for row in inbox.page(session, cast.stig, inbox.Box.GROUP).lines}
    done = [e for e in audit.trail(session, opened.id) if e.kind == Kind.TASK_COMPLETED]
    assert [event.actor_id for event in done] == [cast.randi.id]


def test_4_two_who_accuse_each_other_have_a_case_each_and_see_only_their_own(
    session: Session, cast: Cast
) -> None:
    opened = cases.open_case(session, "melding", cast.kari, FROM_A_TEACHER)
    codes = assessed(session, cast, opened, elever=pupils("nora", "jonas"))
    assert len(codes) == 2
    rooms = {
        who.key: {line.code for line in cases.listed(session, who, Action.FOLLOW)}
        for who in (cast.nora, cast.jonas)
    }
    assert rooms["nora"].isdisjoint(rooms["jonas"])
    assert rooms["nora"] | rooms["jonas"] == set(codes)


def test_5_the_guardian_of_one_of_many_sees_that_room_only(session: Session, cast: Cast) -> None:
    opened = cases.open_case(session, "melding", cast.kari, FROM_A_TEACHER)
    assessed(session, cast, opened, elever=pupils("nora", "jonas"))
    noras = {line.code for line in cases.listed(session, cast.nora, Action.FOLLOW)}
    guardians = {line.code for line in cases.listed(session, cast.grete, Action.FOLLOW)}
    assert guardians == noras
    for line in cases.listed(session, cast.grete, Action.FOLLOW):
        assert not access.may(session, cast.grete, Action.READ, line.id)


def test_8_a_report_late_in_the_holiday_is_received_at_once_and_lost_by_nobody(
    session: Session, cast: Cast
) -> None:
    night = datetime(2026, 12, 28, 23, 0, tzinfo=clock.OSLO)
    with clock.at(night):
        opened = cases.open_case(session, "melding", cast.nora, report("elev"))
        people.revoke(session, cast.randi.id, "rektor")
    task = next(task for task in opened.tasks if task["element"] == "vurder")
    assert task["due_at"] == datetime(2027, 1, 4, 16, 0, tzinfo=clock.OSLO)
    with clock.at(datetime(2027, 1, 6, 9, 0, tzinfo=clock.OSLO)):
        while deadlines.fire_next(session):
            pass
    # Nobody is rektor any more: the department head has been asked, and then the owner.
    assert {"vurder", "purr_rektor", "folg_opp_rektor"} <= open_tasks(session, opened.id).keys()


def test_9_an_anonymous_report_names_nobody_and_is_followed_up_all_the_same(
    session: Session, cast: Cast
) -> None:
    opened = cases.open_case(session, "melding", ANONYMOUS, report("anonym"))
    trail = audit.trail(session, opened.id)
    assert {event.actor_id for event in trail} == {0}
    assert "vurder" in open_tasks(session, opened.id)
    parts = [event for event in trail if event.kind == Kind.PART_TAKEN]
    assert parts == []


def test_11_a_case_stays_on_the_flow_it_began_on_while_the_school_changes_it(
    session: Session, cast: Cast
) -> None:
    opened = cases.open_case(session, "melding", cast.kari, FROM_A_TEACHER)
    old = publishing.in_use(session, "melding")
    files = {
        **old.bundle.files,
        "melding.bpmn": old.bundle.diagram_text.replace("Vurder meldingen", "Les meldingen"),
    }
    newer = publish_bundle(session, Bundle("melding", files), Origin.SCHOOL)
    assert newer.id != old.id
    case = cases.read(session, cast.randi, Action.READ, opened.code)
    assert case.version_id == old.id
    assessed(session, cast, opened, elever=pupils("nora"))
    later = cases.open_case(session, "melding", cast.kari, FROM_A_TEACHER)
    assert cases.read(session, cast.randi, Action.READ, later.code).version_id == newer.id


def test_two_who_report_the_same_event_keep_both_reports(session: Session, cast: Cast) -> None:
    given = FROM_A_TEACHER
    first = cases.open_case(session, "melding", cast.kari, given)
    second = cases.open_case(session, "melding", cast.mo, given)
    assert first.code != second.code
    for opened in (first, second):
        assert "vurder" in open_tasks(session, opened.id)
