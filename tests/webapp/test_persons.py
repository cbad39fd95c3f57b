import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engine import people
from engine.people import PersonKind
from tests.cast import Cast
from tests.webapp.casework import plain
from tests.webapp.conftest import Act, Browser, post
from webapp import db, persons
from webapp.formcontext import Match


def meant(app: Flask, school: sa.Engine, who: str, text: str, source: str) -> Match:
    """What `who` means by the text in a field for `source`."""
    with app.test_request_context():
        return persons.finder(people.actor(db.session(), who))(text, source)


@pytest.mark.parametrize(
    "text", ["Nora Elev", "nora", "Nora Elev (2STA)", "elev nora 2sta", "@nora"]
)
def test_staff_find_a_pupil_by_part_of_the_name_and_class(
    app: Flask, school: sa.Engine, text: str
) -> None:
    assert meant(app, school, "kari", text, "student").key == "nora"


def test_several_who_fit_are_told_apart_and_nobody_is_picked(app: Flask, school: sa.Engine) -> None:
    found = meant(app, school, "kari", "elev", "student")
    assert found.key is None
    assert set(found.choices) == {("nora", "Nora Elev (2STA)"), ("jonas", "Jonas Elev (2STA)")}


def test_a_full_name_wins_over_names_that_begin_alike(
    app: Flask, school: sa.Engine, act: Act
) -> None:
    act(
        lambda session, _cast: people.add_person(
            session, key="kari_2", name="Kari Kontakten", kind=PersonKind.STAFF
        )
    )
    assert meant(app, school, "randi", "kari kontakt", "staff").key == "kari"
    assert meant(app, school, "randi", "kari", "staff").key is None


def test_a_pupil_may_name_a_grown_up_or_oneself_but_never_gets_a_choice(
    app: Flask, school: sa.Engine
) -> None:
    assert meant(app, school, "nora", "Kari Kontakt", "staff").key == "kari"
    assert meant(app, school, "nora", "kari", "staff") == Match()
    assert meant(app, school, "nora", "Nora Elev", "student").key == "nora"
    assert meant(app, school, "nora", "Jonas Elev", "student") == Match()
    assert meant(app, school, "nora", "jonas", "student") == Match()
    assert meant(app, school, "grete", "Nora Elev", "student").key == "nora"
    assert meant(app, school, "grete", "Jonas Elev", "student") == Match()


@pytest.mark.parametrize("who", ["nora", "grete"])
def test_pupils_and_guardians_get_no_list_of_persons(signed_in: Browser, who: str) -> None:
    client = signed_in(who)
    asked = {"vis": "student", "sok": "jonas", "felt": "sok"}
    answers = [client.get("/personer?vis=student")]
    answers += [post(client, "/min-sak", to, asked) for to in ("/personer", "/personer/sok")]
    for answer in answers:
        assert answer.status_code == 404
        assert "Jonas Elev" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("to", ["/personer", "/personer/sok"])
def test_a_name_is_never_looked_up_from_an_address_or_from_another_site(
    signed_in: Browser, to: str
) -> None:
    kari, asked = signed_in("kari"), {"vis": "student", "sok": "nora", "felt": "sok"}
    in_address = kari.get(to, query_string=asked | {"kilde": "student"})
    assert "Nora Elev" not in in_address.get_data(as_text=True)
    assert kari.post(to, data=asked).status_code == 400


def test_what_was_searched_for_stays_in_the_field(signed_in: Browser) -> None:
    html = post(signed_in("kari"), "/personer", "/personer", {"vis": "student", "sok": "nora"})
    said = html.get_data(as_text=True)
    assert 'name="sok" value="nora"' in said
    assert '<option value="student" selected>' in said


def test_the_list_shows_who_works_here_with_roles_and_pupils_only_when_searched_for(
    signed_in: Browser,
) -> None:
    kari = signed_in("kari")
    everybody = plain(kari.get("/personer").get_data(as_text=True))
    assert "Randi Rektor – Rektor @randi" in everybody
    assert "Nora Elev" not in everybody
    assert "Nora Elev" not in kari.get("/personer?vis=student").get_data(as_text=True)
    for which, there in (("student", True), ("staff", False)):
        found = post(kari, "/personer", "/personer", {"vis": which, "sok": "nora"})
        assert ("Nora Elev" in found.get_data(as_text=True)) is there


def test_a_long_list_goes_on_where_it_ended(
    signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(persons, "PAGE", 4)
    client, seen, path = signed_in("kari"), [], "/personer"
    for _ in range(9):
        html = client.get(path).get_data(as_text=True)
        seen += [part.split("</th>")[0] for part in html.split('<th scope="row">')[1:]]
        if 'rel="next"' not in html:
            break
        path = (
            html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
        )
    assert len(seen) == len(set(seen)) == 11


def test_suggestions_are_options_that_the_finder_understands(
    signed_in: Browser, app: Flask, school: sa.Engine
) -> None:
    asked = {"felt": "elev", "elev": "nor", "kilde": "student"}
    html = post(signed_in("kari"), "/personer", "/personer/sok", asked)
    assert html.get_data(as_text=True).split() == [
        "<option",
        'value="Nora',
        "Elev",
        '(2STA)"></option>',
    ]
    assert meant(app, school, "kari", "Nora Elev (2STA)", "student").key == "nora"


def test_whoever_has_left_is_neither_suggested_nor_found(
    signed_in: Browser, app: Flask, school: sa.Engine, act: Act
) -> None:
    def leaves(session: Session, _cast: Cast) -> None:
        people.by_keys(session, ["ulla"])["ulla"].active = False
        session.flush()

    act(leaves)
    assert meant(app, school, "kari", "Ulla Uvedkommende", "staff") == Match(choices=[])
    assert "Ulla" not in signed_in("kari").get("/personer").get_data(as_text=True)


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"person": "", "begrunnelse": "x"}, "person"),
        ({"person": "Ingen Slik", "begrunnelse": "x"}, "person"),
        ({"person": "k", "begrunnelse": "x"}, "person"),
        ({"person": "Kari Kontakt", "begrunnelse": " "}, "begrunnelse"),
        ({"person": "Nora Elev", "begrunnelse": "x"}, "person"),
    ],
)
def test_a_task_is_not_handed_over_before_it_is_clear_to_whom_and_why(
    app: Flask, school: sa.Engine, posted: dict[str, str], field: str
) -> None:
    with app.test_request_context():
        asked = persons.receiver(people.actor(db.session(), "randi"), MultiDict(posted))
    assert asked.field == field
    assert asked.problem
    assert asked.reason == posted["begrunnelse"].strip()


def test_namesakes_are_told_apart_by_the_choice_below_the_name(
    app: Flask, school: sa.Engine
) -> None:
    posted = MultiDict({"person": "k", "person-_key": "kari", "begrunnelse": "Hun kjenner saken"})
    with app.test_request_context():
        asked = persons.receiver(people.actor(db.session(), "randi"), posted)
    assert (asked.person.key if asked.person else "", asked.problem) == ("kari", "")
