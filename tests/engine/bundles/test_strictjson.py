"""Strict JSON: one meaning for every text, nothing that costs more than it says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bundles.strictjson import MAX_BYTES, JsonRefused, loads

REFUSED = {
    "NaN": ("[NaN]", "number"),
    "infinity": ("[-Infinity]", "number"),
    "too large a real": ("[1e999]", "number"),
    "too many digits": ("9" * 400, "number"),
    "same key twice": ('{"a": 1, "a": 2}', "twice"),
    "same key twice by escape": ('{"a": 1, "\\u0061": 2}', "twice"),
    "deep lists": ("[" * 33 + "]" * 33, "too_deep"),
    "very deep lists": ("[" * 400_000, "too_deep"),
    "deep objects": ('{"a":' * 33 + "1" + "}" * 33, "too_deep"),
    "deep after a quoted bracket": ('["]]]]]]]]",' * 40, "too_deep"),
    "too big": (" " * (MAX_BYTES + 1), "too_big"),
    "not utf-8": (b'"\xff"', "encoding"),
    "trailing comma": ("[1,]", "not_json"),
    "comment": ("[1] // hei", "not_json"),
    "single quotes": ("['a']", "not_json"),
    "control character": ('"a\x00"', "not_json"),
    "nothing": ("", "not_json"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_doubtful_json_is_refused_with_a_reason(name: str) -> None:
    text, reason = REFUSED[name]
    with pytest.raises(JsonRefused) as refused:
        loads(text)
    assert refused.value.reason == reason


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_ordinary_json_is_read_as_it_was_written(value: object) -> None:
    text = json.dumps(value)
    assert loads(text) == value
    assert loads(text.encode()) == value


def test_brackets_inside_texts_do_not_count_as_depth() -> None:
    assert loads(json.dumps(["[" * 100])) == ["[" * 100]
