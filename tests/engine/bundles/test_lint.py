"""The lint: what may be published, what may not, and that it never falls over."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bundles import RULES, Bundle, Finding, check, read_diagram
from engine.bundles.rules import ERRORS, severity
from tests.engine.bundles.cases import (
    FORM,
    RIGHT,
    ROLES,
    WRONG,
    bundle_at,
    bundle_of,
    findings_of,
    read,
)

KEYWORDS = [
    *("type", "properties", "items", "oneOf", "if", "then", "$ref", "$defs", "enum"),
    *("required", "allOf", "object", "string", "x-errors", "pattern", "maxItems"),
]


def errors(found: list[Finding]) -> set[str]:
    return {finding.rule for finding in found if finding.severity == "error"}


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_each_faulty_diagram_is_found_by_its_own_rule_and_no_other_error(path: Path) -> None:
    found = findings_of(bundle_of(read(path)))
    assert path.stem in {finding.rule for finding in found}
    assert errors(found) == ({path.stem} & ERRORS)


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_finding_names_an_element_that_is_in_the_file(path: Path) -> None:
    text = read(path)
    for finding in findings_of(bundle_of(text)):
        if finding.source == "flyt.bpmn" and finding.element is not None:
            assert f'"{finding.element}"' in text


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_a_diagram_that_uses_a_feature_as_it_should_gets_no_remarks(path: Path) -> None:
    assert findings_of(bundle_at(path)) == []


def test_a_rule_nobody_has_declared_cannot_be_reported() -> None:
    with pytest.raises(KeyError):
        severity("made_up")


def test_a_step_with_two_arrows_in_after_a_parallel_split_is_warned_of() -> None:
    [path] = [path for path in RIGHT if path.stem == "parallel"]
    text = read(path).replace(
        'parallelGateway id="samle" name="Samle"/', 'manualTask id="samle" name="Samle"/'
    )
    found = findings_of(bundle_of(text))
    assert ("runs_twice", "samle") in {(finding.rule, finding.element) for finding in found}


def test_a_bundle_without_a_diagram_is_told_so() -> None:
    [finding] = check(Bundle("flyt", {}), roles=ROLES)
    assert (finding.rule, finding.params["name"]) == ("file_missing", "flyt.bpmn")


def test_a_misspelt_field_is_named_with_the_one_that_was_meant() -> None:
    [path] = [path for path in WRONG if path.stem == "unknown_field"]
    [finding] = [f for f in findings_of(bundle_of(read(path))) if f.rule == "unknown_field"]
    assert finding.params["field"] == "alvorleg"
    assert finding.params["near"] == "alvorlig"


def test_fields_inside_rows_are_known_to_expressions() -> None:
    [path] = [path for path in RIGHT if path.stem == "exclusive"]
    good = read(path).replace("melding.alvorlig = true", "count(melding.rader.frist) = 2")
    assert findings_of(bundle_of(good)) == []
    bad = good.replace("melding.rader.frist", "melding.rader.fris")
    assert "unknown_field" in {finding.rule for finding in findings_of(bundle_of(bad))}


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("forms/annen.json", "{", "file_not_json"),
        ("forms/annen.json", '{"type": "object", "type": "object"}', "file_not_json"),
        ("forms/annen.json", json.dumps(FORM), "form_unused"),
        ("forms/annen.json", "[]", "form_not_object"),
        ("forms/../x.json", "{}", "file_name"),
        ("../x.bpmn", "", "file_name"),
        ("Min fil.txt", "", "file_name"),
        ("ruting.dmn", "<!DOCTYPE a>", "file_doctype"),
        ("ruting.dmn", "tull", "file_not_xml"),
        ("nn.json", "{", "file_not_json"),
        ("nn.json", '{"elements": []}', "file_nn"),
        ("nn.json", '{"documentation": []}', "file_nn"),
        ("nn.json", '{"elements": {"borte": "Vekke"}}', "nn_unknown"),
        ("nn.json", '{"documentation": {"borte": "Vekke"}}', "nn_unknown"),
        ("nn.json", '{"elements": {"a": "Vurder"}}', "nn_missing"),
    ],
)
def test_a_faulty_file_beside_the_diagram_is_found(name: str, text: str, rule: str) -> None:
    [path] = [path for path in RIGHT if path.stem == "user_task"]
    found = findings_of(bundle_of(read(path), **{name: text}))
    assert rule in {finding.rule for finding in found}


def test_a_field_taken_from_another_form_must_exist_there() -> None:
    [path] = [path for path in RIGHT if path.stem == "user_task"]
    form = {**FORM, "x-context": ["melding.hvem", "melding.borte"]}
    found = findings_of(bundle_of(read(path), **{"forms/melding.json": json.dumps(form)}))
    assert [finding.params["path"] for finding in found] == ["melding.borte"]


def test_too_many_files_are_refused_without_reading_them() -> None:
    files = {f"forms/f{number}.json": "{" for number in range(201)}
    found = findings_of(bundle_of("", **files))
    assert errors(found) == {"file_many"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    path=st.sampled_from(RIGHT + WRONG),
    at=st.floats(0, 1),
    length=st.integers(1, 400),
    put=st.sampled_from(["", "<", "x", '="', "<bpmn:task/>", "æ", "\x00", "]]>", "&#0;", "\ud800"]),
)
def test_a_damaged_file_gives_findings_and_never_an_exception(
    path: Path, at: float, length: int, put: str
) -> None:
    text = read(path)
    place = int(at * len(text))
    found = findings_of(bundle_of(text[:place] + put + text[place + length :]))
    assert {finding.rule for finding in found} <= RULES


@settings(max_examples=100, deadline=None)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(KEYWORDS),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_a_form_of_any_shape_gives_findings_and_never_an_exception(value: object) -> None:
    [path] = [path for path in RIGHT if path.stem == "user_task"]
    form = {**value, "type": "object"} if isinstance(value, dict) else value
    found = findings_of(bundle_of(read(path), **{"forms/melding.json": json.dumps(form)}))
    assert {finding.rule for finding in found} <= RULES


def test_the_tree_handed_to_the_runtime_holds_nothing_of_ours() -> None:
    [path] = [path for path in RIGHT if path.stem == "implicit_split"]
    diagram = read_diagram(read(path).encode())
    assert not any("drawnAs" in key for node in diagram.tree.iter() for key in node.attrib)


def test_a_text_to_send_is_judged_only_where_it_is_written_out() -> None:
    [path] = [path for path in WRONG if path.stem == "template_unknown"]
    [finding] = [f for f in findings_of(bundle_of(read(path))) if f.rule == "template_unknown"]
    assert (finding.params["template"], finding.params["near"]) == ("mesage", "message")
    worked_out = read(path).replace("&quot;mesage&quot;", "melding.hvem")
    assert "template_unknown" not in {f.rule for f in findings_of(bundle_of(worked_out))}
    unsaid = check(bundle_of(read(path)), roles=ROLES, known_operations=["notify"])
    assert "template_unknown" not in {f.rule for f in unsaid}


def _told_of_nynorsk(**files: str) -> set[tuple[str, str | None, object]]:
    [path] = [path for path in RIGHT if path.stem == "user_task"]
    found = findings_of(bundle_of(read(path), **files))
    return {(f.source, f.element, f.params.get("count")) for f in found if f.rule[:3] == "nn_"}


def test_texts_of_a_form_without_nynorsk_are_counted_once_a_bundle_has_nynorsk() -> None:
    assert _told_of_nynorsk() == set()
    told = _told_of_nynorsk(**{"nn.json": '{"elements": {}}'})
    assert ("forms/melding.json", "/title", 5) in told


def test_a_form_with_all_its_texts_in_nynorsk_is_whole_and_one_text_too_many_is_told_of() -> None:
    nynorsk = {"x-i18n": {"nn": {"title": "T"}}}
    form = {"type": "object", "title": "Melding", **nynorsk, "properties": {}}
    form["properties"] = {
        "hvem": {
            "title": "Hvem?",
            "type": "string",
            **nynorsk,
            "oneOf": [{"const": "elev", "title": "Elev", **nynorsk}, {"const": "title"}],
        },
    }
    files = {"nn.json": '{"elements": {}}'}
    whole = _told_of_nynorsk(**files, **{"forms/melding.json": json.dumps(form)})
    assert not {one for one in whole if one[0] == "forms/melding.json"}
    form["properties"]["hvem"]["x-i18n"] = {"nn": {"title": "Kven?", "description": "Borte"}}
    told = _told_of_nynorsk(**files, **{"forms/melding.json": json.dumps(form)})
    at = "/properties/hvem/x-i18n/nn/description"
    assert ("forms/melding.json", at, None) in told
