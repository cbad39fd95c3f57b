"""A tiny application with one rich form, to drive the form templates in a real browser."""

import json
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, render_template_string, request

import webapp.formpages as formpages
from tests.webapp.richform import rich_form
from webapp.formcontext import FormContext, Match
from webapp.formpages import FormPage, from_answers, from_post

ROOT = Path(formpages.__file__).parent
DIST = ROOT / "static" / "dist"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
PEOPLE = {"kari": "Kari Vik", "kari_2": "Kari Li", "ola": "Ola Berg"}
_PAGE = """<!doctype html><html lang="nb" data-color-scheme="light" data-size="sm">
<head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{{ page.title }}</title>
<link rel="stylesheet" href="/static/dist/{{ built['app.css'] }}">
<script type="module" src="/static/dist/{{ built['app.js'] }}"></script></head>
<body><main class="hp-page"><h1 class="ds-heading">{{ page.title }}</h1>
{% from 'forms/_taskform.html' import taskform %}
{% call taskform(page, '/', draft='/utkast', version=3) %}
<button class="ds-button" name="_action" value="submit">Send</button>{% endcall %}
</main></body></html>"""
_SENT = """<!doctype html><html lang="nb"><head><title>Sendt</title></head>
<body><main><h1>Sendt</h1><pre id="svar">{{ svar }}</pre></main></body></html>"""


def find(text: str, source: str) -> Match:
    """Everybody whose name holds the text."""
    hits = [(key, name) for key, name in PEOPLE.items() if text.lower() in name.lower()]
    return Match(hits[0][0]) if len(hits) == 1 else Match(None, hits)


def form_app(drafts: list[list[tuple[str, str]]]) -> Flask:
    """Serves the form at `/`; every autosave is appended to `drafts`."""
    app = Flask(
        "skjema", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(csrf_token=lambda: "merke", once_value=lambda: "en")
    files: dict[str, str] = {}
    form = rich_form()

    def store(upload: Any, schema: Any) -> str:
        files[f"fil{len(files) + 1}"] = upload.filename
        return f"fil{len(files)}"

    context = FormContext(
        find_person=find,
        person_name=PEOPLE.get,
        search_url="/sok",
        store_file=store,
        file_name=files.get,
    )

    def show(page: FormPage, status: int = 200) -> tuple[str, int]:
        built = json.loads((DIST / "manifest.json").read_text())
        return render_template_string(_PAGE, page=page, built=built), status

    @app.get("/")
    def first() -> tuple[str, int]:
        return show(from_answers(form, None, context))

    @app.post("/")
    def sent() -> Any:
        page = from_post(form, request.form, context, request.files)
        if page.action != "submit":
            return show(page)
        if not page.validate():
            return show(page, 422)
        return render_template_string(_SENT, svar=json.dumps(page.answers, ensure_ascii=False))

    @app.post("/utkast")
    def draft() -> str:
        page = from_post(form, request.form, context)
        drafts.append(page.pairs)
        saved = {"saved_text": f"Lagret nr. {len(drafts)}", "counter": len(drafts)}
        return render_template("forms/_saved.html", **saved)

    @app.post("/sok")
    def search() -> str:
        text, source = formpages.searched(request.form)
        names = [name for _, name in find(text, source).choices]
        return render_template_string(
            "{% for n in names %}<option value='{{ n }}'>{% endfor %}", names=names
        )

    @app.get("/favicon.ico")
    def icon() -> tuple[str, int]:
        return "", 204

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app
