"""The API, described for machines (OpenAPI 3.1). A test holds it against the routes."""

from functools import lru_cache
from typing import Any

Json = dict[str, Any]


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: str = "", **properties: Any) -> Json:
    made: Json = {"type": "object", "properties": properties}
    if required:
        made["required"] = required.split()
    return made


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}


_TEXT: Json = {"type": "string"}
_NUMBER: Json = {"type": "integer"}
_MAYBE: Json = {"type": ["string", "null"]}
_ANY: Json = {"type": "object"}

SCHEMAS: Json = {
    "Error": _object(
        "error message pointer",
        error=_TEXT,
        message=_TEXT,
        pointer=_MAYBE,
        errors=_list(_object("pointer message", pointer=_TEXT, keyword=_TEXT, message=_TEXT)),
    ),
    "Process": _object(
        "key name version form",
        key=_TEXT,
        name=_TEXT,
        version=_NUMBER,
        form={"type": ["object", "null"]},
    ),
    "Processes": _object("processes", processes=_list(_ref("Process"))),
    "Finding": _object(
        "severity element message rule source path",
        severity={"enum": ["error", "warning"]},
        element=_MAYBE,
        message=_TEXT,
        rule=_TEXT,
        source=_TEXT,
        path=_list(_TEXT),
    ),
    "Findings": _object("findings", findings=_list(_ref("Finding"))),
    "Rehearsal": _object(
        "findings cases",
        findings=_list(_ref("Finding")),
        cases=_list(
            _object(
                "case steps verdict reasons skipped",
                case=_TEXT,
                steps=_list(_TEXT),
                verdict={"enum": ["movable", "skips", "stays", "fails", "unreadable"]},
                reasons=_list(_TEXT),
                skipped=_list(_TEXT),
            )
        ),
    ),
    "Bundle": _object("bpmn", bpmn=_TEXT, forms=_ANY, tables=_ANY),
    "Version": _object("key version digest", key=_TEXT, version=_NUMBER, digest=_TEXT),
    "NewCase": _object("process", process=_TEXT, answers=_ANY),
    "Opened": _object(
        "code url tasks",
        code=_TEXT,
        url=_TEXT,
        tasks=_list(_object("id name", id=_TEXT, name=_TEXT)),
    ),
    "Case": _object(
        "code process version state phase opened closed tasks",
        code=_TEXT,
        process=_TEXT,
        version=_NUMBER,
        state={"enum": ["open", "closed"]},
        phase=_TEXT,
        opened=_TEXT,
        closed=_MAYBE,
        tasks=_list(_ANY),
    ),
    "Trail": _object(
        "events",
        events=_list(
            _object(
                "seq at actor kind sentence digest",
                seq=_NUMBER,
                at=_TEXT,
                actor=_TEXT,
                kind=_TEXT,
                sentence=_TEXT,
                digest=_TEXT,
            )
        ),
    ),
    "TaskLine": _object(
        "id name case process due claimed_by version",
        id=_TEXT,
        name=_TEXT,
        case=_TEXT,
        process=_TEXT,
        due=_MAYBE,
        claimed_by=_MAYBE,
        version=_NUMBER,
    ),
    "Tasks": _object("tasks next", tasks=_list(_ref("TaskLine")), next=_MAYBE),
    "Task": _object(
        "id name case schema answers version",
        id=_TEXT,
        name=_TEXT,
        case=_TEXT,
        process=_TEXT,
        state=_TEXT,
        schema={"type": ["object", "null"]},
        answers=_ANY,
        version=_NUMBER,
        due=_MAYBE,
        claimed_by=_MAYBE,
        may_complete={"type": "boolean"},
    ),
    "Completion": _object("answers", answers=_ANY, version=_NUMBER),
    "Completed": _object(
        "case opened closed",
        case=_TEXT,
        opened=_list(_ANY),
        closed={"type": "boolean"},
        incident=_NUMBER,
    ),
    "Held": _object("id claimed_by", id=_TEXT, claimed_by=_MAYBE),
    "Assignment": _object("person reason", person=_TEXT, reason=_TEXT),
}

