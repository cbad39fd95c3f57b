"""A decision table as it is written, row by row: what a reader sees, not what it decides."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.bundles.reader import BundleRefused, read_xml


@dataclass(frozen=True, slots=True)
class Column:
    """One column with the words above it."""

    id: str
    label: str
    #: of an input: the expression it asks; of an output: the name its value gets
    asks: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One rule, as written: the cells of the inputs, then of the outputs."""

    id: str
    cells: tuple[str, ...]
    #: what is written about where the rule comes from
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One decision table."""

    id: str
    name: str
    description: str
    hit_policy: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Every column, in the order of the cells."""
        return self.inputs + self.outputs


def written(text: str) -> dict[str, Table]:
    """The tables of a DMN file by id; empty if it cannot be read."""
    try:
        root = read_xml(text.encode("utf-8", "surrogatepass"))
    except BundleRefused:
        return {}
    found = (_table(node) for node in root.iterfind("{*}decision"))
    return {table.id: table for table in found}


def columns_of(text: str) -> Iterator[tuple[str, str]]:
    """(name, label) of everything the tables in the file decide."""
    for table in written(text).values():
        yield from ((column.asks, column.label) for column in table.outputs)


def _table(decision: etree._Element) -> Table:
    inside = decision.find("{*}decisionTable")
    if inside is None:
        inside = decision
    return Table(
        id=decision.get("id", ""),
        name=decision.get("name") or decision.get("id") or "",
        description=_said(decision, "description"),
        hit_policy=inside.get("hitPolicy", "UNIQUE"),
        inputs=tuple(_input(node) for node in inside.iterfind("{*}input")),
        outputs=tuple(_output(node) for node in inside.iterfind("{*}output")),
        rows=tuple(_row(node) for node in inside.iterfind("{*}rule")),
    )


def _input(node: etree._Element) -> Column:
    asked = node.find("{*}inputExpression")
    text = _said(asked, "text") if asked is not None else ""
    kind = asked.get("typeRef", "") if asked is not None else ""
    return Column(node.get("id", ""), node.get("label") or text, text, kind)


def _output(node: etree._Element) -> Column:
    name = node.get("name", "")
    return Column(node.get("id", ""), node.get("label") or name, name, node.get("typeRef", ""))


def _row(node: etree._Element) -> Row:
    cells = [*node.iterfind("{*}inputEntry"), *node.iterfind("{*}outputEntry")]
    sources = node.iterfind("{*}annotationEntry")
    return Row(
        node.get("id", ""),
        tuple(_said(cell, "text") for cell in cells),
        tuple(_said(source, "text") for source in sources),
    )


def _said(node: etree._Element, child: str) -> str:
    found = node.find(f"{{*}}{child}")
    return (found.text or "").strip() if found is not None else ""
