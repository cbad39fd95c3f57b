"""The gates: who may open a page without signing in, and that no form works without its seal."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from webapp import login

Browser = Callable[[str], FlaskClient]
#: Posts that carry no seal, each with its reason.
UNSEALED = {"start.csp_report": "sent by the browser itself, changes nothing"}


def _gap(rule: Rule, name: str) -> int | str:
    """Something that fits: the first choice, a number, or a word."""
    choices = re.search(rf"<any\((\w+)[^)]*\):{name}>", rule.rule)
    if choices:
        return choices[1]
    return 1 if f"<int:{name}>" in rule.rule else "x"


def rules(app: Flask, method: str) -> Iterator[tuple[Rule, str]]:
    """Every address of ours that answers to the method, with something in its gaps."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and not rule.endpoint.startswith(("api.", "static")):
            gaps = {name: _gap(rule, name) for name in rule.arguments}
            with app.test_request_context():
                yield rule, app.url_for(rule.endpoint, **gaps)


def test_every_page_is_for_people_who_are_signed_in_unless_it_is_listed(
    app: Flask, signed_in: Browser
) -> None:
    client = signed_in("")
    for rule, address in rules(app, "GET"):
        answer = client.get(address)
        turned_away = answer.status_code == 303 and "/logg-inn" in answer.headers["Location"]
        if rule.endpoint in login.OPEN:
            assert not turned_away, address
        else:
            assert turned_away, f"{address} answered {answer.status_code}"


def test_everything_listed_as_open_exists(app: Flask) -> None:
    assert set(app.view_functions) >= login.OPEN


@pytest.mark.parametrize("who", ["randi", ""])
def test_no_form_is_taken_without_its_seal(app: Flask, signed_in: Browser, who: str) -> None:
    client = signed_in(who)
    for rule, address in rules(app, "POST"):
        if rule.endpoint not in UNSEALED:
            assert client.post(address, data={"a": "b"}).status_code in (400, 403), address


def test_another_site_cannot_post_here(app: Flask, signed_in: Browser) -> None:
    client = signed_in("randi")
    for rule, address in rules(app, "POST"):
        if rule.endpoint not in UNSEALED:
            answer = client.post(address, headers={"Sec-Fetch-Site": "cross-site"})
            assert answer.status_code in (400, 403), address


def test_every_answer_carries_the_policy(app: Flask, signed_in: Browser) -> None:
    client = signed_in("")
    for address in ("/", "/logg-inn", "/finnes-ikke", "/static/logo.svg", "/api/v1/openapi.json"):
        answer = client.get(address)
        answer.close()
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
