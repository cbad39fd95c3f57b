"""When a question is asked, as sentences: read from and written to the conditions of a form.

A rule is a few comparisons that must all hold. A condition said in another way is left as it is;
it has no sentence, and only those who edit text can change it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from engine.bundles import formtext as doc
from engine.bundles.formtext import EditRefused
from engine.bundles.profilekeywords import as_dict, as_list
from engine.bundles.resolve import Schema
from engine.bundles.resolve import names as read_by

#: keywords a branch may have and still be only its fields
_PLAIN = frozenset({"properties", "required"})


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison: the field is one of the values, has one of them, or is answered at all."""

    field: str
    #: "is" | "has" | "answered"
    how: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition a question stands under."""

    #: pointer of what holds the condition
    at: str
    #: False if the question is asked when the condition does not hold
    holds: bool
    #: None if it is not said in a way that makes a sentence
    clauses: tuple[Clause, ...] | None


def read(condition: Any) -> tuple[Clause, ...] | None:
    """The comparisons of an `if`; None if it says something else."""
    if not isinstance(condition, dict) or not condition or condition.keys() - _PLAIN:
        return None
    tests = condition.get("properties", {})
    demanded = condition.get("required")
    if not isinstance(tests, dict) or not isinstance(demanded, list) or not demanded:
        return None
    if set(tests) - set(map(str, demanded)) or len(set(map(str, demanded))) != len(demanded):
        return None
    found = [_clause(str(name), tests.get(name)) for name in demanded]
    kept = tuple(one for one in found if one is not None)
    return kept if len(kept) == len(found) else None


def _clause(name: str, test: Any) -> Clause | None:
    if test is None:
        return Clause(name, "answered")
    if not isinstance(test, dict) or len(test) != 1:
        return None
    [(keyword, value)] = test.items()
    if keyword == "const" and _plain(value):
        return Clause(name, "is", (value,))
    if keyword == "enum" and isinstance(value, list) and value and all(map(_plain, value)):
        return Clause(name, "is", tuple(value))
    inner = _clause(name, value) if keyword == "contains" and isinstance(value, dict) else None
    return Clause(name, "has", inner.values) if inner and inner.how == "is" else None


def _plain(value: Any) -> bool:
    return isinstance(value, str | bool | int)


def condition(clauses: Iterable[Clause]) -> Schema:
    """The `if` that says these comparisons."""
    clauses = tuple(clauses)
    tests: Schema = {}
    for one in clauses:
        same: Schema = (
            {"const": one.values[0]} if len(one.values) == 1 else {"enum": list(one.values)}
        )
        if one.how != "answered":
            tests[one.field] = same if one.how == "is" else {"contains": same}
    made: Schema = {"properties": tests} if tests else {}
    return {**made, "required": [one.field for one in clauses]}


def over(schema: Schema, pointer: str) -> tuple[Rule, ...]:
    """Every rule the field at the pointer stands under in its level, outermost first."""
    place = doc.place_of(schema, pointer)
    found, here = [], place.base
    for step in doc.parts(place.branch):
        if step in ("then", "else"):
            asked = as_dict(doc.at(schema, here)).get("if")
            found.append(Rule(here, step == "then", read(asked)))
        here = doc.joined(here, step)
    return tuple(found)


def steered(level: Any, by: str) -> Iterator[str]:
    """The fields of one level that are asked, or demanded, because of the answer to another."""
    for part in doc.every_part(level):
        branches = [part.get("then"), part.get("else")]
        reads = read_by(part.get("if"))
        if by in as_dict(part.get("dependentSchemas")):
            branches.append(part["dependentSchemas"][by])
            reads = reads | {by}
        yield from map(str, as_list(as_dict(part.get("dependentRequired")).get(by)))
        for branch in branches if by in reads else ():
            for inner in doc.every_part(branch):
                yield from as_dict(inner.get("properties"))
                yield from map(str, as_list(inner.get("required")))


def mentioned(level: Any) -> set[str]:
    """The fields of one level that demands outside its sentences speak of."""
    found: set[str] = set()
    for part in doc.every_part(level):
        for name, wanted in as_dict(part.get("dependentRequired")).items():
            found |= {name, *map(str, as_list(wanted))}
        found |= read_by(part.get("not")) | set(as_dict(part.get("dependentSchemas")))
        found = found.union(*(read_by(one) for one in as_list(part.get("anyOf"))))
    return found


def show_when(schema: Schema, pointer: str, clauses: Iterable[Clause]) -> str:
    """The field is asked only when all of it holds; always, if there is nothing. Its new pointer.

    Raises EditRefused: "as_text" where the rules over it make no sentence, "circle" if it would
    wait for itself, "gone" if a field read is not there, "twice" if one is read twice.
    """
    clauses, place = tuple(clauses), doc.place_of(schema, pointer)
    rules = over(schema, pointer)
    if len(rules) > 1 or any(not rule.holds or rule.clauses is None for rule in rules):
        raise EditRefused(reason="as_text", pointer=pointer)
    if (rules[0].clauses if rules else ()) == clauses:
        return pointer
    level = doc.object_at(schema, place.base)
    _demand_sense(level, place.name, clauses)
    if clauses and rules and _alone(schema, rules[0], place.name, clauses, level):
        doc.object_at(schema, rules[0].at)["if"] = condition(clauses)
        return pointer
    part, demanded = _taken_out(schema, place)
    holder, way = _branch_for(level, clauses) if clauses else (level, "")
    fields = holder.setdefault("properties", {})
    known = [name for rule in rules for name in (one.field for one in rule.clauses or ())]
    doc.put(fields, place.name, part, next((n for n in reversed(known) if n in fields), None))
    if demanded:
        holder.setdefault("required", []).append(place.name)
    tidy(level)
    if clauses:
        way = _way(level, clauses)
    return doc.joined(place.base + way, "properties", place.name)


def _demand_sense(level: Schema, name: str, clauses: tuple[Clause, ...]) -> None:
    known = set(doc.names(level))
    read_fields = [one.field for one in clauses]
    if len(set(read_fields)) != len(read_fields):
        raise EditRefused(reason="twice", name=name)
    for one in read_fields:
        if one not in known:
            raise EditRefused(reason="gone", name=one)
    behind = waiting_for(level, name)
    for one in read_fields:
        if one in behind:
            raise EditRefused(reason="circle", name=name, other=one)


def waiting_for(level: Any, name: str) -> set[str]:
    """The field and all that are asked because of it, directly or through others."""
    behind, waiting = {name}, [name]
    while waiting:
        fresh = set(steered(level, waiting.pop())) - behind
        behind |= fresh
        waiting += sorted(fresh)
    return behind


def _alone(
    schema: Schema, rule: Rule, name: str, clauses: tuple[Clause, ...], level: Schema
) -> bool:
    """Whether the rule is this field's only, so that it can be changed where it stands."""
    holds = doc.object_at(schema, rule.at)
    then = as_dict(holds.get("then"))
    only = set(as_dict(then.get("properties"))) == {name} and not then.keys() - _PLAIN
    demands = set(map(str, as_list(then.get("required")))) <= {name}
    same = any(read(one.get("if")) == clauses for one in as_list(level.get("allOf")))
    return only and demands and "else" not in holds and not same


