"""Trying a flow: the same acts lead to the same place, nothing leaves, and tests notice changes."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import processdrafts, proposals, publishing, trials
from engine.bundles import Bundle
from engine.casefile import CASES, TASKS
from engine.errors import BundleInvalid, Refused
from engine.trials import DO, START, WAIT, Act, TrialRun
from tests.builders import publish_tiny, tiny
from tests.cast import Cast

OPENED = Act(START, answers={"hva": "Oppdiktet"})
ANSWERED = Act(DO, "vurder", 0, {"alvorlig": True, "grunn": "Oppdiktet"})


@pytest.fixture
def run(session: Session, cast: Cast) -> TrialRun:
    publish_tiny(session)
    return trials.begin(session, "tiny", cast.ada)


def _after(session: Session, run: TrialRun, *acts: Act, bundle: Bundle | None = None) -> str:
    for act in acts:
        trials.add(session, run, act)
    return trials.played(session, bundle or tiny(), run).ends_in


def _renamed() -> Bundle:
    bundle = tiny()
    text = bundle.diagram_text.replace('"vurder"', '"bedom"').replace(">vurder<", ">bedom<")
    return Bundle("tiny", {**bundle.files, "tiny.bpmn": text.replace("vurder_di", "bedom_di")})


def test_a_run_stands_where_its_acts_lead(session: Session, run: TrialRun) -> None:
    assert _after(session, run) == ""
    assert _after(session, run, OPENED) == "vurder"
    assert _after(session, run, ANSWERED) == "slutt"
    played = trials.played(session, tiny(), run)
    assert (played.finished, played.outcome, played.open) == (True, "slutt", ())


def test_nothing_leaves_a_run(session: Session, run: TrialRun) -> None:
    _after(session, run, OPENED, ANSWERED)
    for table in (CASES, TASKS):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_the_last_act_can_be_taken_back(session: Session, run: TrialRun) -> None:
    _after(session, run, OPENED, ANSWERED)
    trials.take_back(session, run)
    assert trials.played(session, tiny(), run).ends_in == "vurder"


def test_the_clock_of_a_run_moves_and_no_other(session: Session, run: TrialRun) -> None:
    began = run.began
    until = (began + timedelta(days=40)).isoformat()
    _after(session, run, OPENED, Act(WAIT, until=until))
    assert trials.played(session, tiny(), run).now == began + timedelta(days=40)
    later = trials.next_school_day(datetime(2026, 11, 20, 12, tzinfo=UTC))
    assert later.date().isoformat() == "2026-11-23"


@pytest.mark.parametrize(
    "act",
    [
        Act(DO, "finnes_ikke"),
        Act(DO, "vurder", 3, ANSWERED.answers),
        Act(DO, "vurder", 0, {"alvorlig": "kanskje"}),
        Act(WAIT, until="i morgen"),
    ],
)
def test_what_cannot_be_done_breaks_the_run_there(
    session: Session, run: TrialRun, act: Act
) -> None:
    _after(session, run, OPENED, act)
    assert trials.played(session, tiny(), run).broken == 1


def test_made_up_answers_are_answers(session: Session, run: TrialRun) -> None:
    definition = publishing.prepared(session, tiny())
    made = trials.make_up(session, definition, "vurdering", run.began.date(), "a")
    assert definition.forms["vurdering"].check(made) == []
    assert made == trials.make_up(session, definition, "vurdering", run.began.date(), "a")


def test_a_test_notices_that_the_flow_goes_another_way(
    session: Session, cast: Cast, run: TrialRun
) -> None:
    _after(session, run, OPENED)
    test = trials.keep(session, tiny(), run, "Rektor får meldingen", cast.ada)
    assert trials.failing(session, tiny()) == []
    [finding] = trials.failing(session, _renamed())
    assert (finding.rule, finding.params["test"]) == ("test_failed", "Rektor får meldingen")
    trials.renew(session, _renamed(), test, cast.ada)
    assert trials.failing(session, _renamed()) == []


def test_what_fails_its_tests_is_not_published(session: Session, cast: Cast, run: TrialRun) -> None:
    _after(session, run, OPENED, ANSWERED)
    test = trials.keep(session, tiny(), run, "Til ende", cast.ada)
    files = {"tiny.bpmn": _renamed().diagram_text}
    seen = processdrafts.save(session, "tiny", files, seen=0, by=cast.ada).revision
    with pytest.raises(BundleInvalid) as refused:
        proposals.propose(session, "tiny", cast.ada, "x", seen=seen)
    assert [one.rule for one in refused.value.findings] == ["test_failed"]
    trials.forget(session, test)
    proposals.propose(session, "tiny", cast.ada, "x", seen=seen)


def test_a_test_by_the_same_name_takes_the_others_place(
    session: Session, cast: Cast, run: TrialRun
) -> None:
    for act in (OPENED, ANSWERED):
        _after(session, run, act)
        trials.keep(session, tiny(), run, " Til  ende ", cast.ada)
    [test] = trials.tests_of(session, "tiny")
    assert (test.name, test.ends_in) == ("Til ende", "slutt")


def test_a_test_has_a_name(session: Session, cast: Cast, run: TrialRun) -> None:
    with pytest.raises(Refused):
        trials.keep(session, tiny(), run, "  ", cast.ada)


def test_a_run_does_not_grow_for_ever(
    session: Session, run: TrialRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "MOST_ACTS", 1)
    _after(session, run, OPENED)
    with pytest.raises(Refused):
        trials.add(session, run, ANSWERED)


def test_everybody_tries_by_themselves(session: Session, cast: Cast, run: TrialRun) -> None:
    _after(session, run, OPENED)
    trials.begin(session, "tiny", cast.randi)
    own = trials.of(session, "tiny", cast.ada)
    assert own is not None
    assert len(trials.acts_of(own)) == 1
