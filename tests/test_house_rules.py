"""The rules of the house, read from the source as text: nothing here runs what it judges.

A rule about something that is not built yet wakes up the day it appears.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: Who may import whom inside the engine: only from steps further down.
LADDER: tuple[frozenset[str], ...] = tuple(
    frozenset(step.split())
    for step in (
        "records",
        "proposals",
        "trials",
        "rehearsal recovery operations documents archive retention",
        "tasks deadlines enrolling reckoning uploads yearwheel",
        "handover moves undo",
        "taskfile cases comments attachments incidents inbox",
        "links parts submitting frame evidence",
        "advance",
        "publishing",
        "processdrafts proposed",
        "versions enrolment",
        "access outbox schoolplan schoolyears enrolled",
        "audit drafts roster views occasions enrolmentfile",
        "people casefile once tokens",
        "runtime",
        "bundles",
        "expressions",
        "calendar database pictures sealing",
        "clock errors",
    )
)
WEB = frozenset(
    {
        "webapp",
        "flask",
        "flask_sqlalchemy",
        "flask_wtf",
        "wtforms",
        "jinja2",
        "werkzeug",
        "babel",
        "markupsafe",
    }
)
#: Lines a room, a function and a template may have.
ROOM, FUNCTION, TEMPLATE = 350, 50, 150
#: Files that may be longer, each with its reason.
LONGER: dict[str, str] = {}
#: Words that say nothing, or mean something else here.
BANNED = frozenset(
    {
        *("workflow", "instance", "job", "jobs", "service", "manager", "helper", "helpers"),
        *("util", "utils", "handler", "handlers", "user", "users"),
    }
)
#: Names others have chosen that we must override, and the domain's own.
ALLOWED = re.compile(
    r"spiff_|service_?task|ServiceTask|^HANDLER$|^parent_workflow$|^_set_signal_handlers$"
)
#: The only places where a transaction ends.
BOUNDARY = {"webapp/db.py"}
#: Templates that print what is already safe, each with its reason.
SAFE: dict[str, str] = {}


def sources(*folders: str) -> list[Path]:
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "node_modules" not in path.parts
    )


def templates() -> list[Path]:
    return sorted((ROOT / "webapp/templates").rglob("*.html"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Modules a file imports; `from engine import x` counts as engine.x."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "engine").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sources("engine"), ids=named)
def test_the_engine_knows_nothing_of_the_web(path: Path) -> None:
    assert not {module.split(".")[0] for module in imports(path)} & WEB


@pytest.mark.parametrize("path", sources("engine"), ids=named)
def test_a_room_imports_only_from_lower_steps(path: Path) -> None:
    steps = {room: at for at, step in enumerate(LADDER) for room in step}
    own = room_of(path)
    if own == "__init__":
        return
    assert own in steps, f"{own} has no step on the ladder in {Path(__file__).name}"
    for module in imports(path):
        parts = module.split(".")
        if parts[0] == "engine" and len(parts) > 1 and parts[1] in steps and parts[1] != own:
            assert steps[parts[1]] > steps[own], f"{own} must not import {parts[1]}"


def test_only_the_runtime_knows_spiffworkflow() -> None:
    homes = {
        named(path).rsplit("/", 1)[0]
        for path in sources("engine", "webapp")
        if any(module.startswith("SpiffWorkflow") for module in imports(path))
    }
    assert homes <= {"engine/runtime"}


@pytest.mark.parametrize("path", sources("engine", "webapp"), ids=named)
def test_a_room_can_be_read_in_a_sitting(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= ROOM or named(path) in LONGER, f"{lines} lines"


@pytest.mark.parametrize("path", sources("engine", "webapp"), ids=named)
def test_a_function_fits_a_screen(path: Path) -> None:
    long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_template_fits_a_screen_or_two(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= TEMPLATE


def test_only_the_boundary_ends_a_transaction() -> None:
    ends = re.compile(r"\.(commit|rollback)\(\)")
    homes = {named(p) for p in sources("engine", "webapp") if ends.search(p.read_text("utf-8"))}
    assert homes <= BOUNDARY


def test_only_the_clock_asks_what_time_it_is() -> None:
    asks = re.compile(r"\b(datetime\.now|datetime\.utcnow|date\.today|time\.time)\(")
    homes = {named(p) for p in sources("engine", "webapp") if asks.search(p.read_text("utf-8"))}
    assert homes <= {"engine/clock.py"}


@pytest.mark.parametrize("path", sources("engine", "webapp"), ids=named)
def test_names_say_what_things_are(path: Path) -> None:
    found = {
        name
        for name in _given_names(path)
        if not ALLOWED.search(name) and BANNED & set(_words(name))
    }
    assert not found


def _given_names(path: Path) -> Iterator[str]:
    yield path.stem
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _words(name: str) -> list[str]:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")


@pytest.mark.parametrize("path", sources("engine", "webapp", "migrations"), ids=named)
def test_what_a_checker_is_told_to_overlook_has_a_reason(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        told = re.search(r"#\s*(?:type: ignore\[[^\]]+\]|(?:ruff: )?noqa: [A-Z0-9, ]+)(.*)", line)
        if told:
            assert re.search(r"\w{3}", told[1]), line.strip()


def _rooms(package: str) -> list[str]:
    """Files and folders of a package, each one concept."""
    return [
        named(path)
        for path in sorted((ROOT / package).iterdir())
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").is_file()
    ]


#: Pieces of a larger room that are tested through it, each with where.
TESTED_THROUGH: dict[str, str] = {
    # The API is one thing to those who call it, and is tested as they call it.
    "webapp/apibase.py": "tests/webapp/test_api.py",
    "webapp/apibody.py": "tests/webapp/test_api.py",
    "webapp/apibundle.py": "tests/webapp/test_api.py",
    "webapp/apitasks.py": "tests/webapp/test_api.py",
    # What a file is compared with shows in what is found in it.
    "engine/enrolled.py": "tests/engine/test_enrolment.py",
    # What a request keeps or undoes shows in every page.
    "webapp/db.py": "tests/webapp/test_errors.py",
}


@pytest.mark.parametrize("room", [*_rooms("engine"), *_rooms("webapp")])
def test_every_room_has_its_tests(room: str) -> None:
    package, name = room.removesuffix(".py").split("/")
    home = ROOT / "tests" / package
    if room in TESTED_THROUGH:
        assert (ROOT / TESTED_THROUGH[room]).is_file()
        return
    own = (home / f"test_{name}.py").is_file() or any((home / name).glob("test_*.py"))
    assert own or (package == "webapp" and _named_in_a_test(name)), (
        f"write {home.name}/test_{name}.py"
    )


def _named_in_a_test(room: str) -> bool:
    """Whether a test of the web imports the room: a page is often tested through its neighbours."""
    tests = [
        *(ROOT / "tests/webapp").rglob("test_*.py"),
        *(ROOT / "tests/browser").rglob("test_*.py"),
    ]
    return any(f"webapp.{room}" in set(imports(path)) for path in tests)


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_template_asks_the_database_nothing(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(
        r"(?<![-\w])session(?![-\w])|\.query\.|\bdb\.|\.execute\(|\.scalars?\(|\bselect\(", text
    )
    assert not re.search(r"\|\s*safe\b", text) or named(path) in SAFE


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_template_holds_nothing_inline_that_the_policy_refuses(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|js:", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script


@pytest.mark.parametrize("path", templates(), ids=named)
def test_every_form_that_changes_something_is_sealed(path: Path) -> None:
    for form in re.findall(r"<form[^>]*method=\"?post.*?</form>", path.read_text("utf-8"), re.S):
        assert "sealed()" in form or ("csrf_token" in form and "_once" in form), form[:120]


def test_colours_are_named_in_the_theme_only() -> None:
    colour = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\(")
    homes = {
        path.name
        for path in (ROOT / "webapp/frontend/src").rglob("*.css")
        if colour.search(path.read_text("utf-8"))
    }
    assert homes <= {"theme.css", "print.css"}


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_template_uses_only_classes_that_exist(path: Path) -> None:
    styles = " ".join(p.read_text("utf-8") for p in (ROOT / "webapp/frontend/src").rglob("*.css"))
    used = set(re.findall(r"(?<![-\w])hp-[a-z_]+(?:-[a-z]+)*", path.read_text("utf-8")))
    assert [name for name in sorted(used) if not re.search(rf"{name}(?![-\w])", styles)] == []


def test_every_version_we_depend_on_is_exact() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    assert [one for one in wanted if "==" not in one] == []
    front = json.loads((ROOT / "webapp/frontend/package.json").read_text("utf-8"))
    pins = {**front["dependencies"], **front["devDependencies"]}
    assert [name for name, pin in pins.items() if not re.fullmatch(r"\d+\.\d+\.\d+", pin)] == []


def test_nothing_names_where_packages_are_fetched() -> None:
    lock = (ROOT / "webapp/frontend/package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    for path in (ROOT / "Makefile", *(ROOT / ".ci").iterdir(), ROOT / "webapp/frontend/.npmrc"):
        assert "://" not in re.sub(
            r"http://127\.0\.0\.1:\d+|postgresql://", "", path.read_text("utf-8")
        ), path


def test_migrations_are_numbered_without_gaps() -> None:
    found = sorted(path.stem for path in (ROOT / "migrations/versions").glob("*.py"))
    assert [name[:4] for name in found] == [f"{n:04}" for n in range(1, len(found) + 1)]
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+", name) for name in found)


def test_every_setting_is_explained() -> None:
    config = ROOT / "webapp/config.py"
    text = config.read_text("utf-8")
    names = set(re.findall(r"named\(\"([A-Z_]+)\"", text))
    told = (ROOT / "docs/innstillinger.md").read_text("utf-8")
    assert names
    assert [name for name in sorted(names) if f"HANDLINGSPLAN_{name}" not in told] == []


def test_decisions_are_numbered_and_fit_a_page() -> None:
    found = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [path.name[:4] for path in found] == [f"{n:04}" for n in range(1, len(found) + 1)]
    for path in found:
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 60, path.name
        for part in ("## Context", "## Decision", "## What we gave up"):
            assert part in text, f"{path.name} lacks {part}"


def test_the_words_of_the_glossary_are_the_words_of_the_code() -> None:
    text = (ROOT / "docs/ordliste.md").read_text("utf-8")
    code = " ".join(path.read_text("utf-8").lower() for path in sources("engine", "webapp"))
    code = code.replace("_", " ")
    rows = re.findall(r"^\| ([a-z][^|]*?) \| [^|]+ \| [^|]+ \|$", text, re.M)
    assert len(rows) > 25
    assert [row for row in rows if not any(w.strip() in code for w in row.split(","))] == []


def test_links_inside_the_documents_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{named(page)}: {target}"
