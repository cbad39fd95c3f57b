"""A receipt for a report, carried by its own address: opaque, short-lived, and stored nowhere.

Were it kept in the browser's session, the session of somebody signed in would tell which nameless
report was theirs.
"""

import base64
import hashlib
import os
from dataclasses import asdict, dataclass

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from engine import clock

#: Seconds a receipt can be seen.
LASTS_SECONDS = 15 * 60
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Receipt:
    """What somebody who reported gets to see."""

    code: str
    process: str
    #: True if they reported under their own name
    known: bool
    #: seconds since 1970
    at: float


def _cipher() -> AESGCM:
    secret = str(current_app.config["SECRET_KEY"])
    return AESGCM(hashlib.sha256(f"receipt|{secret}".encode()).digest())


def token(code: str, process: str, *, known: bool) -> str:
    """The receipt as an opaque word for an address."""
    made = Receipt(code, process, known, clock.now().timestamp())
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + _cipher().encrypt(nonce, orjson.dumps(asdict(made)), None)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def read(word: str) -> Receipt | None:
    """The receipt in the word; None if it is not ours or has been seen long enough."""
    try:
        sealed = base64.urlsafe_b64decode(word[:600] + "=" * (-len(word[:600]) % 4))
        plain = _cipher().decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    except (ValueError, InvalidTag):
        return None
    found = Receipt(**orjson.loads(plain))
    return found if clock.now().timestamp() - found.at <= LASTS_SECONDS else None
