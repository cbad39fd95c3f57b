"""The state as bytes: small, sealed, and readable for years."""

import hashlib
import json
import re
import zlib
from datetime import datetime
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bundles import Bundle
from engine.runtime import (
    STATE_FORMAT,
    OpenTask,
    StateDamaged,
    StateTooNew,
    codec,
    compile_definition,
    tick,
)
from tests.engine.runtime.make_corpus import PLACE, processes, walked
from tests.engine.runtime.test_rounds import PLAN, measures
from tests.engine.runtime.walking import CALENDAR, MONDAY, Walk

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def a_state() -> bytes:
    walk = Walk(measures())
    walk.do("plan", PLAN)
    walk.do("do", {"virket": False}, item=PLAN["tiltak"][1])
    return walk.state


@given(st.lists(_JSON, max_size=5))
def test_rows_survive_being_stored(rows: list[object]) -> None:
    assert codec.load(codec.dump(rows)) == rows


def test_any_changed_byte_is_damage_and_nothing_else() -> None:
    state = a_state()
    for position in range(len(state)):
        for flip in (0x01, 0x80, 0xFF):
            damaged = bytearray(state)
            damaged[position] ^= flip
            with pytest.raises(StateDamaged) as caught:
                codec.load(bytes(damaged))
            assert type(caught.value) is StateDamaged


def test_missing_doubled_or_foreign_bytes_are_damage() -> None:
    state = a_state()
    for length in range(len(state)):
        with pytest.raises(StateDamaged):
            codec.load(state[:length])
    for wrong in (b"", state + b"\x00", state + state, b"\x00" * 400, b"{}" * 40):
        with pytest.raises(StateDamaged):
            codec.load(wrong)


def resealed(body: bytes) -> bytes:
    return body + hashlib.sha256(body).digest()


def test_a_newer_format_is_refused_as_newer() -> None:
    body = bytearray(a_state()[:-32])
    body[3] = STATE_FORMAT + 1
    with pytest.raises(StateTooNew) as caught:
        codec.load(resealed(bytes(body)))
    assert caught.value.format == STATE_FORMAT + 1


def test_a_sealed_state_that_blows_up_is_refused_before_it_does() -> None:
    bomb = zlib.compress(b"[" + b" " * (codec.MOST_BYTES + 10) + b"]", 9)
    with pytest.raises(StateDamaged):
        codec.load(resealed(b"HPS\x01" + bomb))


@pytest.mark.parametrize(
    "rows",
    [[["finnes_ikke", 0]], [[]], [[1, 2, 3]], ["x"], [["do", 99]], [["each", 2, 0, 0, [["x", 0]]]]],
)
def test_a_sealed_state_of_another_process_is_damage_too(rows: list[object]) -> None:
    definition = compile_definition(measures().bundle())
    with pytest.raises(StateDamaged):
        tick(definition, codec.dump(rows), {}, now=MONDAY, calendar=CALENDAR)


def test_a_case_of_a_few_tasks_is_stored_in_a_few_hundred_bytes() -> None:
    assert len(a_state()) < 600


CORPUS = sorted(PLACE.parent.glob("*/*.json"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_state_stored_by_an_earlier_program_still_runs_to_its_end(path: Path) -> None:
    stored = json.loads(path.read_text(encoding="utf-8"))
    bundle, *called = (Bundle(b["key"], b["files"]) for b in stored["bundles"])
    definition = compile_definition(bundle, called)
    for point in stored["points"]:
        tasks = [
            OpenTask(task_id, element, item, number, None, None, None, None, 50)
            for task_id, element, item, number in point["open"]
        ]
        now = datetime.fromisoformat(point["now"])
        state = bytes.fromhex(point["state"])
        walk = Walk.resumed(definition, state, point["document"], now, tasks)
        for move in point["rest"]:
            walk.go(move)
        assert walk.finished
        assert walk.step.outcome == stored["outcome"]


def test_there_is_a_corpus_for_the_present_format_and_it_is_what_we_write() -> None:
    assert PLACE.name == str(STATE_FORMAT)
    for name, make in processes().items():
        stored = json.loads((PLACE / f"{name}.json").read_text(encoding="utf-8"))
        again = walked(make)
        assert [len(point["rest"]) for point in again["points"]] == [
            len(point["rest"]) for point in stored["points"]
        ]
        for old, new in zip(stored["points"], again["points"], strict=True):
            shapes = [_shape(codec.load(bytes.fromhex(p["state"]))) for p in (old, new)]
            assert shapes[0] == shapes[1], (
                "rows are written in another way than before: raise STATE_FORMAT, read the old "
                "format too, and run make_corpus.py"
            )


def _shape(rows: object) -> object:
    """The rows with ids of tasks taken out: those are new each time."""
    text = orjson.dumps(rows).decode()
    return re.sub(r"[0-9a-f]{32}", "id", text)
