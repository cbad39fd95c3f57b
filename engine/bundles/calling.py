"""Which processes a drawing calls, and in which order bundles that call one another are read."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from engine.bundles.bundle import Bundle
from engine.bundles.elements import read_diagram
from engine.bundles.reader import BundleRefused


def calls_of(bundle: Bundle) -> Mapping[str, str]:
    """Key of the process each call activity names, by its id; empty if nothing can be read."""
    try:
        return _drawn(bundle.diagram_text)
    except BundleRefused:
        return {}


@lru_cache(maxsize=256)
def _drawn(text: str) -> Mapping[str, str]:
    diagram = read_diagram(text.encode("utf-8", "surrogatepass"))
    return {e.id: e.called for e in diagram.elements.values() if e.called}


def reached(bundle: Bundle, known: Mapping[str, Bundle]) -> dict[str, Bundle]:
    """Every other bundle it calls, itself or by way of others, nearest first.

    Those not known are left out.
    """
    found: dict[str, Bundle] = {}
    waiting = [bundle]
    while waiting:
        for key in calls_of(waiting.pop(0)).values():
            if key in known and key != bundle.key and key not in found:
                found[key] = known[key]
                waiting.append(known[key])
    return found


def way_back(bundle: Bundle, first: str, known: Mapping[str, Bundle]) -> tuple[str, ...]:
    """Keys on the way from the call of `first` back to the bundle; empty if there is none."""
    ways: dict[str, tuple[str, ...]] = {first: (first,)}
    waiting = [first]
    while waiting:
        key = waiting.pop(0)
        if key == bundle.key:
            return ways[key]
        for onward in calls_of(known[key]).values() if key in known else ():
            if onward not in ways:
                ways[onward] = (*ways[key], onward)
                waiting.append(onward)
    return ()


def in_order(bundles: Iterable[Bundle]) -> list[Bundle]:
    """The bundles with those that are called before those that call, otherwise as they came."""
    by_key = {bundle.key: bundle for bundle in bundles}
    placed: dict[str, Bundle] = {}
    for bundle in by_key.values():
        for one in _innermost_first(bundle, by_key, set()):
            placed.setdefault(one.key, one)
    return list(placed.values())


def _innermost_first(
    bundle: Bundle, known: Mapping[str, Bundle], seen: set[str]
) -> Iterator[Bundle]:
    seen.add(bundle.key)
    for key in calls_of(bundle).values():
        if key in known and key not in seen:
            yield from _innermost_first(known[key], known, seen)
    yield bundle
