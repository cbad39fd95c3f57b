"""The whole plan runs: every row has its flow, its forms and the test that walks it."""

import json
import re

import pytest

from tests.processes.story import ROOT, definition

#: Every row of the school's plan, as the domain counts them.
ROWS = [
    *(f"F{number}" for number in range(1, 20)),
    *(f"A{number}" for number in range(1, 8)),
    *("S1", "S2", "S3", "M1", "M2", "M3a", "M3b", "M3c", "M4", "M5", "M6", "M7"),
    *("U0", "U1", "U2", "T0"),
    *(f"D{number}" for number in range(1, 9)),
    *("P1", "P2", "P3"),
]
PLAN = json.loads((ROOT / "processes" / "plan.json").read_text("utf-8"))
LINES = {
    cells[1]: cells
    for line in (ROOT / "docs" / "radene.md").read_text("utf-8").splitlines()
    if len(cells := [cell.strip() for cell in line.split("|")]) == 7
}


def test_the_plan_has_every_row_once() -> None:
    assert sorted(row["id"] for row in PLAN["rows"]) == sorted(ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_a_flow_that_exists_with_the_forms_it_names(row: str) -> None:
    _, _, _, flow, forms, _, _ = LINES[row]
    key = re.fullmatch(r"\[(\w+)\]\(\.\./processes/\1\)", flow)
    assert key is not None, flow
    assert set(forms.split(", ")) <= definition(key[1]).forms.keys()


@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_a_test_that_walks_it(row: str) -> None:
    file, _, name = LINES[row][5].strip("`").partition("::")
    assert f"def {name}(" in (ROOT / file).read_text("utf-8")


@pytest.mark.parametrize("row", PLAN["rows"], ids=lambda row: row["id"])
def test_every_flow_a_row_names_exists(row: dict[str, list[str]]) -> None:
    for key in row["processes"]:
        assert (ROOT / "processes" / key / f"{key}.bpmn").is_file(), key


@pytest.mark.parametrize("row", PLAN["rows"], ids=lambda row: row["id"])
def test_every_row_the_year_wheel_must_prove_has_a_step_that_proves_it(
    row: dict[str, str],
) -> None:
    if row["section"] == "dokumentasjon" or "skolemiljosak" in row["processes"]:
        return
    marked = {
        mark
        for key in row["processes"]
        for element in definition(key).elements.values()
        for mark in element.properties.get("planRow", "").split()
    }
    assert row["id"] in marked
