"""A case's tokens as bytes, and back: small, with a format number, sealed against damage.

`HPS` + format number (1 byte) + zlib of JSON rows + SHA-256 of all that. The seal is looked at
first, so any changed byte is damage and nothing else.
"""

import hashlib
import zlib
from typing import Any

import orjson

from engine.runtime.errors import StateDamaged, StateTooNew

#: Written by this program. A change of what rows mean needs a new number and a reader for the old.
STATE_FORMAT = 1
#: Bytes of JSON; far beyond what the budgets let a case grow to.
MOST_BYTES = 20_000_000

_MAGIC = b"HPS"
_HEAD = len(_MAGIC) + 1
_SEAL = hashlib.sha256().digest_size


def dump(rows: list[Any]) -> bytes:
    """The rows as bytes."""
    body = _MAGIC + bytes([STATE_FORMAT]) + zlib.compress(orjson.dumps(rows), 1)
    return body + hashlib.sha256(body).digest()


def load(state: bytes) -> list[Any]:
    """The rows in the bytes. Raises StateDamaged, or StateTooNew for a format not yet known."""
    body, seal = state[:-_SEAL], state[-_SEAL:]
    if len(body) <= _HEAD or hashlib.sha256(body).digest() != seal or body[:3] != _MAGIC:
        raise StateDamaged(reason="seal")
    if body[3] > STATE_FORMAT:
        raise StateTooNew(reason="format", format=body[3])
    try:
        inflate = zlib.decompressobj()
        text = inflate.decompress(body[_HEAD:], MOST_BYTES)
        rows = orjson.loads(text)
    except (zlib.error, orjson.JSONDecodeError) as fault:
        raise StateDamaged(reason="content") from fault
    if not inflate.eof or not isinstance(rows, list):
        raise StateDamaged(reason="content")
    return rows
