"""Serving people: a production WSGI server in threads, with a worker beside it when asked for.

Refuses a database at another schema version; stops gracefully on SIGTERM.
"""

import contextlib
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

from webapp import create_app, db, schema, worker
from webapp.config import Settings

#: Requests served at once by one process.
THREADS = 8
#: Seconds what is under way gets to finish after SIGTERM.
GRACE_SECONDS = 20
#: Seconds an idle connection is kept after SIGTERM, for the request that may be on its way.
IDLE_SECONDS = 1
#: Connections that may stand in line to be let in when we stop.
BACKLOG = 1024
#: Requests this many times larger than we accept are still read, to be refused in words.
READ_ANYWAY = 4


def serve(settings: Settings, *, with_worker: bool = False) -> None:
    """Serve until told to stop. Raises SchemaMismatch or BadSettings before the first request."""
    app = create_app(settings)
    with app.app_context():
        schema.demand_current(db.db.engine)
    with _worker(settings) if with_worker else contextlib.nullcontext():
        _serve(app, settings)


def _serve(app: Flask, settings: Settings) -> None:
    sockets: dict[int, Any] = {}
    server = create_server(
        app,
        map=sockets,
        host=settings.host,
        port=settings.port,
        threads=THREADS,
        ident=None,
        # With proxies in front, ProxyFix reads as many of their headers as can be trusted.
        clear_untrusted_proxy_headers=not settings.trusted_proxies,
        max_request_body_size=READ_ANYWAY * app.config["MAX_CONTENT_LENGTH"],
        channel_timeout=60,
        backlog=BACKLOG,
    )
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, stop)
    print(f"Handlingsplan kjører på {settings.base_url}", flush=True)
    while not stopping.is_set():
        wasyncore.loop(timeout=1, map=sockets, count=1)
    until = time.monotonic() + GRACE_SECONDS
    _finish(sockets, until)
    server.task_dispatcher.shutdown(timeout=max(0, until - time.monotonic()))
    wasyncore.close_all(sockets, ignore_all=True)
    sys.stdout.flush()


def _finish(sockets: dict[int, Any], until: float) -> None:
    """Nobody new is let in, and whoever has asked for something is answered before `until`."""
    for listener in [s for s in sockets.values() if isinstance(s, BaseWSGIServer)]:
        for _ in range(BACKLOG):
            if not select.select([listener.socket], [], [], 0)[0]:
                break
            listener.handle_accept()
        wasyncore.dispatcher.close(listener)
    idle_until = time.monotonic() + IDLE_SECONDS
    while time.monotonic() < until:
        for channel in [s for s in sockets.values() if isinstance(s, HTTPChannel)]:
            for asked in channel.requests:
                # The answer then says that the connection ends with it.
                asked.headers["CONNECTION"] = "close"
            busy = channel.requests or channel.request or channel.total_outbufs_len
            if not busy and time.monotonic() > idle_until:
                channel.handle_close()
        if not any(isinstance(s, HTTPChannel) for s in sockets.values()):
            return
        wasyncore.loop(timeout=0.05, map=sockets, count=1)


@contextlib.contextmanager
def _worker(settings: Settings) -> Iterator[None]:
    made = worker.consumer(settings)
    thread = threading.Thread(target=made.start, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        made.stop(graceful=True)
