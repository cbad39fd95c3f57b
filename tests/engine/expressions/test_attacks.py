"""Everything we could think of that an author, or somebody with an author's rights, might write.

Each text goes in as an expression, as a cell, as both kinds of entry of a decision, and as a timer.
None runs code, none takes long, none takes much memory, and each ends in a value or a refusal.
"""

import gc
import json
import os
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from lxml import etree

from engine.expressions import (
    ExpressionError,
    compile_expression,
    compile_tests,
    evaluate_timer_text,
    read_decision,
)
from engine.expressions.compiled import _expression, _tests
from engine.expressions.regex import compiled
from tests.engine.expressions.reading import CALENDAR, NOW

#: seconds of CPU, and bytes, that one text may use
MOST_SECONDS = 0.050
MOST_BYTES = 50 * 1024 * 1024

CORPUS: dict[str, list[Any]] = json.loads(
    Path(__file__).with_name("attacks.json").read_text("utf-8")
)
SCOPE: dict[str, Any] = {
    "melding": {f"felt_{n}": "svar" * 50 for n in range(100)},
    "tekst": "a" * 100_000,
    "kort": "a" * 500 + "!",
    "liste": list(range(5_000)),
    "rader": [{"a": n, "b": {"c": "x"}} for n in range(1_000)],
}
#: what Python tells an audit hook when text becomes code, or code leaves the process
_CODE = {"compile", "exec", "import", "os.system", "os.exec", "os.fork", "os.posix_spawn"}
_CODE |= {"subprocess.Popen", "socket.connect", "ctypes.dlopen", "pickle.find_class"}
#: where events go while somebody watches; hooks cannot be taken away again
_watching: list[list[str]] = []


def _hook(event: str, _args: object) -> None:
    if _watching and event in _CODE:
        _watching[-1].append(event)


sys.addaudithook(_hook)


@contextmanager
def _watched() -> Iterator[list[str]]:
    """What became code inside the block."""
    _watching.append([])
    try:
        yield _watching[-1]
    finally:
        _watching.clear()


def text_of(entry: str | list[Any]) -> str:
    """The text of an entry: a text, or pieces of which some are repeated."""
    if isinstance(entry, str):
        return entry
    return "".join(piece if isinstance(piece, str) else piece[0] * piece[1] for piece in entry)


ATTACKS = [
    pytest.param(text_of(entry), id=f"{group} {number}")
    for group, entries in CORPUS.items()
    for number, entry in enumerate(entries, 1)
]


def _decision(test: str, answer: str) -> Any:
    """A table with the texts as cells; None if they cannot stand in XML at all."""
    root = etree.fromstring(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="d">'
        "<decisionTable><input><inputExpression><text>tekst</text></inputExpression></input>"
        '<output name="a"/><rule><inputEntry><text/></inputEntry><outputEntry><text/>'
        "</outputEntry></rule></decisionTable></decision></definitions>"
    )
    cell, result = root.iter("{*}inputEntry", "{*}outputEntry")
    try:
        cell[0].text, result[0].text = test, answer
    except ValueError:
        return None
    return root


def as_expression(text: str) -> None:
    compile_expression(text).evaluate(SCOPE, now=NOW, calendar=CALENDAR)


def as_cell(text: str) -> None:
    compile_tests(text).holds(SCOPE["tekst"], SCOPE, now=NOW, calendar=CALENDAR)


def as_condition_of_a_rule(text: str) -> None:
    _decide(_decision(text, "1"))


def as_answer_of_a_rule(text: str) -> None:
    _decide(_decision("-", text))


def _decide(root: Any) -> None:
    if root is not None:
        table = read_decision(root, "d")
        table.problems()
        table.decide(SCOPE, now=NOW, calendar=CALENDAR)


def as_timer(text: str) -> None:
    evaluate_timer_text(text, SCOPE, NOW, CALENDAR)


WAYS = [as_expression, as_cell, as_condition_of_a_rule, as_answer_of_a_rule, as_timer]


def forget() -> None:
    """What was made ready before is made ready again."""
    _expression.cache_clear()
    _tests.cache_clear()
    compiled.cache_clear()


def ends(way: Callable[[str], None], text: str) -> None:
    with suppress(ExpressionError):
        way(text)


def seconds(way: Callable[[str], None], text: str) -> float:
    """CPU time of one text, nothing made ready before.

    On a stack of its own: CPython 3.11 pays for memory at every call that happens to cross the end
    of a piece of its stack, and pytest's own depth decides where that is.
    """
    forget()
    spent: list[float] = []

    def timed() -> None:
        started = time.thread_time()
        ends(way, text)
        spent.append(time.thread_time() - started)

    thread = Thread(target=timed)
    thread.start()
    thread.join()
    return spent[0]


@pytest.fixture(scope="module", autouse=True)
def _alone() -> Iterator[None]:
    """Collecting what other tests have left behind is not counted as ours."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """What Python imports the first time it reads a time zone or an escape is imported now."""
    for text in ('@"2026-01-01T00:00:00@Europe/Oslo"', '"\\u0041"', 'matches("a", "a")'):
        as_expression(text)
    ends(as_timer, "2026-01-01T00:00:00@Nowhere/Else")
    ends(as_timer, "2026-01-01T00:00:00@../x")


def test_the_corpus_is_large_and_has_no_repetition() -> None:
    texts = [text_of(entry) for entries in CORPUS.values() for entry in entries]
    assert len(set(texts)) == len(texts) >= 400


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_runs_code_or_takes_long(text: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    text = text.replace("CANARY", str(canary))
    before = dict(os.environ)
    for way in WAYS:
        with _watched() as events:
            spent = seconds(way, text)
            if spent > MOST_SECONDS:
                # One more try: the machine may have been busy with something else.
                spent = seconds(way, text)
        assert events == []
        assert spent <= MOST_SECONDS, f"{way.__name__}: {spent * 1000:.0f} ms"
    assert not canary.exists()
    assert dict(os.environ) == before


@pytest.mark.parametrize(
    ("group", "way"),
    [*((group, as_expression) for group in CORPUS), *(("doubling", way) for way in WAYS[1:])],
)
def test_no_text_takes_much_memory(group: str, way: Callable[[str], None]) -> None:
    tracemalloc.start()
    try:
        for entry in CORPUS[group]:
            tracemalloc.reset_peak()
            ends(way, text_of(entry))
            _, peak = tracemalloc.get_traced_memory()
            assert peak <= MOST_BYTES, f"{text_of(entry)[:100]}: {peak / 1e6:.0f} MB"
    finally:
        tracemalloc.stop()
