"""How much may come from one place in a short while, without remembering the place.

Kept in this process's memory only. The address is mixed with a salt that is thrown away every ten
minutes, so not even the memory tells who it was.
"""

import hashlib
import secrets
import threading
import time
from collections import Counter

#: Seconds a count lasts.
WINDOW_SECONDS = 600
#: What one address may do in that time. A whole school can share one address.
MOST = {"reports": 20, "files": 60}

_lock = threading.Lock()
_salt = b""
_begun = 0.0
_counts: Counter[bytes] = Counter()


def take(address: str, what: str = "reports") -> bool:
    """True if this address may do one more, which then is counted."""
    global _salt, _begun
    with _lock:
        now = time.monotonic()
        if not _salt or now - _begun > WINDOW_SECONDS:
            _salt, _begun = secrets.token_bytes(16), now
            _counts.clear()
        place = hashlib.blake2b(f"{what}|{address}".encode(), key=_salt, digest_size=16).digest()
        if _counts[place] >= MOST[what]:
            return False
        _counts[place] += 1
        return True


def forget() -> None:
    """Nothing is counted any more; for tests and drills."""
    global _salt
    with _lock:
        _salt = b""
