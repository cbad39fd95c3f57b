"""The API by a real HTTP client against a real server."""

import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest
import sqlalchemy as sa
from flask import Flask
from openapi_spec_validator import validate

from engine import database, people, tokens
from tests.builders import BUNDLES, tiny
from tests.serving import served
from webapp import openapi

Api = Callable[[str], httpx.Client]


@pytest.fixture
def api(app: Flask, school: sa.Engine) -> Iterator[Api]:
    """A client carrying somebody's token; "" carries none."""
    with served(app) as address, ExitStack() as clients:

        def as_person(key: str) -> httpx.Client:
            headers = {}
            if key:
                with database.transaction(school) as session:
                    secret = tokens.issue_api_token(session, people.actor(session, key).id)
                headers = {"Authorization": f"Bearer {secret}"}
            made = httpx.Client(
                base_url=f"{address}/api/v1", headers=headers, trust_env=False, timeout=20
            )
            return clients.enter_context(made)

        yield as_person


def _open(client: httpx.Client, **answers: object) -> dict[str, object]:
    made = client.post("/cases", json={"process": "tiny", "answers": {"hva": "x", **answers}})
    assert made.status_code == 201, made.text
    result: dict[str, object] = made.json()
    return result


def test_a_case_runs_from_report_to_closed_over_the_api(api: Api) -> None:
    kari, randi = api("kari"), api("randi")
    assert "tiny" in {p["key"] for p in kari.get("/processes").json()["processes"]}
    assert kari.get("/processes/tiny").json()["form"]["required"] == ["hva"]
    opened = _open(kari, elev="nora")
    assert opened["tasks"] == []
    [task] = randi.get("/tasks").json()["tasks"]
    assert task["case"] == opened["code"]
    shown = randi.get(f"/tasks/{task['id']}").json()
    assert "alvorlig" in shown["schema"]["properties"]
    assert randi.post(f"/tasks/{task['id']}/claim").json()["claimed_by"] == "randi"
    assert randi.post(f"/tasks/{task['id']}/release").json()["claimed_by"] is None
    version = randi.get(f"/tasks/{task['id']}").json()["version"]
    done = randi.post(
        f"/tasks/{task['id']}/completion", json={"answers": {"alvorlig": True}, "version": version}
    )
    assert done.json() == {"case": opened["code"], "opened": [], "closed": True}
    case = randi.get(f"/cases/{opened['code']}").json()
    assert (case["state"], case["tasks"]) == ("closed", [])
    trail = randi.get(f"/cases/{opened['code']}/trail").json()["events"]
    assert [e["seq"] for e in trail] == list(range(1, len(trail) + 1))
    assert {"case_opened", "task_completed", "case_closed", "case_read", "trail_read"} <= {
        e["kind"] for e in trail
    }
    assert all(e["sentence"] and len(e["digest"]) == 64 for e in trail)


def test_the_same_key_has_one_effect(api: Api) -> None:
    kari = api("kari")
    sent = {"process": "tiny", "answers": {"hva": "x"}}
    first, second = (
        kari.post("/cases", json=sent, headers={"Idempotency-Key": "abc"}) for _ in range(2)
    )
    assert first.json() == second.json()
    assert second.status_code == 201
    assert len(api("randi").get("/tasks").json()["tasks"]) == 1


def test_two_at_once_on_one_task_get_one_200_and_one_409(api: Api, school: sa.Engine) -> None:
    _open(api("kari"))
    with database.transaction(school) as session:
        people.grant(session, people.actor(session, "avd").id, "rektor")
    first, second = api("randi"), api("avd")
    [task] = first.get("/tasks").json()["tasks"]
    codes: list[int] = []

    def send(client: httpx.Client) -> None:
        answer = client.post(
            f"/tasks/{task['id']}/completion", json={"answers": {"alvorlig": True}}
        )
        codes.append(answer.status_code)

    threads = [threading.Thread(target=send, args=(client,)) for client in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 409]


def test_refused_answers_name_the_field_in_norwegian(api: Api) -> None:
    answer = api("kari").post("/cases", json={"process": "tiny", "answers": {"elev": "nora"}})
    assert answer.status_code == 422
    said = answer.json()
    assert said["error"] == "answers_refused"
    assert said["pointer"] == "/hva"
    assert said["message"].endswith(".")


@pytest.mark.parametrize("person", ["ulla", "ada", "nora", "stig", "dag"])
def test_what_is_not_ones_own_does_not_exist(api: Api, person: str) -> None:
    opened = _open(api("kari"), elev="jonas")
    [task] = api("randi").get("/tasks").json()["tasks"]
    client = api(person)
    for path in (
        f"/cases/{opened['code']}",
        f"/cases/{opened['code']}/trail",
        f"/tasks/{task['id']}",
    ):
        assert client.get(path).status_code == 404
    assert client.post(f"/tasks/{task['id']}/completion", json={"answers": {}}).status_code == 404
    assert client.get("/tasks").json() == {"tasks": [], "next": None}


