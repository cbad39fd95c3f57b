"""Takes the README's pictures from the running demo school. Run by `make pictures`.

usage: docs/pictures.py FOLDER
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

#: Seconds the demo school gets to open its doors.
PATIENCE = 120


@contextlib.contextmanager
def school() -> Iterator[str]:
    """A demo school of its own in a folder that goes away; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    program = Path(sys.executable).with_name("handlingsplan")
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            **os.environ,
            "HANDLINGSPLAN_DEMO": "1",
            "HANDLINGSPLAN_DATA_DIR": folder,
            "PORT": str(port),
        }
        environ.pop("HANDLINGSPLAN_DATABASE_URL", None)
        running = subprocess.Popen([str(program), "demo"], env=environ, stdout=subprocess.DEVNULL)
        try:
            _wait_for(f"{address}/healthz", running)
            yield address
        finally:
            running.terminate()
            running.wait(timeout=40)


def _wait_for(address: str, running: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(address, timeout=2)
            return
        time.sleep(0.3)
    sys.exit("the demo school did not start")


def take(page: Page, address: str, folder: Path) -> None:
    """The inbox as the rektor sees it, and a case standing on its flow."""
    page.goto(f"{address}/logg-inn")
    page.locator('button[name="person"][value="rektor"]').click()
    page.goto(f"{address}/innboks")
    page.screenshot(path=folder / "innboks.png")
    page.goto(f"{address}/saker")
    page.locator('a[href^="/saker/"]:not([href*="?"])').first.click()
    page.get_by_role("link", name="Diagram", exact=True).first.click()
    drawing = page.locator(".hp-diagram").first
    # The picture is of the whole drawing, scaled to the page.
    drawing.locator("svg").evaluate(
        "svg => { svg.removeAttribute('width'); svg.removeAttribute('height'); }"
    )
    drawing.screenshot(path=folder / "diagram.png")


def main() -> None:
    """Both pictures are in the folder."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/bilder")
    folder.mkdir(parents=True, exist_ok=True)
    names = ("chromium", "chromium-headless-shell", "google-chrome")
    browser = next(filter(None, map(shutil.which, names)), None)
    named = os.environ.get("HANDLINGSPLAN_CHROMIUM") or browser
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    with school() as address, sync_playwright() as play:
        opened = play.chromium.launch(executable_path=named, args=args)
        page = opened.new_page(
            viewport={"width": 1360, "height": 850},
            locale="nb-NO",
            timezone_id="Europe/Oslo",
            color_scheme="light",
            device_scale_factor=1.5,
        )
        take(page, address, folder)
        opened.close()


if __name__ == "__main__":
    main()