#: (method, path, summary, schema of the body, status and schema of the answer, refusals)
CALLS: tuple[tuple[str, str, str, str, int, str, str], ...] = (
    ("get", "/processes", "Prosesser jeg kan starte", "", 200, "Processes", "401"),
    ("get", "/processes/{key}", "En prosess og startskjemaet", "", 200, "Process", "401 404"),
    (
        "post",
        "/processes/{key}/check",
        "Sjekk en prosesspakke",
        "Bundle",
        200,
        "Findings",
        "401 403 422",
    ),
    (
        "post",
        "/processes/{key}/rehearsal",
        "Virkningen på saker som løper",
        "Bundle",
        200,
        "Rehearsal",
        "401 403 422",
    ),
    ("post", "/processes/{key}/versions", "Publiser", "Bundle", 201, "Version", "401 403 422"),
    ("post", "/cases", "Åpne en sak", "NewCase", 201, "Opened", "401 404 409 422"),
    ("get", "/cases/{code}", "Hvor en sak står", "", 200, "Case", "401 404"),
    ("get", "/cases/{code}/trail", "Sporet i en sak", "", 200, "Trail", "401 404"),
    ("get", "/tasks", "Innboksen min", "", 200, "Tasks", "401 422"),
    ("get", "/tasks/{task_id}", "En oppgave med skjema", "", 200, "Task", "401 404"),
    (
        "post",
        "/tasks/{task_id}/completion",
        "Fullfør",
        "Completion",
        200,
        "Completed",
        "401 403 404 409 422",
    ),
    ("post", "/tasks/{task_id}/claim", "Ta oppgaven", "", 200, "Held", "401 403 404 409"),
    ("post", "/tasks/{task_id}/release", "Slipp oppgaven", "", 200, "Held", "401 403 404 409"),
    (
        "post",
        "/tasks/{task_id}/assignment",
        "Gi oppgaven videre",
        "Assignment",
        200,
        "Held",
        "401 403 404 409 422",
    ),
)
_QUERY = {
    "/tasks": (
        ("state", {"enum": ["open", "mine", "done"]}),
        ("after", _TEXT),
        ("limit", {"type": "integer", "minimum": 1, "maximum": 100}),
    ),
}


def _parameters(path: str) -> list[Json]:
    inside = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    made = [{"name": n, "in": "path", "required": True, "schema": _TEXT} for n in inside]
    made += [{"name": n, "in": "query", "schema": s} for n, s in _QUERY.get(path, ())]
    return made


def _json(schema: str) -> Json:
    return {"application/json": {"schema": _ref(schema)}}


@lru_cache(maxsize=1)
def document() -> Json:
    """The whole description."""
    paths: Json = {}
    for method, path, summary, body, status, answer, refusals in CALLS:
        call: Json = {
            "summary": summary,
            "operationId": "_".join([method, *path.strip("/").replace("{", "").split("/")]).replace(
                "}", ""
            ),
            "parameters": _parameters(path),
            "responses": {
                str(status): {"description": "OK", "content": _json(answer)},
                **{
                    code: {"description": "Avvist", "content": _json("Error")}
                    for code in refusals.split()
                },
            },
        }
        if body:
            content = _json(body)
            if body == "Bundle":
                content["application/zip"] = {"schema": {"type": "string", "format": "binary"}}
            call["requestBody"] = {"required": True, "content": content}
        if method == "post":
            call["parameters"].append({"name": "Idempotency-Key", "in": "header", "schema": _TEXT})
        paths.setdefault(path, {})[method] = call
    return {
        "openapi": "3.1.0",
        "info": {"title": "Handlingsplan", "version": "1"},
        "servers": [{"url": "/api/v1"}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }
