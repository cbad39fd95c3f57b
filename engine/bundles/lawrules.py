"""Rules of law as data: what a flow must hold, which paragraph says so, and from when.

Owns reading lovregler.json. How a drawing is held against a rule stands in `lintlaw`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.bundles import strictjson
from engine.bundles.change import Words
from engine.bundles.reader import BundleRefused

#: what a rule may demand, each with the parts it must and may have
DEMANDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "before": (frozenset({"steps", "first"}), frozenset({"since", "given"})),
    "always": (frozenset({"after", "comes"}), frozenset({"given"})),
    "never": (frozenset({"done_by", "given"}), frozenset()),
    "done_by": (frozenset({"steps", "roles"}), frozenset()),
    "deadline": (frozenset(), frozenset()),
    "responsible": (frozenset(), frozenset()),
    "end": (frozenset(), frozenset()),
    "no_word": (frozenset({"words"}), frozenset()),
    "fields": (frozenset({"steps", "fields"}), frozenset()),
}


@dataclass(frozen=True, slots=True)
class LegalRole:
    """What a step is in the eyes of the law."""

    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class Rule:
    """One demand of law."""

    key: str
    #: as it is cited, such as "opplæringslova § 12-4 tredje ledd"
    paragraph: str
    #: what the law demands, in plain words
    wording: Words
    #: what is wrong when it is broken; `{step}` is the step
    breach: Words
    valid_from: dt.date
    #: legal roles of which one must be in the flow for the rule to apply; empty for
    #: every flow that has a legal role or documents a duty
    applies_to: frozenset[str]
    #: one of DEMANDS
    demand: str
    parts: Mapping[str, Any] = field(default_factory=dict)
    #: small flows that keep it or break it, as written
    cases: tuple[Mapping[str, Any], ...] = ()

    def keys(self, part: str) -> frozenset[str]:
        """The legal roles, roles of the school or words a part of the demand names."""
        return frozenset(self.parts.get(part, ()))


@dataclass(frozen=True, slots=True)
class Waiver:
    """Somebody has taken it on themselves that a rule is broken in one publication."""

    #: key of the rule
    rule: str
    reason: str
    #: name of the person
    person: str

    @property
    def given(self) -> bool:
        """True if it says both why and who."""
        return bool(self.reason.strip() and self.person.strip())


@dataclass(frozen=True)
class Law:
    """Every legal role and every rule."""

    roles: Mapping[str, LegalRole]
    rules: tuple[Rule, ...]

    @classmethod
    def from_json(cls, text: str) -> "Law":
        """The law in a lovregler.json. Raises BundleRefused with what is wrong in it."""
        try:
            said = strictjson.loads(text)
            roles = {row["key"]: _role(row) for row in said["roles"]}
            rules = tuple(_rule(row) for row in said["rules"])
            faults = list(_faults(roles, rules))
        except (strictjson.JsonRefused, KeyError, TypeError, AttributeError, ValueError) as fault:
            raise BundleRefused(reason="file_law", detail=str(fault)[:200]) from None
        if faults:
            raise BundleRefused(reason="file_law", detail=faults[0])
        return cls(roles, rules)

    def on(self, day: dt.date) -> "Law":
        """The rules that are law on that day."""
        return Law(self.roles, tuple(rule for rule in self.rules if rule.valid_from <= day))

    def rule(self, key: str) -> Rule | None:
        """The rule with this key."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> Mapping[str, Rule]:
        return {rule.key: rule for rule in self.rules}


def _role(row: Any) -> LegalRole:
    return LegalRole(str(row["key"]), Words(str(row["name"]), str(row["nn"])))


def _words(row: Any) -> Words:
    return Words(str(row["nb"]), str(row["nn"]))


def _rule(row: Any) -> Rule:
    [(demand, parts)] = row["demand"].items()
    return Rule(
        key=str(row["key"]),
        paragraph=str(row["paragraph"]),
        wording=_words(row["wording"]),
        breach=_words(row["breach"]),
        valid_from=dt.date.fromisoformat(row["valid_from"]),
        applies_to=frozenset(row["applies_to"]),
        demand=str(demand),
        parts=dict(parts),
        cases=tuple(row.get("cases", ())),
    )


def _faults(roles: Mapping[str, LegalRole], rules: Sequence[Rule]) -> Iterator[str]:
    """What a rule says that nothing here can hold a drawing against."""
    seen: set[str] = set()
    for rule in rules:
        if rule.key in seen:
            yield f"{rule.key}: twice"
        seen.add(rule.key)
        if rule.demand not in DEMANDS:
            yield f"{rule.key}: unknown demand {rule.demand}"
            continue
        must, may = DEMANDS[rule.demand]
        if not must <= rule.parts.keys() <= must | may:
            yield f"{rule.key}: {rule.demand} has other parts than {sorted(must | may)}"
        named = set(rule.applies_to)
        for part in ("steps", "first", "since", "after", "comes"):
            named |= rule.keys(part)
        for key in sorted(named - roles.keys()):
            yield f"{rule.key}: unknown legal role {key}"
