"""What every page has: places one may go, the chosen look, and built files that may be kept."""

import pytest
from flask import Flask

from engine.people import Actor
from webapp import i18n, login, look


@pytest.fixture
def bare() -> Flask:
    """Only what a page's frame needs."""
    app = Flask("webapp", root_path=str(look.DIST.parent.parent))
    app.secret_key = "for the test only"
    i18n.init(app)
    look.init(app)
    app.register_blueprint(login.bp)
    return app


def somebody(*capabilities: str) -> Actor:
    return Actor(1, "x", "Kari Anne Vik", "staff", "", "nb", frozenset(), frozenset(capabilities))


def words(app: Flask, person: Actor | None, path: str = "/") -> list[str]:
    with app.test_request_context(path):
        return [place.text for place in look.places(person)]


def test_the_bar_offers_only_what_one_may_open(bare: Flask) -> None:
    everyday = ["Oppgaver", "Saker", "Meld fra", "Planen", "Årshjul", "Flyter"]
    assert words(bare, somebody("employed")) == everyday
    assert words(bare, somebody("pupil")) == ["Oppgaver", "Min sak", "Meld fra"]
    assert words(bare, somebody("operates")) == ["Oppgaver", "Meld fra", "Drift"]
    assert words(bare, None) == ["Meld fra", "Logg inn"]


@pytest.mark.parametrize(
    ("path", "here"), [("/innboks", "page"), ("/oppgaver/7", "true"), ("/saker", "")]
)
def test_the_bar_says_where_one_is(bare: Flask, path: str, here: str) -> None:
    with bare.test_request_context(path):
        inbox = next(look.places(somebody("employed")))
    assert inbox.here == here


def test_the_look_is_the_machines_until_one_chooses(bare: Flask) -> None:
    with bare.test_request_context("/"):
        assert look.scheme() == "auto"


@pytest.mark.parametrize(
    ("name", "letters"), [("Kari Anne Vik", "KV"), ("Kari", "K"), ("", ""), ("åse øy", "ÅØ")]
)
def test_a_face_is_first_and_last_initial(name: str, letters: str) -> None:
    assert look.initials(name) == letters


def test_a_built_file_may_be_kept_and_a_page_may_not(app: Flask) -> None:
    client = app.test_client()
    with app.test_request_context("/"):
        address = app.jinja_env.globals["asset"]("app.css")  # type: ignore[operator]
    if not address:
        pytest.skip("the front end is not built")
    built = client.get(address)
    built.close()
    assert "immutable" in built.headers["Cache-Control"]
    assert client.get("/logg-inn").headers["Cache-Control"] == "no-store"


def test_every_page_has_a_language_a_way_past_the_bar_and_a_way_to_hide(app: Flask) -> None:
    html = app.test_client().get("/finnes-ikke").get_data(as_text=True)
    assert '<html lang="nb"' in html
    assert 'href="#innhold"' in html
    assert 'popovertarget="skjerm"' in html
    assert "<title>Vi finner ikke det du leter etter – Handlingsplan</title>" in html
