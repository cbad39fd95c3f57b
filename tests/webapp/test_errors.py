import logging

import pytest
from flask import Flask

from engine import errors as engine_errors
from tests.webapp.conftest import Browser, csrf_of
from webapp import readings


def test_every_refusal_of_the_engine_reads_as_something_calm() -> None:
    foreseen = (engine_errors.Refused, engine_errors.Conflict)
    kinds = [k for k in vars(engine_errors).values() if isinstance(k, type)]
    for kind in [k for k in kinds if issubclass(k, foreseen)]:
        assert readings.reading_of(kind(errors=[])).status < 500, kind


def test_unknown_and_forbidden_look_the_same(signed_in: Browser) -> None:
    client = signed_in("ulla")
    pages = [
        client.get(path) for path in ("/saker/26-ABCDEF", "/oppgaver/" + "0" * 32, "/finnes-ikke")
    ]
    assert {page.status_code for page in pages} == {404}
    assert all("Vi finner ikke det du leter etter" in p.get_data(as_text=True) for p in pages)


def test_a_form_without_its_seal_gives_back_every_letter_that_was_typed(signed_in: Browser) -> None:
    answer = signed_in("kari").post(
        "/meld/melding",
        data={"hva_skjedde": "Lang <fortelling> & mer", "csrf_token": "utgått-segl"},
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Lang &lt;fortelling&gt; &amp; mer" in html
    assert "utgått-segl" not in html


def test_a_post_from_another_site_is_refused(signed_in: Browser) -> None:
    client = signed_in("kari")
    token = csrf_of(client.get("/innboks").get_data(as_text=True))
    answer = client.post(
        "/logg-ut", data={"csrf_token": token}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 400
    assert client.get("/innboks").status_code == 200


def test_what_nobody_foresaw_gets_a_number_and_the_log_no_word_of_what_was_typed(
    app: Flask, signed_in: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> str:
        raise RuntimeError("hemmelig innhold")

    app.view_functions["start.accessibility"] = broken
    with caplog.at_level(logging.DEBUG):
        answer = signed_in("kari").get("/tilgjengelighet")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "hemmelig" not in html + caplog.text
    assert "Traceback" not in html
    [line] = [r.getMessage() for r in caplog.records if "broken number" in r.getMessage()]
    number = line.split("number=")[1].split()[0]
    assert number in html


def test_every_answer_also_a_refusal_carries_the_headers(signed_in: Browser) -> None:
    client = signed_in("")
    for path in ("/", "/logg-inn", "/finnes-ikke", "/api/v1/tasks", "/healthz"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
