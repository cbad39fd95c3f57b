"""The school's roles. A lane in a drawing is named after one of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.bundles import strictjson
from engine.bundles.reader import BundleRefused


@dataclass(frozen=True, slots=True)
class Role:
    """Something a person can be at the school."""

    key: str
    #: bokmål; lanes carry this name
    name: str
    #: nynorsk, the same as the bokmål name when it has none
    nn: str
    #: what the engine lets the holder do, see `engine.access`
    capabilities: frozenset[str] = frozenset()


class Roles:
    """All roles, found by key or by the name of a lane."""

    def __init__(self, roles: Iterable[Role] = ()) -> None:
        self._roles = tuple(roles)

    @classmethod
    def from_json(cls, text: str) -> "Roles":
        """Roles of a roller.json. Raises BundleRefused if it is not a list of roles."""
        try:
            rows = strictjson.loads(text)
            return cls([_role(row) for row in rows])
        except (strictjson.JsonRefused, KeyError, TypeError, AttributeError) as fault:
            raise BundleRefused(reason="file_roles", detail=str(fault)[:200]) from None

    def __iter__(self) -> Iterator[Role]:
        return iter(self._roles)

    def __len__(self) -> int:
        return len(self._roles)

    @cached_property
    def _by_key(self) -> dict[str, Role]:
        return {role.key: role for role in self._roles}

    @cached_property
    def _by_lane(self) -> dict[str, Role]:
        found: dict[str, Role] = {}
        for role in self._roles:
            for name in (role.name, role.nn, role.key):
                found.setdefault(_plain(name), role)
        return found

    def by_key(self, key: str) -> Role | None:
        """The role with this key."""
        return self._by_key.get(key)

    def by_lane(self, name: str) -> Role | None:
        """The role a lane of this name means, whatever its capitals and spaces."""
        return self._by_lane.get(_plain(name))


def _role(row: Any) -> Role:
    name = str(row["name"])
    return Role(
        key=str(row["key"]),
        name=name,
        nn=str(row.get("nn") or name),
        capabilities=frozenset(str(item) for item in row.get("capabilities", ())),
    )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
