"""The inbox as people meet it: lists, narrowing, views, and several tasks at once."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engine import (
    casefile,
    clock,
    comments,
    database,
    drafts,
    handover,
    inbox,
    people,
    taskfile,
)
from engine.casefile import PARTICIPANTS, TASKS, Part
from engine.cases import Opened
from tests.builders import a_case, open_tasks
from tests.cast import Cast
from tests.webapp.casework import plain, reported
from tests.webapp.conftest import Act, Browser, looking, post
from webapp import inbox as page


def _reports(act: Act, n: int = 1) -> Sequence[Opened]:
    """Cases Kari has reported, each with one task for whoever is rektor."""
    made = act(lambda session, cast: [reported(session, cast) for _ in range(n)])
    assert isinstance(made, list)
    return made


def _task_of(school: sa.Engine, opened: Opened) -> str:
    with looking(school) as session:
        [task] = open_tasks(session, opened.id).values()
    return task


def _row(school: sa.Engine, task: str) -> sa.Row[tuple[object, ...]]:
    with looking(school) as session:
        return session.execute(sa.select(TASKS).where(TASKS.c.id == task)).one()


def _codes(html: str) -> list[str]:
    """Codes of the cases whose tasks stand in the list, in order."""
    return re.findall(r'<span class="hp-row__meta">\s*<span class="hp-code">([^<]+)', html)


def _list(signed_in: Browser, who: str, query: str) -> list[str]:
    answer = signed_in(who).get(f"/innboks?{query}")
    assert answer.status_code == 200
    return _codes(answer.get_data(as_text=True))


def test_a_task_moves_from_the_group_to_the_one_who_takes_it_and_then_to_done(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    [opened] = _reports(act)
    randi, task = signed_in("randi"), _task_of(school, opened)
    assert _list(signed_in, "randi", "liste=mine") == []
    assert _list(signed_in, "randi", "liste=gruppe") == [opened.code]
    back = {"til": "/innboks?liste=gruppe"}
    answer = post(randi, "/innboks?liste=gruppe", f"/oppgaver/{task}/ta", back)
    assert (answer.status_code, answer.location) == (303, "/innboks?liste=gruppe")
    assert _list(signed_in, "randi", "liste=mine") == [opened.code]
    assert _list(signed_in, "randi", "liste=forfaller") == [opened.code]
    post(randi, f"/oppgaver/{task}", f"/oppgaver/{task}/fullforing", {"alvorlig": "false"})
    assert _list(signed_in, "randi", "liste=mine") == []
    assert _list(signed_in, "randi", "liste=ferdig") == [opened.code]


def test_whoever_is_accused_or_has_no_part_sees_no_trace_of_the_task(
    signed_in: Browser, act: Act
) -> None:
    opened = act(lambda s, c: a_case(s, c.kari, hva="x", elev="nora", ansatt="randi"))
    assert isinstance(opened, Opened)
    for who in ("randi", "ulla", "ada", "dag", "nora"):
        for box in page.inboxrows.BOXES:
            html = signed_in(who).get(f"/innboks?liste={box}").get_data(as_text=True)
            assert opened.code not in html
            assert not re.search(r'hp-count">[1-9]', html)


def test_a_row_says_what_to_do_and_when_and_never_whom_it_is_about(
    signed_in: Browser, act: Act
) -> None:
    [opened] = _reports(act)
    html = signed_in("randi").get("/innboks?liste=gruppe").get_data(as_text=True)
    said = plain(html)
    assert "Vurder meldingen" in said
    assert opened.code in said
    assert "2 skoledager igjen" in said
    assert "Nora" not in html


def test_who_it_waits_for_is_told_by_name_only_for_staff(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    [opened] = _reports(act)
    task = _task_of(school, opened)

    def lead(session: Session, cast: Cast) -> None:
        session.execute(
            PARTICIPANTS.insert(),
            {
                "case_id": opened.id,
                "person_id": cast.avd.id,
                "part": str(Part.CASE_OWNER),
                "since": clock.now(),
            },
        )
        handover.claim(session, task, cast.randi)

    act(lead)
    waiting = plain(signed_in("avd").get("/innboks?liste=venter").get_data(as_text=True))
    assert "Venter på Randi Rektor" in waiting
    mine = plain(signed_in("randi").get("/innboks").get_data(as_text=True))
    assert "Anne Avdeling venter" in mine
    with database.transaction(school) as session:
        change = {"candidate_group": "elev", "assignee_id": Cast(session).nora.id}
        session.execute(sa.update(TASKS).where(TASKS.c.id == task).values(**change))
    waiting = plain(signed_in("avd").get("/innboks?liste=venter").get_data(as_text=True))
    assert "Venter på Elev" in waiting
    assert "Nora" not in waiting


def test_a_draft_is_marked_for_the_one_who_typed_it_only(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    [opened] = _reports(act)
    task = _task_of(school, opened)

    def typed(session: Session, cast: Cast) -> None:
        case = taskfile.opened(session, task, cast.randi).case
        drafts.save(session, case, task, cast.randi.id, [("grunn", "uferdig")])

    act(typed)
    assert "Utkast" in signed_in("randi").get("/innboks?liste=gruppe").get_data(as_text=True)


def test_a_list_is_narrowed_by_search_deadline_priority_process_and_duty(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    soon, late, other = _reports(act, 3)
    with database.transaction(school) as session:
        past = clock.now() - timedelta(days=1)
        for opened, values in (
            (late, {"due_at": past, "sort_at": past}),
            (other, {"priority": 90, "element": "noe_annet"}),
        ):
            session.execute(sa.update(TASKS).where(TASKS.c.case_id == opened.id).values(**values))
    everything = {soon.code, late.code, other.code}

    def found(query: str) -> set[str]:
        return set(_list(signed_in, "randi", f"liste=gruppe&{query}"))

    assert found("") == everything
    assert found(f"sok={soon.code.lower()}") == {soon.code}
    assert found("sok=VURDER+meld") == everything
    assert found("sok=%25") == set()
    assert found("frist=over") == {late.code}
    assert found("prioritet=haster") == {other.code}
    assert found("flyt=tiny") == everything
    assert found("flyt=w1") == set()
    assert found("plikt=1") == {soon.code, late.code}


@pytest.mark.parametrize(
    ("grouping", "heading"),
    [("", "Over frist"), ("sak", "Sak {code}"), ("steg", "Vurder meldingen")],
)
def test_rows_stand_under_headings_by_deadline_case_or_step(
    signed_in: Browser, act: Act, school: sa.Engine, grouping: str, heading: str
) -> None:
    [opened] = _reports(act)
    with database.transaction(school) as session:
        past = clock.now() - timedelta(days=3)
        session.execute(sa.update(TASKS).values(due_at=past, sort_at=past))
    html = signed_in("randi").get(f"/innboks?liste=gruppe&grupper={grouping}")
    titles = re.findall(r'hp-rows__title" id="gruppe-\d+">([^<]+)', html.get_data(as_text=True))
    assert [t.strip() for t in titles] == [heading.format(code=opened.code)]


def test_pages_follow_on_without_gap_or_repeat_and_keep_what_was_asked(
    signed_in: Browser, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "PAGE", 3)
    made = _reports(act, 7)
    client, seen = signed_in("randi"), list[str]()
    path = "/innboks?liste=gruppe&flyt=tiny"
    for _ in range(5):
        html = client.get(path).get_data(as_text=True)
        seen += _codes(html)
        later = re.search(r'href="([^"]+)" rel="next"', html)
        if later is None:
            break
        path = later[1].replace("&amp;", "&")
        assert "flyt=tiny" in path
    assert sorted(seen) == sorted(opened.code for opened in made)
    assert client.get("/innboks?liste=gruppe&etter=tull.%27").status_code == 200


def test_counts_stop_at_a_hundred(
    signed_in: Browser, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "MOST_COUNTED", 3)
    monkeypatch.setattr(page.inboxrows, "MOST_COUNTED", 3)
    _reports(act, 5)
    assert '<span class="hp-count">3+</span>' in signed_in("randi").get("/innboks").get_data(
        as_text=True
    )


def test_an_empty_list_says_what_would_stand_there_and_leads_on(
    signed_in: Browser, act: Act
) -> None:
    kari = signed_in("kari")
    for box in page.inboxrows.BOXES:
        assert "hp-empty" in kari.get(f"/innboks?liste={box}").get_data(as_text=True)
    _reports(act, 2)
    html = plain(signed_in("randi").get("/innboks").get_data(as_text=True))
    assert "2 oppgaver i gruppen din er ledige." in html
    nothing = kari.get("/innboks?sok=finnes-ikke").get_data(as_text=True)
    assert "Ingen oppgaver passer" in nothing


def test_much_at_once_is_answered_with_what_cannot_wait(
    signed_in: Browser, act: Act, school: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "OVERLOAD", 3)
    first, *_rest = _reports(act, 3)
    with database.transaction(school) as session:
        now = clock.now()
        session.execute(sa.update(TASKS).values(due_at=now, sort_at=now, element="uten_plikt"))
        duty = sa.update(TASKS).where(TASKS.c.case_id == first.id).values(element="vurder")
        session.execute(duty)
    html = signed_in("randi").get("/innboks").get_data(as_text=True)
    assert "3 oppgaver forfaller denne uka" in plain(html)
    link = re.search(r'href="([^"]+)">Vis de 1 som loven krever', html)
    assert link is not None
    only = signed_in("randi").get(link[1].replace("&amp;", "&")).get_data(as_text=True)
    assert _codes(only) == [first.code]


def test_a_view_is_saved_used_shared_with_a_role_and_removed_by_its_owner_only(
    signed_in: Browser, act: Act
) -> None:
    [opened] = _reports(act)
    randi, query = signed_in("randi"), "liste=gruppe&sok=vurder"
    wanted = {"navn": "Det nye", "rolle": "ansatt", "tilbake": query}
    answer = post(randi, f"/innboks?{query}", "/innboks/visninger", wanted)
    assert (answer.status_code, answer.location) == (303, f"/innboks?{query}")
    for who, sees in (("randi", [opened.code]), ("kari", [])):
        html = signed_in(who).get("/innboks").get_data(as_text=True)
        assert "Det nye" in html
        link = re.search(r'href="([^"]+)"[^>]*><svg[^>]*><path[^>]*></svg><span>Det nye', html)
        assert link is not None
        assert _codes(signed_in(who).get(link[1].replace("&amp;", "&")).get_data(True)) == sees
    assert "Det nye" not in signed_in("nora").get("/innboks").get_data(as_text=True)
    assert post(signed_in("kari"), "/innboks", "/innboks/visninger/1/slett", {}).status_code == 404
    post(randi, "/innboks", "/innboks/visninger/1/slett", {})
    assert "Det nye" not in randi.get("/innboks").get_data(as_text=True)


@pytest.mark.parametrize("wanted", [{"navn": " "}, {"navn": "x", "rolle": "skoleeier"}])
def test_a_view_without_a_name_or_for_a_role_one_lacks_is_refused(
    signed_in: Browser, wanted: dict[str, object]
) -> None:
    answer = post(signed_in("randi"), "/innboks", "/innboks/visninger", wanted)
    assert answer.status_code == 422
    assert "Gi visningen et navn." in answer.get_data(as_text=True)


def _several(signed_in: Browser, tasks: list[str], **more: object) -> TestResponse:
    data = {"oppgave": tasks, "tilbake": "liste=gruppe", **more}
    return post(signed_in("randi"), "/innboks?liste=gruppe", "/innboks/flere", data)


def test_several_tasks_are_taken_at_once_and_one_that_is_gone_stops_no_other(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    ids = [_task_of(school, opened) for opened in _reports(act, 3)]
    act(lambda s, c: handover.assign(s, ids[0], c.randi, _person(s, "avd"), "Ferie"))
    answer = _several(signed_in, ids, _action="ta")
    assert answer.status_code == 303
    holders = [_row(school, task).assignee_id for task in ids]
    assert holders[1] == holders[2] != holders[0]
    html = plain(signed_in("randi").get("/innboks").get_data(as_text=True))
    assert html.count("Vurder meldingen") >= 2


def _person(session: Session, key: str) -> people.Person:
    return people.by_keys(session, [key])[key]


def test_several_tasks_are_handed_over_with_one_reason(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    ids = [_task_of(school, opened) for opened in _reports(act, 2)]
    more = {"person": "Anne Avdeling", "begrunnelse": "Jeg er på kurs"}
    _several(signed_in, ids, _action="videre", **more)
    assert len(_list(signed_in, "avd", "liste=mine")) == 2
    task = plain(signed_in("avd").get(f"/oppgaver/{ids[0]}").get_data(as_text=True))
    assert "Randi Rektor ga deg oppgaven" in task
    assert "Jeg er på kurs" in task


def test_several_tasks_are_put_off_and_found_again_when_asked_for(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    ids = [_task_of(school, opened) for opened in _reports(act, 2)]
    day = (clock.oslo(clock.now()) + timedelta(days=3)).date().isoformat()
    _several(signed_in, ids, _action="utsett", dato=day)
    assert _list(signed_in, "randi", "liste=gruppe") == []
    assert len(_list(signed_in, "randi", "liste=gruppe&utsatt=1")) == 2
    with clock.at(clock.now() + timedelta(days=4)):
        assert len(_list(signed_in, "randi", "liste=gruppe")) == 2


def test_several_tasks_get_a_priority_and_it_reads_in_words(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    [task] = [_task_of(school, opened) for opened in _reports(act)]
    _several(signed_in, [task], _action="prioritet", prioritet="haster")
    assert _row(school, task).priority == 90
    assert "Haster" in plain(
        signed_in("randi").get("/innboks?liste=gruppe").get_data(as_text=True).split("<ul")[-1]
    )


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"_action": "ta", "oppgave": []}, "Kryss av for oppgavene"),
        ({"_action": "noe"}, "Kryss av for oppgavene"),
        ({"_action": "videre", "person": "", "begrunnelse": "x"}, "Skriv hvem som skal ha"),
        ({"_action": "videre", "person": "Kari Kontakt"}, "Skriv hvorfor."),
        ({"_action": "utsett", "dato": "2020-01-01"}, "Velg en dag etter i dag."),
        ({"_action": "utsett", "dato": "i morgen"}, "Velg en dag etter i dag."),
        ({"_action": "prioritet", "prioritet": "mye"}, "Velg hvor mye det haster."),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_choices_kept(
    signed_in: Browser, act: Act, school: sa.Engine, more: dict[str, object], says: str
) -> None:
    [task] = [_task_of(school, opened) for opened in _reports(act)]
    before = tuple(_row(school, task))
    data = {"oppgave": [task], "tilbake": "liste=gruppe", **more}
    answer = post(signed_in("randi"), "/innboks?liste=gruppe", "/innboks/flere", data)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert says in plain(html)
    assert tuple(_row(school, task)) == before
    if data["oppgave"]:
        assert re.search(rf'value="{task}"[^>]* checked', html)


def test_the_same_post_twice_has_one_effect(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    [task] = [_task_of(school, opened) for opened in _reports(act)]
    for _ in range(2):
        _several(signed_in, [task], _action="prioritet", prioritet="viktig", _once="samme")
    assert _row(school, task).version == 2


def test_the_same_comment_is_kept_in_several_cases(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    opened = _reports(act, 2)
    randi, chosen = signed_in("randi"), [_task_of(school, one) for one in opened]
    data: dict[str, object] = {"oppgave": chosen, "_action": "kommentar"}
    refused = post(randi, "/innboks?liste=gruppe", "/innboks/flere", {**data, "tekst": " "})
    assert refused.status_code == 422
    answer = post(randi, "/innboks?liste=gruppe", "/innboks/flere", {**data, "tekst": "Vi ringer"})
    assert "Kommentaren er lagret i 2 saker." in plain(randi.get(answer.location).text)
    with looking(school) as session:
        for one in opened:
            case = casefile.lock(session, one.id)
            [said] = comments.of_case(session, case)
            assert (said.text, said.task_id in chosen) == ("Vi ringer", True)


def test_somebody_who_may_not_do_the_task_comments_on_nothing(
    signed_in: Browser, act: Act, school: sa.Engine
) -> None:
    [opened] = _reports(act)
    data = {"oppgave": _task_of(school, opened), "_action": "kommentar", "tekst": "Hei"}
    for key in ("ulla", "nora"):
        post(signed_in(key), "/innboks", "/innboks/flere", data)
    with looking(school) as session:
        assert comments.of_case(session, casefile.lock(session, opened.id)) == []


def test_an_empty_list_tells_what_others_are_to_do_next(signed_in: Browser, act: Act) -> None:
    [opened] = _reports(act)
    values = {"case_id": opened.id, "part": str(Part.CASE_OWNER), "since": clock.now()}
    act(
        lambda session, cast: session.execute(
            PARTICIPANTS.insert(), {**values, "person_id": cast.kari.id}
        )
    )
    html = plain(signed_in("kari").get("/innboks").text)
    assert "Det neste andre skal gjøre i sakene dine, er «Vurder meldingen»" in html
