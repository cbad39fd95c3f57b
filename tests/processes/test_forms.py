"""The forms and drawings of the core processes: whole, in two languages, with what the law demands.

Source: opplæringslova §§ 10-2, 12-4, 12-5; handlingsplanen, «Dokumentasjonskravene».
"""

import pytest

from tests.processes.answers import REPORTS, answers, report
from tests.processes.checks import wrong_with_answers, wrong_with_bundle
from tests.processes.story import ROOT, definition

PROCESSES = sorted(path.parent.name for path in ROOT.glob("processes/*/*.bpmn"))

EMPLOYEE = {"ansatt_innblandet": True, "innklaget": "faglarer", "kjennetegn": [], "alvorlig": False}


@pytest.mark.parametrize("process", PROCESSES)
def test_a_bundle_is_whole(process: str) -> None:
    assert wrong_with_bundle(process) == []


@pytest.mark.parametrize("process", PROCESSES)
def test_every_form_has_a_complete_and_valid_example(process: str) -> None:
    assert wrong_with_answers(process) == []


@pytest.mark.parametrize("who", sorted(REPORTS))
def test_every_kind_of_report_is_a_valid_answer(who: str) -> None:
    form = definition("melding").forms["melding"]
    assert form.check(report(who)) == []
    assert form.prune(report(who)) == report(who)


def test_a_pupil_must_answer_one_line_and_nothing_else() -> None:
    form = definition("melding").forms["melding"]
    assert [fault.pointer for fault in form.check({"melder": "elev"})] == ["/hva_skjedde"]


@pytest.mark.parametrize("form", ["elevsyn", "elevsvar"])
def test_a_pupil_is_never_asked_for_more_than_one_answer(form: str) -> None:
    assert len(definition("skolemiljosak").forms[form].check({})) == 1


def test_pupil_and_guardian_see_the_plan_and_their_own_answers_and_nothing_else() -> None:
    shown = {
        key: {
            pointer
            for pointer, schema in form.fields()
            if {"pupil", "guardian"} & set(schema.get("x-visible-to", ["staff"]))
        }
        for key, form in definition("skolemiljosak").forms.items()
    }
    assert {key for key, pointers in shown.items() if pointers} == {
        "plan",
        "elevsyn",
        "foresattsyn",
        "elevsvar",
    }
    assert shown["plan"] == {"/problem", "/tiltak", "/evalueres", "/evalueres_av"}


def test_groundless_needs_a_written_reason() -> None:
    form = definition("melding").forms["vurdering"]
    given = answers("melding", "vurdering", **EMPLOYEE, apenbart_grunnlos=True)
    assert [fault.pointer for fault in form.check(given)] == ["/grunnlos_begrunnelse"]


def test_child_welfare_and_police_are_considered_with_a_reason_also_when_the_answer_is_no() -> None:
    form = definition("melding").forms["vurdering"]
    given = answers("melding", "vurdering", barnevern_grunn=None, politi_grunn=None)
    assert [f.pointer for f in form.check(given)] == ["/barnevern_grunn", "/politi_grunn"]


def test_a_delay_needs_a_reason_a_new_date_and_a_safe_pupil() -> None:
    form = definition("skolemiljosak").forms["utsettelse"]
    assert [f.pointer for f in form.check({})] == ["/grunn", "/ny_dato", "/imens"]


def test_the_three_parts_of_the_investigation_are_demanded() -> None:
    form = definition("skolemiljosak").forms["undersokelse"]
    missing = [fault.pointer for fault in form.check({})]
    assert missing[:3] == ["/fakta", "/bakgrunn", "/omgivelser"]


def test_a_plan_without_one_of_the_five_fields_of_the_law_is_refused() -> None:
    form = definition("skolemiljosak").forms["plan"]
    whole = answers("skolemiljosak", "plan")
    for name in ("problem", "tiltak", "evalueres"):
        cut = {key: value for key, value in whole.items() if key != name}
        assert [fault.pointer for fault in form.check(cut)] == [f"/{name}"]
    for name in ("hva", "start", "slutt", "utforer", "ansvarlig"):
        row = {key: value for key, value in whole["tiltak"][0].items() if key != name}
        faults = form.check({**whole, "tiltak": [row]})
        assert [fault.pointer for fault in faults] == [f"/tiltak/0/{name}"]
    assert [fault.keyword for fault in form.check({**whole, "tiltak": []})] == ["minItems"]


def test_closing_for_another_reason_needs_that_reason_in_writing() -> None:
    form = definition("skolemiljosak").forms["evaluering"]
    given = answers("skolemiljosak", "evaluering", avgjorelse="avslutte_med_grunn")
    assert [fault.pointer for fault in form.check(given)] == ["/grunn", "/grunn_tekst"]