def _taken_out(schema: Schema, place: doc.Place) -> tuple[Any, bool]:
    """The field's schema and whether it was demanded; it no longer stands where it stood."""
    holder = doc.object_at(schema, place.holder)
    part = holder["properties"].pop(place.name)
    demanded = place.name in as_list(holder.get("required"))
    undemand(holder, place.name)
    return part, demanded


def undemand(holder: Schema, name: str) -> None:
    """The part no longer says that the field must be answered."""
    if name in as_list(holder.get("required")):
        holder["required"].remove(name)
        if not holder["required"]:
            del holder["required"]


def _branch_for(level: Schema, clauses: tuple[Clause, ...]) -> tuple[Schema, str]:
    for one in as_list(level.get("allOf")):
        if isinstance(one, dict) and read(one.get("if")) == clauses and "then" in one:
            return one["then"], ""
    made: Schema = {"if": condition(clauses), "then": {"properties": {}}}
    level.setdefault("allOf", []).append(made)
    return made["then"], ""


def _way(level: Schema, clauses: tuple[Clause, ...]) -> str:
    for number, one in enumerate(as_list(level.get("allOf"))):
        if isinstance(one, dict) and read(one.get("if")) == clauses and "then" in one:
            return f"/allOf/{number}/then"
    raise EditRefused(reason="gone")


def tidy(level: Schema) -> None:
    """Branches that bring and demand nothing any more are gone, and so are their conditions."""
    for part in doc.every_part(level):
        if "if" in part and "else" not in part and _empty(part.get("then")):
            del part["if"]
            part.pop("then", None)
        elif "if" in part and _empty(part.get("else", None)):
            del part["else"]
    for part in doc.every_part(level):
        if isinstance(part.get("allOf"), list):
            part["allOf"] = [one for one in part["allOf"] if one != {}]
            if not part["allOf"]:
                del part["allOf"]


def _empty(branch: Any) -> bool:
    return isinstance(branch, dict) and not any(branch.values()) and not branch.keys() - _PLAIN
