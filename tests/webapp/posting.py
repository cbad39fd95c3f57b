"""A form page rendered by its real templates, and what a browser would post from it."""

from html.parser import HTMLParser
from pathlib import Path

from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from webapp import formpages
from webapp.formpages import FormPage

_PAGE = (
    "{% from 'forms/_taskform.html' import taskform %}"
    "{% call taskform(page, '/send', '/tegn', '/utkast') %}"
    "<button name=_action value=submit>Send</button>{% endcall %}"
)


def form_app() -> Flask:
    """An application with nothing but the form templates."""
    app = Flask("skjema", template_folder=str(Path(formpages.__file__).parent / "templates"))
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(csrf_token=lambda: "merke", once_value=lambda: "en")
    return app


APP = form_app()


def render(page: FormPage) -> str:
    """The page's form as HTML."""
    with APP.test_request_context():
        return render_template_string(_PAGE, page=page) if APP else ""


class _Controls(HTMLParser):
    """Collects the controls a browser would post, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pairs: list[tuple[str, str]] = []
        self._area: str | None = None
        self._menu: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        if tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._menu = name
            self.pairs.append((name, ""))
        elif tag == "option" and self._menu and "selected" in found:
            self.pairs[-1] = (self._menu, found["value"])
        elif tag == "input" and name:
            self._input(name, found)

    def _input(self, name: str, found: dict[str, str]) -> None:
        kind = found.get("type", "text")
        if kind in ("radio", "checkbox") and "checked" not in found:
            return
        value = found.get("value", "")
        if kind == "text":
            value = value.replace("\r", "").replace("\n", "")
        if kind != "file":
            self.pairs.append((name, value))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            # The first newline after the tag is the page's own.
            text = self._text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\n")
            self.pairs.append((self._area, text.replace("\n", "\r\n")))
            self._area = None
        elif tag == "select":
            self._menu = None


def controls(html: str) -> list[tuple[str, str]]:
    """(name, text) of everything the page would post, buttons aside."""
    parser = _Controls()
    parser.feed(html)
    parser.close()
    return parser.pairs


def reposted(page: FormPage) -> MultiDict[str, str]:
    """The post of the page as it stands."""
    return MultiDict(controls(render(page)))
