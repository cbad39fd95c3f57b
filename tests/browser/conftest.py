"""A real Chromium that tolerates nothing: every console error and every policy breach fails a test.

HANDLINGSPLAN_CHROMIUM names the browser; without one the tests are skipped with a line, or fail
when HANDLINGSPLAN_REQUIRE_BROWSER=1.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.serving import served
from tests.webapp.conftest import (  # noqa: F401  (what `app` and `school` are made of)
    built,
    database_url,
    kept,
    seated,
)

_HOME = Path(__file__).parent
_SILENT = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
)
#: The one without a window first: it is the same browser, and quicker.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
#: What a browser itself writes when a form is refused; the refusal is the point of the test.
_OWN_WORDS = re.compile(r"Failed to load resource: .* status of (403|404|409|413|422|429)")

NewContext = Callable[..., BrowserContext]


def chromium() -> str | None:
    """The browser to drive; None if the machine has none."""
    named = os.environ.get("HANDLINGSPLAN_CHROMIUM")
    return named or next(filter(None, map(shutil.which, _NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test, and is skipped where there is no browser."""
    missing = chromium() is None and os.environ.get("HANDLINGSPLAN_REQUIRE_BROWSER") != "1"
    for item in items:
        if _HOME in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Our Chromium, silent towards the world; root has no sandbox of Chromium's to be in."""
    args = [*_SILENT, "--no-sandbox"] if os.geteuid() == 0 else list(_SILENT)
    return {**browser_type_launch_args, "executable_path": chromium(), "args": args}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Norwegian at her desk."""
    return {**browser_context_args, "locale": "nb-NO", "timezone_id": "Europe/Oslo"}


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What the pages of this test have complained about; the test fails if it is not empty."""
    found: list[str] = []
    yield found
    assert not found, found


@pytest.fixture
def new_context(new_context: NewContext, faults: list[str]) -> NewContext:
    """Every browser window of a test is listened to, also `page` and `context`."""

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _OWN_WORDS.search(message.text):
            faults.append(f"{message.location.get('url', '')}: {message.text}")

    def opened(**named: Any) -> BrowserContext:
        context = new_context(**named)
        context.on("console", heard)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        return context

    return opened


Serve = Callable[[Flask], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves applications until the test is over: `address = serve(app)`."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(served(app))


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fails with every breach of WCAG A and AA that axe sees on the page."""

    def look(page: Page) -> None:
        found = Axe().run(
            page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
        )
        assert found.violations_count == 0, found.generate_report()

    return look
