"""Timers, reminders and mail, whoever runs them: a thread beside the server, or processes apart.

Huey gives the schedule and the processes; the database alone says what is due, so a worker killed
anywhere leaves everything due where the next one finds it, and two at once do nothing twice.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from huey import MemoryHuey, crontab
from huey.consumer import Consumer
from sqlalchemy.orm import Session

from engine import database, deadlines, once, outbox, proposals, reckoning, tokens, yearwheel
from webapp import mail
from webapp.config import Settings

#: Things done in one sweep before it lets others in.
SWEEP_LIMIT = 2000


@dataclass
class Sweeper:
    """Does what is due, one transaction for each thing."""

    engine: sa.Engine
    settings: Settings

    def transact(self, step: Callable[[Session], bool]) -> bool:
        """Run `step` in a transaction of its own."""
        with database.transaction(self.engine) as session:
            return step(session)

    def due(self) -> int:
        """Publishing, the year wheel, timers and deadlines due now have happened; says how many."""
        published = 0
        while published < SWEEP_LIMIT and self.transact(proposals.publish_next):
            published += 1
        # What the school has changed in its calendar counts before anything is said to be late.
        reckoning.sweep(self.transact, SWEEP_LIMIT)
        started = yearwheel.sweep(self.transact, SWEEP_LIMIT)
        return published + started + deadlines.sweep(self.transact, SWEEP_LIMIT)

    def post(self) -> int:
        """Messages waiting have been tried; says how many."""
        send = mail.sender(self.settings)
        sent = 0
        while sent < SWEEP_LIMIT and self.transact(lambda session: outbox.send_next(session, send)):
            sent += 1
        return sent

    def tidy(self) -> None:
        """Sessions and requests nobody can use any more are forgotten."""
        with database.transaction(self.engine) as session:
            tokens.sweep_sessions(session)
            once.forget_old(session)

    def everything(self) -> int:
        """One whole round."""
        return self.due() + self.post()


class _Consumer(Consumer):  # type: ignore[misc]  # huey carries no types
    """Huey's consumer, also where the process already has somebody answering signals."""

    def _set_signal_handlers(self) -> None:
        if threading.current_thread() is threading.main_thread():
            super()._set_signal_handlers()


def consumer(settings: Settings) -> Consumer:
    """A worker, not yet started: threads that sweep once a minute, and once as they start.

    The queue is in memory on purpose. What is due stands in the database, so any number of workers
    on any number of machines share the work without a queue between them.
    """
    made = MemoryHuey("handlingsplan", results=False)
    sweeper = Sweeper(database.make_engine(settings.database_url), settings)

    every_minute = made.periodic_task(crontab(minute="*"))(
        made.lock_task("sweep")(sweeper.everything)
    )
    every_hour = made.periodic_task(crontab(minute="7"))(sweeper.tidy)
    every_minute()
    every_hour()
    return _Consumer(
        made, workers=1, worker_type="thread", shutdown_timeout=20, graceful_signal="TERM"
    )


def run(settings: Settings) -> None:
    """Work until told to stop; what is under way is finished first."""
    consumer(settings).run()
