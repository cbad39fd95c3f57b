"""What integrators are told of the API, held against the API itself."""

import json
import re

import pytest
from flask import Flask

from tests.builders import ROOT

TOLD = (ROOT / "docs/api.md").read_text("utf-8")


def calls(app: Flask) -> set[str]:
    """Every call there is, as the document writes it: `GET /tasks/<id>`."""
    found = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            path = rule.rule.removeprefix("/api/v1").replace("<task_id>", "<id>")
            found |= {f"{method} {path}" for method in (rule.methods or set()) & {"GET", "POST"}}
    return found


def test_every_call_of_the_api_is_told_of_and_no_other(app: Flask) -> None:
    headed = re.findall(r"^### `((?:GET|POST) [^`]+)`$", TOLD, re.M)
    assert sorted(headed) == sorted(calls(app))


def test_every_call_has_an_example() -> None:
    for part in re.split(r"^### ", TOLD, flags=re.M)[1:]:
        assert "```" in part, part.splitlines()[0]


@pytest.mark.parametrize("example", re.findall(r"```json\n(.*?)```", TOLD, re.S))
def test_every_example_in_json_can_be_read(example: str) -> None:
    json.loads(example)
