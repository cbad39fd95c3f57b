"""The law is one list: on the command line, in the API, and where a bundle is published."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from engine import audit, clock, publishing
from engine.audit import Kind
from engine.bundles import Bundle, in_order, write_folder
from engine.bundles.lawrules import Waiver
from engine.errors import BundleInvalid
from engine.people import SYSTEM
from engine.publishing import Origin
from tests.builders import publish_bundle
from tests.cast import Cast
from tests.diagrams import Drawing
from tests.engine.bundles.mutations import (
    ROOT,
    found,
    set_property,
    shipped,
    take_out,
    with_drawing,
)
from webapp import api
from webapp.cli import main
from webapp.findings import sentence

SAID = (
    "Loven: «Lag aktivitetsplan» (lag_plan) kan begynne før elevens beste er vurdert "
    "(opplæringslova § 10-1). Veien går om «Snakk med eleven» og «Skriv ned det dere fant ut»."
)
WAIVER = Waiver("elevens_beste_for_plan", "Vurderes i planen.", "Randi Rektor")


def breaking() -> Bundle:
    """The case about a pupil, without considering what is best for the pupil."""
    return with_drawing(
        shipped("skolemiljosak"), lambda root: take_out(root, "vurder_elevens_beste")
    )


def test_the_check_of_a_folder_says_what_breaks_the_law(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDLINGSPLAN_DEMO", "1")
    monkeypatch.setenv("HANDLINGSPLAN_DATA_DIR", str(tmp_path / "var"))
    write_folder(breaking(), tmp_path)
    result = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert f"skolemiljosak lag_plan error: {SAID}" in result.output


def test_a_folder_may_bring_its_own_law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDLINGSPLAN_DEMO", "1")
    monkeypatch.setenv("HANDLINGSPLAN_DATA_DIR", str(tmp_path / "var"))
    write_folder(breaking(), tmp_path)
    said = json.loads((ROOT / "processes/lovregler.json").read_text("utf-8"))
    said["rules"] = [rule for rule in said["rules"] if rule["key"] != WAIVER.rule]
    (tmp_path / "processes/lovregler.json").write_text(json.dumps(said), "utf-8")
    before = publishing.law()
    try:
        result = CliRunner().invoke(main, ["check", str(tmp_path)])
    finally:
        publishing.use_law(before)
    assert "Loven:" not in result.output


def test_a_bundle_that_breaks_the_law_is_not_published(session: Session, cast: Cast) -> None:
    with pytest.raises(BundleInvalid) as refused:
        publish_bundle(session, breaking(), Origin.SCHOOL)
    assert [sentence(one) for one in refused.value.findings] == [SAID]


def test_the_api_check_tells_the_same(app: Flask, session: Session, cast: Cast) -> None:
    found_findings = publishing.findings(session, breaking())
    assert [sentence(one) for one in found_findings if one.severity == "error"] == [SAID]
    shown = api.told(next(one for one in found_findings if one.severity == "error"))
    assert shown["rule"] == "law_breach"
    assert shown["message"] == SAID
    assert (shown["path"][0], shown["path"][-1]) == ("apnet", "lag_plan")


def test_somebody_may_answer_for_a_breach_and_it_stands_with_the_publication(
    session: Session, cast: Cast
) -> None:
    advice = publishing.findings(session, breaking(), [WAIVER])
    assert {one.severity for one in advice} == {"warning"}
    made = publishing.publish(
        session, breaking(), Origin.SCHOOL, SYSTEM, "prøver", waivers=[WAIVER]
    )
    assert publishing.in_use(session, "skolemiljosak").id == made.id
    [event] = audit.trail(session, audit.NO_CASE, kinds=[Kind.VERSION_PUBLISHED])
    assert event.body["waivers"] == [
        {
            "rule": "elevens_beste_for_plan",
            "reason": "Vurderes i planen.",
            "person": "Randi Rektor",
        }
    ]


def test_an_answer_that_was_not_needed_is_not_kept(session: Session, cast: Cast) -> None:
    publishing.publish(session, shipped("skolemiljosak"), Origin.SHIPPED, SYSTEM, waivers=[WAIVER])
    [event] = audit.trail(session, audit.NO_CASE, kinds=[Kind.VERSION_PUBLISHED])
    assert "waivers" not in event.body


def calling() -> list[Bundle]:
    """A process that hears the pupil by calling another, before its measure."""
    inner, outer = Drawing("indre"), Drawing("ytre")
    said: dict[str, Any] = {"dueDate": "P1D", "candidateGroup": "rektor"}
    inner.user("hor", legalRole="hore_eleven", **said)
    inner.chain("start", "hor", "end")
    outer.call("kall", "indre")
    outer.user("lag", legalRole="plan", **said)
    outer.chain("start", "kall", "lag", "end")
    return in_order([outer.bundle(), inner.bundle()])


def test_a_caller_is_told_of_when_what_it_calls_no_longer_hears_the_pupil(
    session: Session, cast: Cast
) -> None:
    inner, outer = calling()
    waivers = [
        Waiver(rule.key, "En prøve.", "Randi Rektor")
        for rule in publishing.law().rules
        if rule.key != "hore_eleven_for_tiltak"
    ]
    publish_bundle(session, inner)
    first = publishing.publish(session, outer, Origin.SCHOOL, SYSTEM, waivers=waivers)
    deaf = with_drawing(inner, lambda root: set_property(found(root, "hor"), "legalRole", None))
    [left] = [one for one in publishing.findings(session, deaf) if one.rule == "call_left"]
    assert "før eleven er hørt" in sentence(left)
    publish_bundle(session, deaf)
    assert publishing.in_use(session, "ytre").id == first.id
    polite = with_drawing(inner, lambda root: found(root, "hor").set("name", "Snakk med eleven"))
    publish_bundle(session, polite)
    assert publishing.in_use(session, "ytre").id != first.id


def test_a_rule_is_in_force_from_its_day_in_oslo() -> None:
    clock.freeze(datetime(2025, 7, 31, 21, 59, tzinfo=UTC))
    assert publishing.law().rule("inngrep_dokumenteres") is None
    clock.freeze(datetime(2025, 7, 31, 22, 1, tzinfo=UTC))
    assert publishing.law().rule("inngrep_dokumenteres") is not None


def test_the_delivered_law_is_in_force_in_a_started_process() -> None:
    assert len(publishing.law().rules) >= 20
