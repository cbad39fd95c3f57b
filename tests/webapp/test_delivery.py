import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine import publishing
from engine.bundles import write_folder
from engine.errors import BundleInvalid
from tests.builders import BUNDLES, ROOT, tiny
from tests.cast import Cast
from tests.diagrams import Drawing
from webapp import delivery
from webapp.config import Settings
from webapp.findings import sentence


def test_everything_delivered_passes_its_own_check_without_a_remark() -> None:
    assert set(delivery.keys_in(ROOT)) >= {"melding", "skolemiljosak", "elevsamtaler"}
    assert list(delivery.check_folder(ROOT)) == []
    assert all("nn.json" in bundle.files for bundle in delivery.bundles_in(ROOT))


def test_every_row_of_the_delivered_plan_has_its_flow() -> None:
    assert list(delivery.check_plan(ROOT)) == []


def test_a_row_of_a_plan_without_a_flow_fails_the_check_and_says_which(tmp_path: Path) -> None:
    rows = [
        {"id": "F1", "hva": "Elevsamtaler", "processes": ["borte"]},
        {"id": "F2", "hva": "Foreldremøter", "processes": []},
    ]
    (tmp_path / "processes").mkdir()
    assert list(delivery.check_plan(tmp_path)) == []
    (tmp_path / "processes" / "plan.json").write_text(json.dumps({"rows": rows}), "utf-8")
    assert list(delivery.check_plan(tmp_path)) == [
        ("F1", "Raden «Elevsamtaler» viser til flyten «borte», som ikke finnes."),
        ("F2", "Raden «Foreldremøter» har ingen flyt som gjør den."),
    ]


def test_what_is_delivered_is_published_once_and_only_what_was_named(
    session: Session, cast: Cast, settings: Settings
) -> None:
    [(version, new)] = delivery.publish_shipped(session, settings, ["melding"])
    assert (version.key, version.number, new) == ("melding", 1, True)
    again = delivery.publish_shipped(session, settings)
    assert {(v.key, v.number, new) for v, new in again} == {
        (key, 1, key != "melding") for key in delivery.keys_in(ROOT)
    }
    in_use = {version.key for version in publishing.all_in_use(session)}
    assert in_use == set(delivery.keys_in(ROOT))


def test_a_folder_brings_its_own_roles_or_uses_the_delivered(
    settings: Settings, tmp_path: Path
) -> None:
    write_folder(tiny(), tmp_path)
    assert delivery.roles_of(tmp_path, settings).by_key("rektor") is not None
    own = [{"key": "x", "name": "X", "nn": "X", "capabilities": []}]
    (tmp_path / "processes" / "roller.json").write_text(json.dumps(own))
    assert delivery.roles_of(tmp_path, settings).by_key("rektor") is None
    assert [b.key for b in delivery.bundles_in(tmp_path)] == ["tiny"]
    assert "tiny" in delivery.keys_in(BUNDLES)


def test_what_is_called_is_delivered_before_what_calls_it(
    session: Session, cast: Cast, settings: Settings
) -> None:
    small = replace(settings, shipped_dir=BUNDLES)
    with pytest.raises(BundleInvalid) as refused:
        delivery.publish_shipped(session, small, ["kaller"])
    [finding] = refused.value.findings
    assert sentence(finding) == (
        "Kallaktiviteten «Spør utenfor skolen» (kall) starter «kalt», men den prosessen er ikke "
        "publisert. Velg en prosess som er i bruk, eller publiser den først."
    )
    made = delivery.publish_shipped(session, small, ["kaller", "kalt"])
    assert [version.key for version, _new in made] == ["kalt", "kaller"]
    again = {version.key: new for version, new in delivery.publish_shipped(session, small)}
    assert (again["tiny"], again["kalt"], again["kaller"]) == (True, False, False)


def test_processes_that_call_in_a_ring_are_told_of_and_never_delivered(
    session: Session, cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    for key, other in (("en", "to"), ("to", "en")):
        drawing = Drawing(key)
        drawing.call("kall", other)
        drawing.chain("start", "kall", "end")
        write_folder(drawing.bundle(), tmp_path)
    told = [
        f.params["way"] for _key, f in delivery.check_folder(tmp_path) if f.rule == "call_cycle"
    ]
    assert sorted(told) == ["en → to → en", "to → en → to"]
    with pytest.raises(BundleInvalid):
        delivery.publish_shipped(session, replace(settings, shipped_dir=tmp_path))
