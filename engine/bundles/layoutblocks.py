"""Branches as blocks of cells that are put together without anything standing in anything's way."""

from collections.abc import Iterable
from dataclasses import dataclass, field

#: lane, row, column
Cell = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Fall:
    """An arrow that goes up (-1) or down (1) from a row and out of the lane."""

    lane: int
    row: int
    column: int
    side: int
    whose: str

    def hits(self, cell: Cell, whose: str, shift: int = 0) -> bool:
        """True if a cell of another is in its way, when it is moved `shift` rows."""
        return (
            cell[2] == self.column
            and cell[0] == self.lane
            and whose != self.whose
            and (cell[1] - self.row - shift) * self.side > 0
        )


@dataclass(frozen=True, slots=True)
class Tie:
    """An arrow between a branch and the block it is put into, as far as it runs in a lane."""

    lane: int
    #: row of the other end; None if that is in another lane
    row: int | None
    #: -1 or 1 if the other end is in a lane over or under
    side: int
    #: column it goes up or down in; None if it does so between columns
    column: int | None
    #: columns it runs through on the row of the branch
    run: range
    whose: str

    def cells(self, shift: int) -> list[Cell]:
        """What it goes through when the branch stands on row `shift`."""
        if self.row == shift:
            return [(self.lane, shift, column) for column in self.run if column != self.column]
        found = [(self.lane, shift, column) for column in self.run]
        if self.row is not None and self.column is not None:
            between = range(min(self.row, shift) + 1, max(self.row, shift))
            found += [(self.lane, row, self.column) for row in between]
        return found

    def falls(self, shift: int) -> list[Fall]:
        """How it leaves the lane when the branch stands on row `shift`."""
        if self.column is None or not self.side:
            return []
        return [Fall(self.lane, shift, self.column, self.side, self.whose)]


@dataclass(eq=False)
class Block:
    """What is put together so far: whose each cell is, and the row of each step in its lane."""

    cells: dict[Cell, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    falls: list[Fall] = field(default_factory=list)

    def part(self, lane: int) -> "Block":
        """What of it is in the lane, without the rows of steps."""
        return Block(
            {cell: whose for cell, whose in self.cells.items() if cell[0] == lane},
            {},
            [fall for fall in self.falls if fall.lane == lane],
        )

    def has_room(self, part: "Block", ties: Iterable[Tie], shift: int) -> bool:
        """True if a part of one lane, moved `shift` rows, is in nothing's way, nor its ties."""
        own = {(lane, row + shift, column): who for (lane, row, column), who in part.cells.items()}
        if any(self.cells.get(cell, whose) != whose for cell, whose in own.items()):
            return False
        for tie in ties:
            for cell in tie.cells(shift):
                if self.cells.get(cell, tie.whose) != tie.whose:
                    return False
                if own.get(cell, tie.whose) != tie.whose or self._struck(cell, tie.whose):
                    return False
            if any(f.hits(c, w) for f in tie.falls(shift) for c, w in self.cells.items()):
                return False
        if any(self._struck(cell, whose) for cell, whose in own.items()):
            return False
        return not any(f.hits(c, w, shift) for f in part.falls for c, w in self.cells.items())

    def take(self, part: "Block", ties: Iterable[Tie], shift: int) -> None:
        """The part of one lane, moved `shift` rows, is in the block, and its ties."""
        for (lane, row, column), whose in part.cells.items():
            self.cells[lane, row + shift, column] = whose
        for fall in part.falls:
            moved = Fall(fall.lane, fall.row + shift, fall.column, fall.side, fall.whose)
            self.falls.append(moved)
        for tie in ties:
            for cell in tie.cells(shift):
                self.cells.setdefault(cell, tie.whose)
            self.falls += tie.falls(shift)

    def _struck(self, cell: Cell, whose: str) -> bool:
        return any(fall.hits(cell, whose) for fall in self.falls)
