"""What is different in decision tables, row by row."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.bundles.bundle import Bundle
from engine.bundles.change import TABLES, TEXTS, Change, Words
from engine.bundles.dmn import Column, Row, Table, written
from engine.bundles.plainly import Known
from engine.bundles.sequences import moved


def tables(old: Bundle, new: Bundle, before: Known, after: Known) -> Iterator[Change]:
    """Tables that came, went or decide otherwise."""
    was, now = _all(old), _all(new)
    for key in was:
        if key not in now:
            yield Change("table_removed", TABLES, table=key, params={"name": _name(was[key])})
    for key, table in now.items():
        if key not in was:
            rows = len(table.rows)
            yield Change(
                "table_added", TABLES, table=key, params={"name": _name(table), "rows": rows}
            )
        else:
            yield from _Compared(was[key], table, before, after).changes()


def _all(bundle: Bundle) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for text in bundle.tables.values():
        found.update(written(text))
    return found


def _name(table: Table) -> Words:
    return Words(table.name, table.name)


class _Compared:
    """One table before and after."""

    def __init__(self, was: Table, now: Table, before: Known, after: Known) -> None:
        self.was, self.now, self.before, self.after = was, now, before, after

    def _change(self, kind: str, area: str = TABLES, **params: Any) -> Change:
        return Change(kind, area, table=self.now.id, params={"name": _name(self.now), **params})

    def changes(self) -> Iterator[Change]:
        was, now = self.was, self.now
        if was.name != now.name:
            yield self._change("table_renamed", old=_name(was), new=_name(now))
        if was.hit_policy != now.hit_policy:
            yield self._change("table_policy", old=was.hit_policy, new=now.hit_policy)
        if was.description != now.description:
            yield self._change("table_help", TEXTS)
        yield from self._columns()
        if [c.id for c in was.columns] == [c.id for c in now.columns]:
            yield from self._rows()
        elif was.rows != now.rows:
            yield self._change("table_rows")

    def _columns(self) -> Iterator[Change]:
        was = {column.id: column for column in self.was.columns}
        now = {column.id: column for column in self.now.columns}
        for key in [key for key in was if key not in now]:
            yield self._change("column_removed", column=_label(was[key]))
        for key, column in now.items():
            if key not in was:
                yield self._change("column_added", column=_label(column))
            elif was[key].label != column.label:
                yield self._change("column_renamed", old=_label(was[key]), new=_label(column))
            elif was[key] != column:
                yield self._change("column_asks", column=_label(column))
        shared = [key for key in now if key in was]
        if shared != [key for key in was if key in now]:
            yield self._change("columns_moved")

    def _rows(self) -> Iterator[Change]:
        pairs = _paired(self.was.rows, self.now.rows)
        for at, row in enumerate(self.was.rows):
            if at not in pairs.values():
                yield self._change("row_removed", row=at + 1, cells=self._told(row, self.before))
        for at, row in enumerate(self.now.rows):
            if at not in pairs:
                yield self._change("row_added", row=at + 1, cells=self._told(row, self.after))
            else:
                yield from self._row(self.was.rows[pairs[at]], row, at + 1)
        order = [pairs[at] for at in sorted(pairs)]
        for at in moved(order):
            number = next(here + 1 for here, there in pairs.items() if there == order[at])
            yield self._change("row_moved", old=order[at] + 1, new=number)

    def _row(self, was: Row, now: Row, number: int) -> Iterator[Change]:
        if len(was.cells) != len(now.cells):
            yield self._change("row_other", row=number)
            return
        for column, old, new in zip(self.now.columns, was.cells, now.cells, strict=False):
            if old != new:
                yield self._change(
                    "row_cell",
                    row=number,
                    column=_label(column),
                    old=self.before.cell(column.asks, old),
                    new=self.after.cell(column.asks, new),
                    emptied=new in ("-", ""),
                    filled=old in ("-", ""),
                )
        if was.sources != now.sources:
            yield self._change("row_source", TEXTS, row=number)

    def _told(self, row: Row, known: Known) -> tuple[tuple[Words, Any, bool], ...]:
        """(column, what the cell says, whether it decides) of every cell that says something."""
        columns = self.now.columns if known is self.after else self.was.columns
        inputs = len(self.now.inputs if known is self.after else self.was.inputs)
        return tuple(
            (_label(column), known.cell(column.asks, cell), at >= inputs)
            for at, (column, cell) in enumerate(zip(columns, row.cells, strict=False))
            if cell not in ("-", "")
        )


def _label(column: Column) -> Words:
    return Words(column.label, column.label)


def _paired(was: tuple[Row, ...], now: tuple[Row, ...]) -> Mapping[int, int]:
    """Where each row stood before, by where it stands now: the same id, else the same words."""
    found: dict[int, int] = {}
    for same in (lambda row: row.id, lambda row: (row.cells, row.sources)):
        left: dict[Any, list[int]] = {}
        for at, row in enumerate(was):
            if at not in found.values() and same(row):
                left.setdefault(same(row), []).append(at)
        for at, row in enumerate(now):
            if at not in found and left.get(same(row)):
                found[at] = left[same(row)].pop(0)
    return found
