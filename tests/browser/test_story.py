"""The main job in a real browser: from a teacher's report to a case the pupil herself lets close.

Six people do every step on their own pages; the clock is moved, nothing else is done behind them.
"""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, Request, expect

from engine import calendar, clock, database, people
from engine.casefile import CASES, SUBMISSIONS, TASKS, TaskStatus
from tests.browser.school import School, Window, demo_school, fits, put
from tests.processes.answers import answers, report
from tests.webapp.conftest import app, settings
from webapp import patience, trailproof

__all__ = ["app", "demo_school", "settings"]

pytestmark = [pytest.mark.browser, pytest.mark.story, pytest.mark.timeout(400)]
#: A Monday with pupils at school, before rektor's deadline of the day.
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=clock.OSLO)
TEACHER, LEADER, OWNER, LEADS = "kontaktlarer", "rektor", "skoleeier", "avdelingsleder"
PUPIL, GUARDIAN = "elev", "foresatt"


class Told:
    """One story as it goes on: who does what, a little later each time."""

    def __init__(self, school: School) -> None:
        self.school = school
        clock.freeze(MORNING)

    def reports(self, key: str, **changes: Any) -> None:
        page = self.school.who(key).page
        page.get_by_role("link", name="Meld fra").first.click()
        page.get_by_role("link", name="Jeg er ansatt").click()
        self.school.who_fills(key, given("melding", "melding", **changes)).sends()
        expect(page.get_by_role("heading", level=1)).to_have_text("Takk for at du sa fra")

    def does(self, key: str, step: str, form: str, **changes: Any) -> Page:
        clock.move(timedelta(minutes=7))
        process = "melding" if form in _OF_REPORT else "skolemiljosak"
        return self.school.who(key).does(step, given(process, form, **changes)).page

    def code(self, process: str) -> str:
        return code_of(self.school, process)


_OF_REPORT = ("vurdering", "eiervarsel", "kvittering", "purring")


def code_of(school: School, process: str) -> str:
    """The code of the only case of the process."""
    query = sa.select(CASES.c.code).where(CASES.c.process == process)
    with database.reading(school.engine) as session:
        return str(session.execute(query).scalar_one())


def given(process: str, form: str, **changes: Any) -> dict[str, Any]:
    """The example answers, dated today."""
    return answers(process, form, today(), **changes)


def today() -> date:
    return clock.oslo(clock.now()).date()


def on_the_day(planned: date) -> datetime:
    """The morning of the evaluation of a plan made that day."""
    day = date.fromisoformat(answers("skolemiljosak", "plan", planned)["evalueres"])
    return datetime(day.year, day.month, day.day, 8, 0, tzinfo=clock.OSLO)


def investigated(told: Told) -> None:
    """Measures at once, everybody heard, findings and the pupil's best written down."""
    told.does(LEADS, "Sett inn strakstiltak", "strakstiltak")
    other = [{"elev": "elev_2", "samtale_med": TEACHER, "samtale_dato": str(today())}]
    told.does(LEADS, "Planlegg samtalene", "planlegging", andre_elever=other)
    told.does(TEACHER, "Snakk med eleven", "elevsamtale")
    told.does(TEACHER, "Hør de andre elevene", "samtale")
    told.does(LEADS, "Skriv ned det dere fant ut", "undersokelse")
    told.does(LEADS, "Vurder elevens beste", "elevens_beste")


def planned(told: Told) -> datetime:
    """The plan is made, pupil and guardian have had their say, rektor has approved; when to ask."""
    rows = answers("skolemiljosak", "plan", today())["tiltak"]
    rows[0]["utforer"], made = LEADS, today()
    told.does(LEADS, "Lag aktivitetsplan", "plan", tiltak=rows)
    told.does(PUPIL, "Si din mening om planen", "elevsyn")
    told.does(GUARDIAN, "Si din mening om planen", "foresattsyn")
    told.does(LEADER, "Godkjenn planen", "godkjenning")
    return on_the_day(made)


def evaluated(told: Told, day: datetime, trygt: str, **changes: Any) -> None:
    """The measures are done, the day comes, the pupil answers, the school evaluates."""
    told.does(TEACHER, "Gjennomfør tiltaket", "oppfolging")
    told.does(LEADS, "Gjennomfør tiltaket", "oppfolging")
    told.school.until(day)
    told.does(PUPIL, "Si hvordan du har det nå", "elevsvar", trygt=trygt)
    told.does(LEADS, "Evaluer tiltakene", "evaluering", **changes)


