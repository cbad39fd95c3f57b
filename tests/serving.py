"""The application on a port of its own, for real browsers and clients."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import make_server

#: How often a server looks whether it is to stop, in seconds.
_LOOKS = 0.02


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application answers inside the block; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(_LOOKS,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
