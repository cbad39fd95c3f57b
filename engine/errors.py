"""Everything the engine can refuse, as one tree.

A class docstring is the default English message (for logs and developers); what a person reads is
decided in `webapp/errors.py`. Attributes carry the facts a page needs to say what to do next.
"""

from typing import Any


class EngineError(Exception):
    """The engine refused the request."""

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        for name, value in facts.items():
            setattr(self, name, value)
        super().__init__(self._message())

    def _message(self) -> str:
        said = (type(self).__doc__ or "").strip().splitlines()[0]
        shown = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{said} ({shown})" if shown else said


class NotFound(EngineError):
    """There is nothing here that this person may know of."""


class NotSignedIn(EngineError):
    """Nobody is signed in, or the token has ended."""


class NotAllowed(EngineError):
    """The person may see this, but may not do this."""


class Conflict(EngineError):
    """Somebody else changed this first."""


class TaskTaken(Conflict):
    """The task is held by somebody else."""


class TaskClosed(Conflict):
    """The task is no longer open."""


class CaseClosed(Conflict):
    """The case is closed."""


class Stale(Conflict):
    """What was shown has changed since it was opened."""


class Refused(EngineError):
    """What was sent in is not valid."""


class AnswersRefused(Refused):
    """The answers do not fit the form; `errors` holds one AnswerError for each fault."""

    errors: list[Any]


class BundleInvalid(Refused):
    """The bundle may not be published; `findings` says why."""

    findings: list[Any]


class ReasonMissing(Refused):
    """This needs a written reason."""


class Damaged(EngineError):
    """Stored content does not match its own seal."""


class KeyMissing(EngineError):
    """The key that sealed this content is not in the key file."""


class SchemaMismatch(EngineError):
    """The database is at another schema version than the program."""
