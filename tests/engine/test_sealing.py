from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Damaged, KeyMissing
from engine.sealing import Keyring

RING = Keyring({1: b"k" * 32})
KEY = RING.new_case_key(7)
SEAL = RING.case_seal(7, KEY)


@given(st.binary(max_size=3000))
def test_what_is_sealed_opens_again(plain: bytes) -> None:
    assert SEAL.open("answers/1", SEAL.seal("answers/1", plain)) == plain


def test_the_text_is_not_in_what_is_stored() -> None:
    assert b"Nora" not in SEAL.seal("answers/1", b"Nora er redd " * 50)


def test_a_sealed_text_moved_to_another_column_or_case_does_not_open() -> None:
    sealed = SEAL.seal("answers/1", b"hemmelig")
    with pytest.raises(Damaged):
        SEAL.open("answers/2", sealed)
    with pytest.raises(Damaged):
        RING.case_seal(8, RING.new_case_key(8)).open("answers/1", sealed)
    with pytest.raises(Damaged):
        RING.case_seal(8, KEY)


def test_any_changed_byte_is_noticed() -> None:
    sealed = SEAL.seal("state", b"x" * 300)
    for place in range(0, len(sealed), 7):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(Damaged):
            SEAL.open("state", bytes(altered))
    with pytest.raises(Damaged):
        SEAL.open("state", sealed[:20])


def test_an_older_key_still_opens_after_a_newer_was_added(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    Keyring.create(file)
    before = Keyring.load(file)
    wrapped = before.new_case_key(1)
    sealed = before.case_seal(1, wrapped).seal("state", b"gammelt")
    assert Keyring.add_key(file) == 2
    after = Keyring.load(file)
    assert after.newest == 2
    assert after.case_seal(1, wrapped).open("state", sealed) == b"gammelt"
    with pytest.raises(KeyMissing):
        before.case_seal(2, after.new_case_key(2))


def test_a_key_file_is_the_owners_alone_and_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    Keyring.create(file)
    first = file.read_text()
    Keyring.create(file)
    assert file.read_text() == first
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["", "{}", '{"keys": {}}', '{"keys": {"1": "kort"}}', "[1]"])
def test_a_file_that_is_no_key_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(text)
    with pytest.raises(KeyMissing):
        Keyring.load(file)
    with pytest.raises(KeyMissing):
        Keyring.load(tmp_path / "missing.json")
