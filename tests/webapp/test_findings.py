"""Findings as sentences: every rule told in bokmål and nynorsk, with the place and the way out."""

import json
from pathlib import Path
from string import Formatter

import pytest

from engine.bundles import RULES, Finding
from tests.engine.bundles.cases import BUNDLES, RIGHT, WRONG, bundle_of, findings_of, read
from tests.engine.bundles.test_formprofile import HOSTILE, MISTAKES
from webapp.findings import TEXTS, sentence
from webapp.findings.expressions import HINTS, OTHERWISE


@pytest.mark.parametrize("path", [*WRONG, *RIGHT], ids=lambda path: path.stem)
def test_every_finding_is_told_in_both_languages_with_the_element_in_it(path: Path) -> None:
    for finding in findings_of(bundle_of(read(path))):
        said = {lang: sentence(finding, lang) for lang in ("nb", "nn")}
        assert said["nb"] != said["nn"]
        assert all("{" not in text and text.endswith((".", "?")) for text in said.values())
        if finding.element and finding.severity == "error":
            assert finding.element in said["nb"]


def test_every_rule_has_a_sentence_in_bokmal_and_nynorsk_with_the_same_facts() -> None:
    assert set(TEXTS) == RULES
    for rule, (bokmal, nynorsk) in TEXTS.items():
        facts = [
            sorted(name for _, name, _, _ in Formatter().parse(text) if name)
            for text in (bokmal, nynorsk)
        ]
        assert facts[0] == facts[1], rule
        assert bokmal != nynorsk, rule


def test_every_hint_is_told_in_both_languages() -> None:
    for key, said in {"": OTHERWISE, **HINTS}.items():
        filled = [text.format(detail="x") for text in said]
        assert filled[0] != filled[1], key


def test_an_expression_that_cannot_be_read_is_told_with_what_is_wrong_in_it() -> None:
    params = {"name": "Valg", "text": "skoledag(5)", "position": 1}
    params |= {"key": "unknown_function", "detail": "skoledag"}
    said = sentence(Finding("expression", "error", "v", params, "flyt.bpmn"))
    assert said == (
        "Uttrykket «skoledag(5)» ved «Valg» (v) kan ikke leses ved tegn 1. "
        "Funksjonen «skoledag» finnes ikke."
    )


@pytest.mark.parametrize(
    ("old", "new", "rule", "said"),
    [
        ("<text>true</text>", "<text>tru e</text>", "table_rule", "Cellen «tru e»"),
        ("<text>-</text>", "<text>true</text>", "table_idle", "samme vilkår som regel 1"),
        ('"FIRST"', '"UNIQUE"', "table_rule", "treffer alltid"),
        ('"FIRST"', '"STØRST"', "table_invalid", "Treffregelen «STØRST»"),
        ('id="ruting"', 'id="annen"', "decision_unknown", "«ruting»"),
        ("melding.alvorlig", "melding.alvorleg", "unknown_field", "mente du «alvorlig»"),
        ('name="vei"', 'name="veien"', "unknown_name", "mente du «veien»"),
    ],
)
def test_a_faulty_decision_table_is_told_by_rule_and_cell(
    old: str, new: str, rule: str, said: str
) -> None:
    [path] = [path for path in RIGHT if path.stem == "decision"]
    table = read(path.with_suffix(".dmn"))
    assert old in table
    found = findings_of(bundle_of(read(path), **{"decision.dmn": table.replace(old, new)}))
    [finding] = [finding for finding in found if finding.rule == rule]
    assert said in sentence(finding)


FORMS = {name: schema for name, (schema, *_) in [*HOSTILE.items(), *MISTAKES.items()]}


@pytest.mark.parametrize("name", FORMS)
def test_every_fault_of_a_form_is_told_in_both_languages(name: str) -> None:
    [path] = [path for path in RIGHT if path.stem == "user_task"]
    files = {"forms/melding.json": json.dumps(FORMS[name])}
    for finding in findings_of(bundle_of(read(path), **files)):
        assert sentence(finding, "nb") != sentence(finding, "nn")


@pytest.mark.parametrize(
    "files",
    [
        {"flyt.bpmn": "<!DOCTYPE a><a/>"},
        {"flyt.bpmn": "x" * 2_000_001},
        {"flyt.bpmn": "<a>" * 150 + "</a>" * 150},
        {"flyt.bpmn": "<a>" + "<b/>" * 60_001 + "</a>"},
        {"flyt.bpmn": "\ud800"},
        {"flyt.bpmn": "tull"},
        {"nn.json": "{"},
        {"nn.json": '{"elements": []}'},
        {"nn.json": '{"elements": {"borte": "Vekke"}}'},
        {"Min fil.txt": ""},
        {"forms/annen.json": "{"},
        {"forms/annen.json": '{"type": "object", "properties": {}, "x-context": ["a.b"]}'},
        {"ruting.dmn": "tull"},
        {"decision.dmn": read(BUNDLES / "decision.dmn")},
        {f"forms/f{number}.json": "{}" for number in range(201)},
    ],
    ids=lambda files: next(iter(files)),
)
def test_every_fault_of_a_file_is_told_in_both_languages(files: dict[str, str]) -> None:
    [path] = [path for path in RIGHT if path.stem == "user_task"]
    bundle = bundle_of(read(path), **files)
    found = findings_of(bundle)
    assert found
    for finding in found:
        assert sentence(finding, "nb") != sentence(finding, "nn")
