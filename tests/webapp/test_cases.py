"""The list of cases, and one case as pages."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from engine import audit, comments
from engine.audit import Kind
from engine.casefile import CASES
from tests.pictures import PNG
from tests.webapp.casework import accused, assessed, plain, reported, stuck
from tests.webapp.conftest import Act, Browser, looking, post

PAGES = ("", "/tidslinje", "/diagram", "/skjemaer", "/vedlegg", "/innsyn", "/spor")


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    """What the page says."""
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.get_data(as_text=True)


def kinds(school: sa.Engine, case_id: int) -> list[str]:
    with looking(school) as session:
        return [event.kind for event in audit.trail(session, case_id)]


def test_the_list_has_codes_and_no_names(signed_in: Browser, act: Act) -> None:
    opened = act(reported)
    html = page(signed_in("randi"), "/saker")
    assert opened.code in html
    assert "Nora" not in html


def test_the_list_has_only_cases_one_may_read(signed_in: Browser, act: Act) -> None:
    opened = act(reported)
    for key in ("ulla", "nora", "grete", "ada", "stig"):
        assert opened.code not in page(signed_in(key), "/saker")


def test_the_list_is_narrowed_by_status_flow_code_and_deadline(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    still_open, closed = act(reported), act(assessed)
    randi = signed_in("randi")
    assert closed.code not in page(randi, "/saker")
    assert still_open.code not in page(randi, "/saker?status=avsluttede")
    both = page(randi, "/saker?status=alle")
    assert still_open.code in both
    assert closed.code in both
    assert still_open.code not in page(randi, "/saker?flyt=w1")
    assert closed.code not in page(randi, f"/saker?status=alle&sok={still_open.code[:6].lower()}")
    assert still_open.code not in page(randi, "/saker?frist=over")
    assert "Ingen saker passer" in page(randi, "/saker?ansvar=meg")


def test_a_long_list_goes_on_where_the_page_ended(signed_in: Browser, act: Act) -> None:
    codes = {act(reported).code for _ in range(28)}
    randi, seen = signed_in("randi"), set()
    path = "/saker"
    for expected in (25, 3):
        html = page(randi, path)
        shown = {code for code in codes if code in html}
        assert len(shown) == expected
        assert not shown & seen
        seen |= shown
        if expected == 25:
            path = html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert seen == codes


def test_an_address_in_the_list_cannot_be_bent_to_another_site(
    signed_in: Browser, act: Act
) -> None:
    for _ in range(26):
        act(reported)
    html = page(signed_in("randi"), "/saker?_external=1&_scheme=javascript&status=apne")
    assert "javascript:" not in html
    assert 'href="/saker?status=apne&amp;for=' in html


@pytest.mark.parametrize("who", ["ulla", "vera", "ada", "stig", "nora", "grete", "kari"])
def test_a_case_one_may_not_know_of_looks_like_none(signed_in: Browser, act: Act, who: str) -> None:
    code, client = act(reported).code, signed_in(who)
    nothing = page(client, "/saker/26-FINNES", 404)
    for path in PAGES:
        assert plain(page(client, f"/saker/{code}{path}", 404)) == plain(nothing)


def test_rektor_finds_nothing_of_a_case_she_is_accused_in(signed_in: Browser, act: Act) -> None:
    opened = act(accused)
    randi = signed_in("randi")
    assert opened.code not in page(randi, "/saker?status=alle")
    for path in PAGES:
        page(randi, f"/saker/{opened.code}{path}", 404)


def test_every_page_of_a_case_opens_and_leaves_a_line(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    opened = act(reported)
    randi = signed_in("randi")
    for path in PAGES:
        before = len(kinds(school, opened.id))
        html = page(randi, f"/saker/{opened.code}{path}")
        assert "<title>" in html
        assert "Nora" not in html.split("</title>")[0]
        assert len(kinds(school, opened.id)) == before + 1
    assert kinds(school, opened.id)[-1] == Kind.TRAIL_READ


def test_the_overview_says_where_the_case_stands_and_who_is_in_it(
    signed_in: Browser, act: Act
) -> None:
    said = plain(page(signed_in("randi"), f"/saker/{act(reported).code}"))
    assert "Vurder meldingen" in said
    assert "Eleven saken gjelder Nora Elev" in said
    assert "Den som meldte Kari Kontakt" in said
    assert "Rektor · ingen har tatt den" in said


def test_a_duty_is_shown_by_answers_or_said_to_come_or_to_be_missing(
    signed_in: Browser, act: Act
) -> None:
    randi = signed_in("randi")
    before = plain(page(randi, f"/saker/{act(reported).code}"))
    assert "Undersøker Hva skolen" in before
    assert "Kommer i «Vurder meldingen»" in before
    assert before.count("Mangler") == 7
    after = page(randi, f"/saker/{act(assessed).code}")
    assert "Randi Rektor, " in after
    assert plain(after).count("Dokumentert") == 1


def test_a_submitted_form_is_shown_as_it_was_sent_and_read_by_name(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    opened = act(reported)
    randi = signed_in("randi")
    listed = page(randi, f"/saker/{opened.code}/skjemaer")
    path = listed.split('hp-row__link" href="')[1].split('"')[0]
    html = plain(page(randi, path))
    assert "Nora sitter alene hver dag" in html
    assert "Hvilken elev gjelder det? Nora Elev" in html
    assert kinds(school, opened.id)[-1] == Kind.FORM_READ


def test_a_form_of_another_case_is_not_found_under_this_one(signed_in: Browser, act: Act) -> None:
    one, other = act(reported), act(reported)
    randi = signed_in("randi")
    listed = page(randi, f"/saker/{one.code}/skjemaer")
    number = listed.split(f"/saker/{one.code}/skjemaer/")[1].split('"')[0]
    page(randi, f"/saker/{other.code}/skjemaer/{number}", 404)


def test_a_comment_is_kept_once_however_often_it_is_sent(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    opened, randi = act(reported), signed_in("randi")
    here = f"/saker/{opened.code}"
    for _ in range(2):
        answer = post(randi, here, f"{here}/kommentarer", {"tekst": "Ring hjem.", "_once": "a"})
        assert answer.status_code == 303
    assert "Ring hjem." in page(randi, here)
    with looking(school) as session:
        case = session.execute(sa.select(CASES).where(CASES.c.id == opened.id)).one()
        assert [one.text for one in comments.of_case(session, case)] == ["Ring hjem."]


def test_a_refused_comment_comes_back_as_it_was_typed(signed_in: Browser, act: Act) -> None:
    here, randi = f"/saker/{act(reported).code}", signed_in("randi")
    text = "Hva tenker du, @ulla?"
    answer = post(randi, here, f"{here}/kommentarer", {"tekst": text})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f">{text}</textarea>" in html
    assert "Ulla Uvedkommende har ikke tilgang" in html


def test_whoever_may_only_read_cannot_comment(signed_in: Browser, act: Act) -> None:
    opened = act(assessed)
    arne = signed_in("arne")
    here = f"/saker/{opened.code}"
    assert 'name="tekst"' not in page(arne, here)
    answer = post(arne, here, f"{here}/kommentarer", {"tekst": "Hei"})
    assert answer.status_code == 403


def test_the_stream_is_narrowed_and_reading_is_left_out_until_asked_for(
    signed_in: Browser, act: Act
) -> None:
    here, randi = f"/saker/{act(reported).code}/tidslinje", signed_in("randi")
    first = plain(page(randi, here))
    assert "Kari Kontakt opprettet saken" in first
    assert "åpnet tidslinjen" not in first
    reading = plain(page(randi, f"{here}?vis=lesing"))
    assert "Randi Rektor åpnet tidslinjen i saken." in reading
    assert "opprettet saken" not in reading


def test_the_drawing_has_its_twin_in_words(signed_in: Browser, act: Act) -> None:
    html = page(signed_in("randi"), f"/saker/{act(reported).code}/diagram")
    assert "<svg" in html
    said = plain(html.split('id="som-liste"')[1])
    assert "Meldt Gjort" in said
    assert "Vurder meldingen Her nå" in said


def test_a_file_is_added_and_a_page_dressed_as_one_is_refused(signed_in: Browser, act: Act) -> None:
    here, randi = f"/saker/{act(reported).code}/vedlegg", signed_in("randi")
    good = post(randi, here, here, {"fil": (BytesIO(PNG), "skjermbilde.png")})
    assert good.status_code == 303
    assert "skjermbilde.png" in page(randi, here)
    bad = post(randi, here, here, {"fil": (BytesIO(b"<html><script>"), "bilde.png")})
    assert bad.status_code == 422
    assert "Denne filtypen tar vi ikke imot" in bad.get_data(as_text=True)
    cut = post(randi, here, here, {"fil": (BytesIO(PNG[: len(PNG) // 2]), "bilde.png")})
    assert cut.status_code == 422
    assert "Bildet kan ikke leses. Ta et nytt" in cut.get_data(as_text=True)


def test_who_has_read_is_told_by_person_and_day(signed_in: Browser, act: Act) -> None:
    here, randi = f"/saker/{act(reported).code}", signed_in("randi")
    page(randi, here)
    page(randi, f"{here}/diagram")
    said = plain(page(randi, f"{here}/innsyn"))
    assert "Randi Rektor" in said
    assert "3 ganger" in said
    assert "Åpnet diagrammet i saken." in said


def test_operations_see_where_the_machine_stands_and_nobody(signed_in: Browser, act: Act) -> None:
    here, dag = f"/saker/{act(reported).code}", signed_in("dag")
    html = page(dag, f"{here}/teknisk")
    assert "Vurder meldingen" in html
    for name in ("Nora", "Kari", "Randi", "alene"):
        assert name not in html
    for path in PAGES:
        page(dag, f"{here}{path}", 404)


def test_a_case_that_stands_still_says_why_and_how_to_go_on(signed_in: Browser, act: Act) -> None:
    said = plain(page(signed_in("randi"), f"/saker/{act(stuck).code}"))
    assert "Saken står stille" in said
    assert "Hvilken vei?" in said
    assert "ingen av veiene videre passet med svarene" in said
    assert "Prøv på nytt" in said
    assert "svar.vei" not in said


def test_the_archivist_reads_closed_cases_only(signed_in: Browser, act: Act) -> None:
    arne = signed_in("arne")
    page(arne, f"/saker/{act(reported).code}", 404)
    page(arne, f"/saker/{act(assessed).code}")
