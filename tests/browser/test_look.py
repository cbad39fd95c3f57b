"""The frame of every page, in a real browser: keys, hiding the screen, narrow, light and dark."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Browser, Page, expect

from engine.people import Actor
from tests.serving import served
from webapp import POLICY, i18n, login, look

_PAGE = """{% extends "base.html" %}
{% from "_parts.html" import icon, chip, note, head, pages, empty with context %}
{% block title %}Prøve{% endblock %}
{% block main %}
{% call head("Oppgaver", "To må gjøres i dag.") %}<a href="/meld" data-back>Tilbake</a>{% endcall %}
<label for="felt">Felt</label><textarea id="felt"></textarea>
<hp-count for="felt" max="5" data-left="%d tegn igjen" data-over="%d tegn for mye"></hp-count>
<ul class="hp-rows" data-rows>{% for name in ("Første", "Andre", "Tredje") %}
<li class="hp-row"><div class="hp-row__main">
<a class="hp-row__link" href="#{{ loop.index }}">{{ name }}</a></div>
<div class="hp-row__end">{{ chip("2 skoledager igjen", "soon") }}
<button class="hp-quietbutton" type="button" data-key="c" aria-label="Ta {{ name }}">Ta</button>
</div></li>
{% endfor %}</ul>
{% call note("danger", "Flyten stoppet") %}Prøv igjen.{% endcall %}
{{ pages("/for", "/etter") }}
{% call empty("Ingen oppgaver") %}<p>Fint.</p>{% endcall %}
{% endblock %}"""


def frame() -> Flask:
    """Only the frame of our pages, with one page in it."""
    app = Flask("webapp", root_path=str(look.DIST.parent.parent))
    app.secret_key = "for the test only"
    i18n.init(app)
    look.init(app)
    app.jinja_env.globals.update(csrf_token=lambda: "merke", once_value=lambda: "en")
    app.register_blueprint(login.bp)
    for endpoint in ("accessibility", "language", "scheme", "digest"):
        app.add_url_rule(f"/{endpoint}", f"start.{endpoint}", lambda: "", methods=["GET", "POST"])
    app.add_url_rule("/plan", "plan.page", lambda: "")
    kari = Actor(1, "kari", "Kari Vik", "staff", "", "nb", frozenset(), frozenset({"employed"}))

    @app.get("/innboks")
    def page() -> str:
        return render_template_string(_PAGE, person=kari)

    @app.get("/saker")
    @app.get("/meld")
    def elsewhere() -> str:
        return render_template_string(
            "{% extends 'base.html' %}{% block title %}Borte{% endblock %}"
        )

    @app.after_request
    def _policy(response: "Flask.response_class") -> "Flask.response_class":
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(frame()) as found:
        yield found


@pytest.fixture
def inbox(page: Page, address: str) -> Page:
    page.goto(f"{address}/innboks")
    return page


def test_keys_move_through_the_list_and_use_the_row_with_the_focus(inbox: Page) -> None:
    inbox.evaluate(
        "addEventListener('click', e => document.title = e.target.getAttribute('aria-label'))"
    )
    inbox.keyboard.press("j")
    inbox.keyboard.press("j")
    expect(inbox.get_by_role("link", name="Andre")).to_be_focused()
    inbox.keyboard.press("c")
    expect(inbox).to_have_title("Ta Andre")
    inbox.keyboard.press("k")
    expect(inbox.get_by_role("link", name="Første")).to_be_focused()


def test_g_and_a_letter_go_to_a_place(inbox: Page, address: str) -> None:
    inbox.keyboard.press("g")
    inbox.keyboard.press("s")
    expect(inbox).to_have_url(f"{address}/saker")


def test_keys_do_nothing_while_somebody_writes(inbox: Page, address: str) -> None:
    inbox.locator("#felt").press_sequentially("gsj?c")
    expect(inbox).to_have_url(f"{address}/innboks")
    expect(inbox.locator("#felt")).to_have_value("gsj?c")
    expect(inbox.locator("#taster")).to_be_hidden()


def test_the_list_of_keys_opens_and_turns_them_off(inbox: Page) -> None:
    inbox.keyboard.press("?")
    expect(inbox.locator("#taster")).to_be_visible()
    inbox.get_by_label("Bruk snarveier med én bokstav").uncheck()
    inbox.get_by_role("button", name="Lukk").click()
    inbox.keyboard.press("j")
    expect(inbox.get_by_role("link", name="Første")).not_to_be_focused()
    inbox.reload()
    inbox.keyboard.press("j")
    expect(inbox.get_by_role("link", name="Første")).not_to_be_focused()


def test_escape_twice_hides_everything_also_the_title(inbox: Page) -> None:
    inbox.keyboard.press("Escape")
    inbox.keyboard.press("Escape")
    expect(inbox.locator("#skjerm")).to_be_visible()
    expect(inbox).to_have_title("–")
    covered = inbox.evaluate("document.elementFromPoint(300, 200).closest('#skjerm') !== null")
    assert covered
    inbox.get_by_role("button", name="Vis siden igjen").click()
    expect(inbox.locator("#skjerm")).to_be_hidden()
    expect(inbox).to_have_title("Prøve – Handlingsplan")


def test_escape_once_goes_back(inbox: Page, address: str) -> None:
    inbox.keyboard.press("Escape")
    expect(inbox).to_have_url(f"{address}/meld")


def test_hiding_the_screen_needs_no_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/innboks")
    page.get_by_role("button", name="Skjul skjermen").click()
    expect(page.get_by_role("button", name="Vis siden igjen")).to_be_visible()
    context.close()


def test_room_left_is_counted_in_letters_as_people_count_them(inbox: Page) -> None:
    inbox.locator("#felt").fill("æ👍")
    expect(inbox.locator("hp-count")).to_have_text("3 tegn igjen")
    inbox.locator("#felt").fill("for mange")
    expect(inbox.locator("hp-count")).to_have_text("4 tegn for mye")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_frame_is_accessible(
    new_context: Callable[..., object],
    address: str,
    accessible: Callable[[Page], None],
    scheme: str,
) -> None:
    page = new_context(color_scheme=scheme).new_page()  # type: ignore[attr-defined]
    page.goto(f"{address}/innboks")
    accessible(page)
    page.locator("summary", has_text="Kari Vik").click()
    accessible(page)
    page.keyboard.press("?")
    accessible(page)


@pytest.mark.parametrize("width", [320, 480, 1024])
def test_no_page_scrolls_sideways(inbox: Page, width: int) -> None:
    inbox.set_viewport_size({"width": width, "height": 700})
    assert inbox.evaluate("document.documentElement.scrollWidth") <= width


def test_the_way_past_the_bar_is_the_first_stop(inbox: Page) -> None:
    inbox.keyboard.press("Tab")
    expect(inbox.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    inbox.keyboard.press("Enter")
    expect(inbox.locator("#innhold")).to_be_focused()
