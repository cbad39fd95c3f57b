"""A bundle: the same meaning has the same digest, and folders are read and written as one unit."""

from pathlib import Path

import pytest

from engine.bundles import Bundle, BundleRefused, Roles, read_folder, write_folder
from engine.bundles.bundle import allowed_name
from engine.bundles.scripts import read_script
from engine.bundles.timetexts import is_moment, iso_cycle, iso_days

DIAGRAM = '<a  b="1" c="2"><d>x</d></a>'


def test_layout_of_the_text_does_not_change_the_digest() -> None:
    first = Bundle("x", {"x.bpmn": DIAGRAM, "forms/f.json": '{"a": 1, "b": 2}'})
    same = Bundle(
        "x",
        {
            "forms/f.json": '{\n  "a": 1,\n  "b": 2\n}',
            "x.bpmn": '<?xml version="1.0"?>\n<a c="2" b="1">\n  <d>x</d>\n</a>',
        },
    )
    assert first.digest == same.digest
    assert len(first.digest) == 64


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.bpmn", '<a b="1" c="3"><d>x</d></a>'),
        ("x.bpmn", '<a b="1" c="2"><d>y</d></a>'),
        ("forms/f.json", '{"b": 2, "a": 1}'),
        ("forms/g.json", "{}"),
        ("LESMEG.md", "Hei"),
        ("x.bpmn", "tull"),
        ("forms/f.json", "tull"),
    ],
)
def test_a_change_of_meaning_changes_the_digest_and_field_order_is_meaning(
    name: str, text: str
) -> None:
    files = {"x.bpmn": DIAGRAM, "forms/f.json": '{"a": 1, "b": 2}'}
    assert Bundle("x", files).digest != Bundle("x", {**files, name: text}).digest


def test_a_text_cannot_move_from_one_file_to_the_next_unseen() -> None:
    one = Bundle("x", {"LESMEG.md": "ab", "a.dmn": "c"})
    other = Bundle("x", {"LESMEG.md": "a", "a.dmn": "bc"})
    assert one.digest != other.digest


def test_a_folder_written_and_read_again_is_the_same_bundle(tmp_path: Path) -> None:
    bundle = Bundle(
        "melding",
        {"melding.bpmn": "<å/>\n", "ruting.dmn": "<b/>", "forms/start.json": "{}", "nn.json": "{}"},
    )
    write_folder(bundle, tmp_path)
    assert read_folder(tmp_path, "melding") == bundle
    fewer = Bundle("melding", {"melding.bpmn": "<å/>\n"})
    write_folder(fewer, tmp_path)
    assert read_folder(tmp_path, "melding") == fewer


@pytest.mark.parametrize(
    "name", ["../x.bpmn", "forms/../../x.json", "/etc/passwd", "a\x00.bpmn", "x.py"]
)
def test_nothing_is_written_outside_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(BundleRefused):
        write_folder(Bundle("x", {name: "<a/>"}), tmp_path)
    assert list(tmp_path.rglob("*")) == []
    assert not allowed_name(name)


@pytest.mark.parametrize("key", ["..", "../x", "A", "", "a/b", "a" * 64])
def test_a_key_that_is_no_name_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(BundleRefused):
        read_folder(tmp_path, key)
    with pytest.raises(BundleRefused):
        write_folder(Bundle(key, {}), tmp_path)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "hemmelig"
    secret.write_text("<a/>")
    folder = tmp_path / "processes" / "x"
    folder.mkdir(parents=True)
    (folder / "x.bpmn").symlink_to(secret)
    with pytest.raises(BundleRefused):
        read_folder(tmp_path, "x")


def test_a_bundle_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleRefused, match="file_missing"):
        read_folder(tmp_path, "borte")


def test_names_come_in_nynorsk_where_there_are_any() -> None:
    said = '{"name": "Melding", "elements": {"a": "Vurder saka", "b": 3, "c": ""}}'
    bundle = Bundle("x", {"nn.json": said})
    assert bundle.names("nn") == {"a": "Vurder saka"}
    assert bundle.name("nn") == "Melding"
    assert bundle.names("nb") == {}


@pytest.mark.parametrize("text", ["{", "[]", '{"elements": []}', '{"elements": null}'])
def test_unreadable_nynorsk_texts_leave_the_bokmal_ones(text: str) -> None:
    assert Bundle("x", {"nn.json": text}).names("nn") == {}


def test_a_lane_is_a_role_whatever_its_capitals_and_spaces() -> None:
    roles = Roles.from_json(
        '[{"key": "rektor", "name": "Rektor", "capabilities": ["leads_school"]},'
        ' {"key": "miljoarbeider", "name": "Miljøarbeider", "nn": "Miljøarbeidar"}]'
    )
    for name in ("Miljøarbeider", " miljøARBEIDER ", "Miljøarbeidar", "miljoarbeider"):
        found = roles.by_lane(name)
        assert found is not None
        assert found.key == "miljoarbeider"
    assert roles.by_lane("Vaktmester") is None
    assert roles.by_key("rektor") == next(iter(roles))


@pytest.mark.parametrize("text", ["{", "{}x", '[{"name": "x"}]', "[1]", '"x"', "3"])
def test_a_list_of_roles_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BundleRefused):
        Roles.from_json(text)


def test_script_lines_are_assignments_and_anything_else_is_shown() -> None:
    found = read_script("  a = 1\n\n  år=if x = 2\n    then 3 else 4 \n  import os\n  c == 2")
    assert [(line.line, line.name, line.text) for line in found] == [
        (1, "a", "1"),
        (3, "år", "if x = 2\n  then 3 else 4"),
        (5, None, "import os"),
        (6, None, "c == 2"),
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("P5D", 5),
        ("PT36H", 1.5),
        ("P1W", 7),
        ("P1Y", 365),
        ("P", None),
        ("PT", None),
        ("P5X", None),
    ],
)
def test_durations_are_weighed_in_days(text: str, days: float | None) -> None:
    assert iso_days(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("R3/P1D", 1),
        ("R/2026-08-17/P1W", 7),
        ("R3/i morgen/P1D", None),
        ("R3/", None),
        ("P1D", None),
    ],
)
def test_cycles_are_weighed_in_days_between_rounds(text: str, days: float | None) -> None:
    assert iso_cycle(text) == days


def test_a_moment_is_a_date_that_exists() -> None:
    assert is_moment("2026-02-28T08:00:00+01:00")
    assert not is_moment("2026-02-30")