def duty_stands(told: Told, code: str, duty: str, words: str) -> None:
    """The checklist of the case says so about the duty."""
    page = told.school.who(LEADER).sees_case(code).page
    line = page.locator(".hp-duties > li", has=page.get_by_text(duty, exact=True))
    expect(line).to_contain_text(words)


def stands_at(told: Told, code: str, *steps: str) -> None:
    """The drawing and the list below it have their marks on these steps only."""
    page = told.school.who(LEADER).sees_case(code, "/diagram").page
    titles = page.locator("figure svg g.userTask.now > title")
    expect(titles).to_have_count(len(steps))
    assert sorted(text.split(" (")[0] for text in titles.all_text_contents()) == sorted(steps)
    for step in steps:
        named = page.locator("strong", has_text=re.compile(f"^{re.escape(step)}$"))
        line = page.locator(".hp-outline li", has=named)
        expect(line.first).to_contain_text("Her nå")


def is_whole(window: Window, code: str) -> None:
    """The closed case shows every duty, every form with who sent it, and an unbroken trail."""
    page = window.sees_case(code).page
    expect(page.locator(".hp-casehead")).to_contain_text("Avsluttet")
    expect(page.locator("main")).to_contain_text("8 av 8 er dokumentert")
    page.get_by_role("link", name="Skjemaer").click()
    sent = page.locator(".hp-row", has_text="Elevens svar")
    expect(sent).to_have_count(2)
    expect(sent.first).to_contain_text("Nora Eide")
    sent.last.get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("Jeg gruer meg ikke lenger.")
    page.get_by_role("link", name="Spor", exact=True).click()
    expect(page.locator("main")).to_contain_text("Sporet er helt")
    expect(page.locator("main")).to_contain_text("Nora Eide")


def test_a_report_becomes_a_case_that_closes_when_the_pupil_says_yes(demo_school: School) -> None:
    told = Told(demo_school)
    told.reports(TEACHER)
    told.does(LEADER, "Vurder meldingen", "vurdering")
    told.does(LEADER, "Skriv varsel til skoleeier", "eiervarsel")
    told.does(OWNER, "Bekreft varselet", "kvittering")
    code = told.code("skolemiljosak")
    duty_stands(told, code, "Hører elevene", "Begynt")
    stands_at(told, code, "Sett inn strakstiltak", "Planlegg samtalene")
    investigated(told)
    duty_stands(told, code, "Hører elevene", "Dokumentert")
    day = planned(told)
    evaluated(told, day, "nei", avgjorelse="avslutte")
    stands_at(told, code, "Lag aktivitetsplan")
    day = planned(told)
    evaluated(told, day, "ja")
    told.does(LEADER, "Avslutt saken", "avslutning")
    told.school.until(clock.now() + timedelta(days=30))
    told.does(LEADS, "Sjekk hvordan eleven har det", "etterkontroll")
    is_whole(told.school.who(LEADER), code)
    with database.reading(demo_school.engine) as session:
        assert trailproof.prove(session)[1] is None


def test_a_report_nobody_opens_goes_to_the_next_in_line(demo_school: School) -> None:
    told = Told(demo_school)
    demo_school.reported()
    demo_school.until(calendar.current().add_school_days(clock.now(), 1) + timedelta(minutes=1))
    page = demo_school.who(LEADER).page
    page.get_by_role("link", name="Forfaller").click()
    expect(page.locator(".hp-row")).to_contain_text(re.compile("over frist", re.IGNORECASE))
    page = demo_school.who(LEADS).opens("Få meldingen vurdert").page
    expect(page.locator("#sak + dl")).to_contain_text("Melding om skolemiljø")
    told.does(LEADS, "Få meldingen vurdert", "purring")
    page = told.school.who(LEADER).sees_case(told.code("melding"), "/spor").page
    expect(page.locator("main")).to_contain_text("Fristen for «Vurder meldingen»")
    expect(page.locator("main")).to_contain_text("Sporet er helt")


PHONE = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}