def test_without_a_token_everything_but_the_description_is_closed(api: Api) -> None:
    nobody = api("")
    assert nobody.get("/openapi.json").status_code == 200
    for method, path, *_ in openapi.CALLS:
        answer = nobody.request(method, path.format(key="tiny", code="26-ABCDEF", task_id="0" * 32))
        assert answer.status_code == 401, path
        assert answer.json()["error"] == "no_token"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[]", 422),
        (b'{"process": NaN}', 422),
        (b'{"process": "tiny", "process": "w1"}', 422),
        (b"[" * 100_000, 422),
        (b'{"process": "tiny", "answers": 1}', 422),
        (b'{"process": ' + b'"' + b"x" * 2_000_000 + b'"}', 422),
        (b'{"process": "\xff"}', 422),
        (b'{"process": "tiny", "answers": {"hva": "\\ud800"}}', 422),
        (b'{"process": "tiny", "answers": {"hva": "a\\u0000b"}}', 422),
        (b'{"process": "tiny", "answers": {"hva": 1e999}}', 422),
    ],
)
def test_a_hostile_body_gets_a_clear_answer(api: Api, body: bytes, status: int) -> None:
    answer = api("kari").post("/cases", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.json()["message"]


def test_another_content_type_is_refused(api: Api) -> None:
    answer = api("kari").post("/cases", content=b"{}", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 422


def _zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for folder in ("processes/tiny", "forms/tiny"):
            for file in sorted((BUNDLES / folder).iterdir()):
                packed.writestr(f"{folder}/{file.name}", file.read_text("utf-8"))
    return made.getvalue()


def test_an_administrator_checks_rehearses_and_publishes_a_bundle(api: Api) -> None:
    _open(api("kari"))
    ada = api("ada")
    bundle = tiny()
    drawn = bundle.files["tiny.bpmn"].replace("Vurder meldingen", "Les meldingen nøye")
    forms = {
        name: json.loads(bundle.files[f"forms/{name}.json"]) for name in ("melding", "vurdering")
    }
    sent = {"bpmn": drawn, "forms": forms}
    assert not [
        f
        for f in ada.post("/processes/tiny/check", json=sent).json()["findings"]
        if f["severity"] == "error"
    ]
    rehearsed = ada.post("/processes/tiny/rehearsal", json=sent).json()
    assert [c["verdict"] for c in rehearsed["cases"]] == ["movable"]
    published = ada.post("/processes/tiny/versions?note=klarere", json=sent)
    assert (published.status_code, published.json()["version"]) == (201, 2)
    zipped = ada.post(
        "/processes/tiny/check", content=_zip(), headers={"Content-Type": "application/zip"}
    )
    assert zipped.status_code == 200


def test_a_broken_bundle_gets_findings_and_cannot_be_published(api: Api) -> None:
    ada = api("ada")
    for bpmn in ("", "<a", "ikke xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"):
        answer = ada.post("/processes/tiny/check", json={"bpmn": bpmn, "forms": {}})
        assert answer.status_code == 200
        found = answer.json()["findings"]
        assert found
        assert found[0]["severity"] == "error"
        assert found[0]["message"]
        refused = ada.post("/processes/tiny/versions", json={"bpmn": bpmn, "forms": {}})
        assert refused.status_code == 422


@pytest.mark.parametrize("person", ["kari", "randi", "nora", "dag"])
def test_only_those_who_draw_may_check_or_publish(api: Api, person: str) -> None:
    for call in ("check", "rehearsal", "versions"):
        answer = api(person).post(f"/processes/tiny/{call}", json={"bpmn": "<x/>", "forms": {}})
        assert answer.status_code == 403


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x" * 1000])
def test_what_is_no_zip_is_refused(api: Api, content: bytes) -> None:
    answer = api("ada").post(
        "/processes/tiny/check", content=content, headers={"Content-Type": "application/zip"}
    )
    assert answer.status_code == 422


def test_a_zip_that_reaches_outside_or_swells_is_refused(api: Api) -> None:
    for name, text in (
        ("../../etc/x", "x"),
        ("/etc/x", "x"),
        ("processes/tiny/a.txt", "0" * 30_000_000),
    ):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(name, text)
        answer = api("ada").post(
            "/processes/tiny/check",
            content=made.getvalue(),
            headers={"Content-Type": "application/zip"},
        )
        assert answer.status_code == 422


def test_pages_of_the_inbox_follow_on(api: Api) -> None:
    kari, randi = api("kari"), api("randi")
    for _ in range(7):
        _open(kari)
    seen: list[str] = []
    after = ""
    while True:
        page = randi.get(
            "/tasks", params={"limit": 3, **({"after": after} if after else {})}
        ).json()
        seen += [t["id"] for t in page["tasks"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert len(seen) == len(set(seen)) == 7
    assert randi.get("/tasks", params={"limit": "mange"}).status_code == 422


def test_a_token_no_longer_opens_anything_when_its_person_is_gone(
    api: Api, school: sa.Engine
) -> None:
    kari = api("kari")
    assert kari.get("/tasks").status_code == 200
    with database.transaction(school) as session:
        people.by_keys(session, ["kari"])["kari"].active = False
    assert kari.get("/tasks").status_code == 401


def test_the_description_is_valid_and_has_every_route_and_no_other(app: Flask) -> None:
    validate(openapi.document())
    routes = {
        (method.lower(), rule.rule.removeprefix("/api/v1").replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.document"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == {(method, path) for method, path, *_ in openapi.CALLS}
