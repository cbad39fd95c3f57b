"""Keys, and the sealing of stored text.

Every case has a key of its own, wrapped by a master key that lives in a file outside the database.
What is sealed is bound to its case and its column, so a ciphertext moved elsewhere does not open.
Forgetting a case key makes everything sealed with it unreadable, in old backups too.

Source: AES-256-GCM as in NIST SP 800-38D, from the `cryptography` package.
"""

import base64
import json
import os
import secrets
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.errors import Damaged, KeyMissing

_NONCE_BYTES = 12
_PLAIN, _PACKED = b"\x00", b"\x01"
#: Shorter text gains nothing from being packed.
_PACK_FROM_BYTES = 200


class Keyring:
    """The master keys by number; the newest seals, all of them open."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        if not keys or any(len(key) != 32 for key in keys.values()):
            raise KeyMissing()
        self._keys = {number: AESGCM(key) for number, key in keys.items()}
        self.newest = max(keys)
        self._unwrap = lru_cache(maxsize=4096)(self._unwrap_now)

    @classmethod
    def load(cls, path: Path) -> "Keyring":
        """Read a key file. Raises KeyMissing if there is none or it cannot be read as one."""
        try:
            read = json.loads(path.read_text("ascii"))
            return cls({int(n): base64.b64decode(key) for n, key in read["keys"].items()})
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
            raise KeyMissing(file=path.name) from error

    @staticmethod
    def create(path: Path) -> None:
        """A new key file with one key, readable by its owner only. An existing file is kept."""
        _write(path, {"1": base64.b64encode(secrets.token_bytes(32)).decode()}, new=True)

    @staticmethod
    def add_key(path: Path) -> int:
        """Put a newer key in the file; what older keys sealed still opens. Returns its number."""
        keys = json.loads(path.read_text("ascii"))["keys"]
        number = max(map(int, keys)) + 1
        keys[str(number)] = base64.b64encode(secrets.token_bytes(32)).decode()
        _write(path, keys, new=False)
        return number

    def new_case_key(self, case_id: int) -> bytes:
        """A fresh case key, wrapped for storing beside the case."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._keys[self.newest].encrypt(
            nonce, AESGCM.generate_key(256), _binding(case_id, "key")
        )
        return self.newest.to_bytes(2, "big") + nonce + sealed

    def case_seal(self, case_id: int, wrapped: bytes) -> "CaseSeal":
        """What seals and opens the text of one case.

        Raises KeyMissing if its master key is gone, Damaged if the wrapped key was altered.
        """
        return self._unwrap(case_id, bytes(wrapped))

    def _unwrap_now(self, case_id: int, wrapped: bytes) -> "CaseSeal":
        master = self._keys.get(int.from_bytes(wrapped[:2], "big"))
        if master is None:
            raise KeyMissing(case=case_id)
        nonce, sealed = wrapped[2 : 2 + _NONCE_BYTES], wrapped[2 + _NONCE_BYTES :]
        try:
            return CaseSeal(case_id, master.decrypt(nonce, sealed, _binding(case_id, "key")))
        except InvalidTag as error:
            raise Damaged(case=case_id, column="key") from error


class CaseSeal:
    """Seals and opens the text of one case."""

    __slots__ = ("_cipher", "case_id")

    def __init__(self, case_id: int, key: bytes) -> None:
        self.case_id = case_id
        self._cipher = AESGCM(key)

    def seal(self, column: str, plain: bytes, *, pack: bool = True) -> bytes:
        """`plain`, packed unless told not to, and sealed for this column of this case."""
        body = _PLAIN + plain
        if pack and len(plain) >= _PACK_FROM_BYTES:
            packed = zlib.compress(plain, 1)
            if len(packed) < len(plain):
                body = _PACKED + packed
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, body, _binding(self.case_id, column))

    def open(self, column: str, sealed: bytes) -> bytes:
        """What was sealed for this column of this case. Raises Damaged if it was not."""
        sealed = bytes(sealed)
        try:
            body = self._cipher.decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _binding(self.case_id, column)
            )
            return zlib.decompress(body[1:]) if body[:1] == _PACKED else body[1:]
        except (InvalidTag, ValueError, zlib.error) as error:
            raise Damaged(case=self.case_id, column=column) from error

    def seal_json(self, column: str, value: Any) -> bytes:
        """A JSON value, key order kept, sealed for this column."""
        return self.seal(column, orjson.dumps(value))

    def open_json(self, column: str, sealed: bytes) -> Any:
        """The JSON value that was sealed for this column."""
        return orjson.loads(self.open(column, sealed))


_keyring: Keyring | None = None


def use(keyring: Keyring) -> None:
    """This process seals and opens with `keyring` from now on."""
    global _keyring
    _keyring = keyring


def keyring() -> Keyring:
    """The keys of this process. Raises KeyMissing if none were given."""
    if _keyring is None:
        raise KeyMissing()
    return _keyring


def _binding(case_id: int, column: str) -> bytes:
    return f"{case_id}/{column}".encode()


def _write(path: Path, keys: Mapping[str, str], *, new: bool) -> None:
    if new and path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"keys": dict(keys)}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