@pytest.mark.parametrize("key", [PUPIL, ""], ids=["signed-in", "anonymous"])
def test_a_pupil_reports_on_a_small_phone_without_scripts(demo_school: School, key: str) -> None:
    patience.forget()
    asked = report("elev_utfyllende" if key else "anonym")
    page = demo_school.window(key, **PHONE).page
    page.goto("/")
    page.get_by_role("link", name="Meld fra").first.click()
    page.get_by_role("link", name="Det gjelder meg" if key else "vil ikke si hvem").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv minst én setning")
    assert fits(page)
    for name, value in asked.items():
        put(page, name, value)
        if (name, value) == ("hvem_det_gjelder", "flere"):
            page.get_by_role("button", name="Vis spørsmålene").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Takk for at du sa fra")
    code = page.locator(".hp-bigcode").inner_text()
    assert code == code_of(demo_school, "melding")
    expect(page.locator("main")).to_contain_text("Rektor leser meldingen")
    assert fits(page)
    unknown = page.get_by_text("Vi vet ikke hvem du er")
    expect(unknown).to_have_count(0 if key else 1)
    if key:
        page.get_by_role("link", name="Til forsiden").click()
        expect(page.locator("main")).to_contain_text(code)
        assert fits(page)


def waiting(school: School, element: str) -> str:
    """The address of the only open task of the element."""
    query = sa.select(TASKS.c.id).where(
        TASKS.c.element == element, TASKS.c.status == TaskStatus.OPEN
    )
    with database.reading(school.engine) as session:
        return f"/oppgaver/{session.execute(query).scalar_one()}"


def test_of_two_on_one_task_one_wins_and_the_other_keeps_every_word(demo_school: School) -> None:
    demo_school.reported()
    with database.transaction(demo_school.engine) as session:
        people.grant(session, people.actor(session, LEADS).id, LEADER)
    at, own = waiting(demo_school, "vurder"), "Jeg har ringt hjem.\nMor er på jobb til kl. 16."
    slow, quick = demo_school.who(LEADER).page, demo_school.who(LEADS)
    slow.goto(at)
    slow.locator("[name=hvem_tar_saken][value=rektor]").check()
    slow.locator("[name=alvor_grunn], [name=strakstiltak]").first.wait_for()
    slow.locator("[name=strakstiltak]").fill(own)
    quick.page.goto(at)
    quick.fills(given("melding", "vurdering")).sends()
    slow.get_by_role("button", name="Send", exact=True).click()
    expect(slow.locator("main")).to_contain_text("Henrik Aas gjorde den ferdig")
    expect(slow.get_by_label("Alt som tekst")).to_have_value(re.compile(re.escape(own)))
    assert len(told_forms(demo_school, "vurdering")) == 1


def told_forms(school: School, form: str) -> list[int]:
    """Numbers of the forms of this kind that have been sent."""
    query = sa.select(SUBMISSIONS.c.id).where(SUBMISSIONS.c.form == form)
    with database.reading(school.engine) as session:
        return list(session.execute(query).scalars())


def test_sending_twice_in_any_way_has_one_effect(demo_school: School) -> None:
    demo_school.reported()
    leader = demo_school.who(LEADER).opens("Vurder meldingen")
    leader.fills(given("melding", "vurdering"))
    posts: list[Request] = []
    leader.page.on("request", lambda r: posts.append(r) if "/fullforing" in r.url else None)
    leader.page.get_by_role("button", name="Send", exact=True).dblclick()
    leader.page.wait_for_url("**/sendt")
    leader.page.go_back()
    expect(leader.page.get_by_role("button", name="Send", exact=True)).to_have_count(0)
    last = posts[-1]
    again = leader.page.request.post(
        last.url, data=last.post_data_buffer, headers={"content-type": last.headers["content-type"]}
    )
    assert again.url.endswith("/sendt")
    assert len(told_forms(demo_school, "vurdering")) == 1
    assert len(told_forms(demo_school, "oppstart")) == 1


def test_a_refused_form_keeps_every_letter_and_says_what_to_mend(demo_school: School) -> None:
    demo_school.reported()
    leader = demo_school.who(LEADER).opens("Vurder meldingen")
    text = "Tegn: <b>æøå</b> & «sitat»\n\n  innrykk, emoji 🙂 og siste linje"
    leader.fills(given("melding", "vurdering", strakstiltak=text, barnevern_grunn=None)).send()
    page = leader.page
    expect(page.locator("#feil")).to_be_focused()
    expect(page.locator("[name=strakstiltak]")).to_have_value(text)
    page.locator("#feil a").first.click()
    expect(page.locator("[name=barnevern_grunn]")).to_be_focused()
    page.keyboard.type("Ingenting tyder på forhold i hjemmet.")
    leader.sends()
