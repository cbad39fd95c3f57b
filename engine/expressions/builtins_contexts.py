"""Functions on contexts, yes and no, and ranges."""

from typing import Any

from engine.expressions import compare
from engine.expressions.registry import builtin
from engine.expressions.values import KINDS, Range, Run


@builtin("not", "negand:boolean")
def _not(_run: Run, value: bool) -> bool:
    return not value


@builtin("get or else", "value:any", "default:any")
def _get_or_else(_run: Run, value: Any, default: Any) -> Any:
    return default if value is None else value


@builtin("is", "value1:any", "value2:any")
def _is(run: Run, a: Any, b: Any) -> bool:
    return KINDS[type(a)] == KINDS[type(b)] and compare.equal(run, a, b) is True


@builtin("get value", "context|m:context", "key:text")
def _get_value(run: Run, context: dict[str, Any], key: str) -> Any:
    return run.value(context.get(key))


@builtin("get entries", "context|m:context")
def _get_entries(run: Run, context: dict[str, Any]) -> list[Any]:
    run.spend(2 * len(context))
    return run.items([{"key": key, "value": value} for key, value in context.items()])


@builtin("context put", "context:context", "key:text", "value:any")
def _context_put(run: Run, context: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    run.spend(len(context))
    return {**context, key: value}


@builtin("context merge", "contexts:list")
def _context_merge(run: Run, contexts: list[Any]) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for context in contexts:
        if type(context) is not dict:
            return None
        run.spend(1 + len(context))
        found.update(context)
    return found


@builtin("context", "entries:list")
def _context(run: Run, entries: list[Any]) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str:
            return None
        if entry["key"] in found:
            return None
        found[entry["key"]] = run.value(entry.get("value"))
    return found


@builtin("before", "point1:any", "point2:any")
def _before(run: Run, a: Any, b: Any) -> bool | None:
    return _apart(run, a, b)


@builtin("after", "point1:any", "point2:any")
def _after(run: Run, a: Any, b: Any) -> bool | None:
    return _apart(run, b, a)


def _apart(run: Run, first: Any, second: Any) -> bool | None:
    """Whether all of the first, a point or a range, is before all of the second."""
    end = first.high if type(first) is Range else first
    start = second.low if type(second) is Range else second
    touching = (type(first) is not Range or first.high_included) and (
        type(second) is not Range or second.low_included
    )
    return compare.compare(run, "<" if touching else "<=", end, start)


@builtin("includes", "range:range", "point:any")
def _includes(run: Run, range_: Range, value: Any) -> bool | None:
    return _inside(run, value, range_)


@builtin("during", "point:any", "range:range")
def _during(run: Run, value: Any, range_: Range) -> bool | None:
    return _inside(run, value, range_)


def _inside(run: Run, value: Any, range_: Range) -> bool | None:
    if type(value) is not Range:
        return compare.within(run, value, range_)
    low = compare.within(run, value.low, _closed_where(range_, value.low_included))
    high = compare.within(run, value.high, _closed_where(range_, value.high_included))
    return low is True and high is True


def _closed_where(range_: Range, included: bool) -> Range:
    """The range, its ends belonging to it for an end that does not belong to its own."""
    return range_ if included else Range(range_.low, range_.high, True, True)
