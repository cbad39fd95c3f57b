"""The school's own words: duties, phases, what the report page offers. Data, read once.

Owns the reading of `plikter.json`, `faser.json`, `meld.json` and `arkiv.json` beside the processes;
the pages know only their keys.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import people
from webapp import config

#: The role every employee holds; beside another it says nothing.
EVERYBODY = "ansatt"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something the school must be able to show it has done."""

    key: str
    name: str
    text: str
    #: where the duty comes from
    source: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of the handlingsplan as it is delivered."""

    id: str
    #: key of the part it stands in
    section: str
    #: text by column, by written form
    words: Mapping[str, Mapping[str, str]]
    #: keys of the flows that do what it says
    processes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The handlingsplan as it is delivered, without the wordings the school has made its own."""

    title: str
    school: str
    about: str
    #: (key, name, text) of each part, in order
    sections: tuple[tuple[str, str, str], ...]
    rows: tuple[PlanRow, ...]


@functools.cache
def _read(name: str) -> Any:
    path = config.read().shipped_dir / "processes" / name
    return json.loads(path.read_text("utf-8")) if path.is_file() else []


def archive() -> Mapping[str, Any]:
    """What the archive is told about every case: our name, a title, and how it is shielded."""
    words: Mapping[str, Any] = _read("arkiv.json")
    return words


@functools.cache
def duties(lang: str) -> tuple[Duty, ...]:
    """Every duty of documentation, in order."""
    nn = lang == "nn"
    return tuple(
        Duty(
            row["key"],
            row["nn"] if nn else row["name"],
            row["text_nn"] if nn else row["text"],
            row["source"],
        )
        for row in _read("plikter.json")
    )


@functools.cache
def plan(lang: str) -> Plan:
    """The handlingsplan: its parts and rows."""
    read, nn = _read("plan.json"), lang == "nn"
    return Plan(
        title=read["nn"]["title"] if nn else read["title"],
        school=read["school"],
        about=read["about_nn"] if nn else read["about"],
        sections=tuple(
            (part["key"], part["nn"] if nn else part["name"], _text(part, nn))
            for part in read["sections"]
        ),
        rows=tuple(_plan_row(row) for row in read["rows"]),
    )


def _text(row: Mapping[str, str], nn: bool) -> str:
    return row.get("text_nn" if nn else "text", "")


def _plan_row(row: Mapping[str, Any]) -> PlanRow:
    columns = ("hva", "nar", "hvordan", "ansvar")
    words = {"nb": {c: row[c] for c in columns}, "nn": {c: row["nn"][c] for c in columns}}
    return PlanRow(row["id"], row["section"], words, tuple(row["processes"]), row["source"])


@functools.cache
def _phases() -> Mapping[str, Mapping[str, str]]:
    return {row["key"]: row for row in _read("faser.json")}


def phase(key: str, lang: str) -> str:
    """A phase in words; a key nobody has put into words is shown as it is."""
    row = _phases().get(key)
    if row is None:
        return key.replace("_", " ").capitalize()
    return row["nn" if lang == "nn" else "name"]


def phases() -> tuple[str, ...]:
    """Keys of the phases a case goes through, in order."""
    return tuple(_phases())


def plain_steps(lang: str) -> tuple[tuple[str, str], ...]:
    """(phase key, words) of the steps a pupil sees a case go through, in order."""
    name = "plain_nn" if lang == "nn" else "plain"
    return tuple((key, row[name]) for key, row in _phases().items() if name in row)


def role(key: str, lang: str) -> str:
    """A role by the name people use."""
    found = people.roles().by_key(key)
    if found is None:
        return key
    return found.nn if lang == "nn" else found.name


@functools.cache
def report_page(lang: str) -> Mapping[str, Any]:
    """What the report page offers: doors, telephone numbers, what happens next."""
    read = _read("meld.json")
    return {key: _localized(value, lang) for key, value in read.items()} if read else {}


def _localized(value: Any, lang: str) -> Any:
    if isinstance(value, list):
        return [_localized(item, lang) for item in value]
    if not isinstance(value, dict):
        return value
    said = value.get("nn", {}) if lang == "nn" else {}
    return {key: _localized(v, lang) for key, v in ({**value, **said}).items() if key != "nn"}


def size(count: int) -> str:
    """A number of bytes as people say it."""
    if count < 1024:
        return f"{count} byte"
    if count < 1024 * 1024:
        return f"{round(count / 1024)} kB"
    unit, name = (1024**3, "GB") if count >= 1024**3 else (1024**2, "MB")
    return f"{count / unit:.1f} {name}".replace(".", ",").replace(",0 ", " ")
