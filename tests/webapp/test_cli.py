"""The commands, run as administrators run them."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from engine import clock, database, people, sealing
from engine.audit import AuditEvent
from engine.casefile import CASES, TASKS, TaskStatus
from tests.builders import ROOT
from tests.engine.wheelworld import FIRST, morning, open_school, use_years
from webapp import schema
from webapp.cli import main, run_until

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> Iterator[Run]:
    """Runs a command on this test's own database; what it froze or loaded is let go after."""
    before = sealing.keyring()
    monkeypatch.setenv("HANDLINGSPLAN_DATABASE_URL", database_url)
    monkeypatch.setenv("HANDLINGSPLAN_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("HANDLINGSPLAN_DEMO", "1")

    def command(*words: str) -> Result:
        return CliRunner().invoke(main, list(words))

    yield command
    sealing.use(before)


def _said(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def test_every_command_explains_itself(run: Run) -> None:
    listed = _said(run("--help"))
    for name in main.commands:
        assert name in listed
        assert _said(run(name, "--help")).startswith("Usage")


def test_the_demo_school_is_seeded_once_and_looks_like_a_school(
    run: Run, engine: sa.Engine
) -> None:
    _said(run("migrate"))
    assert "Demoskolen er klar" in _said(run("seed-demo"))
    again = run("seed-demo")
    assert again.exit_code == 1
    with database.reading(engine) as session:
        states = session.execute(sa.select(CASES.c.phase).distinct()).scalars().all()
        is_open = TASKS.c.status == TaskStatus.OPEN
        waiting = session.execute(sa.select(sa.func.count()).where(is_open)).scalar_one()
        count = session.execute(sa.select(sa.func.count()).select_from(CASES)).scalar_one()
        held = session.execute(sa.select(TASKS.c.id).where(TASKS.c.status == TaskStatus.HELD)).all()
    assert len(states) >= 4
    assert count >= 6
    assert waiting >= 40
    assert held == []
    assert "hendelser er i orden" in _said(run("verify-audit"))


def test_publishing_twice_publishes_once(run: Run) -> None:
    first, second = _said(run("publish")), _said(run("publish"))
    assert "skolemiljosak versjon 1: publisert" in first
    assert "skolemiljosak versjon 1: uendret" in second


def test_what_is_exported_passes_the_check_and_is_what_was_delivered(
    run: Run, tmp_path: Path
) -> None:
    _said(run("publish"))
    folder = tmp_path / "ut"
    _said(run("export", "melding", str(folder)))
    for part in ("processes/melding", "forms/melding"):
        names = {p.name for p in (ROOT / part).iterdir()}
        assert {p.name for p in (folder / part).iterdir()} == names
    assert "1 prosesspakker er i orden" in _said(run("check", str(folder)))


def test_a_folder_with_a_broken_diagram_fails_the_check_and_says_where(
    run: Run, tmp_path: Path
) -> None:
    _said(run("publish"))
    _said(run("export", "melding", str(tmp_path)))
    file = tmp_path / "processes" / "melding" / "melding.bpmn"
    file.write_text(file.read_text("utf-8").replace('name="Rektor"', 'name="Keiser"'), "utf-8")
    result = run("check", str(tmp_path))
    assert result.exit_code == 1
    assert "Keiser" in result.output


def test_a_plan_with_a_row_that_no_flow_does_fails_the_check(run: Run, tmp_path: Path) -> None:
    _said(run("publish"))
    _said(run("export", "melding", str(tmp_path)))
    rows = [{"id": "F1", "hva": "Elevsamtaler", "processes": ["borte"]}]
    (tmp_path / "processes" / "plan.json").write_text(json.dumps({"rows": rows}), "utf-8")
    result = run("check", str(tmp_path))
    assert result.exit_code == 1
    assert "plan F1 error: Raden «Elevsamtaler» viser til flyten «borte»" in result.output


def test_time_is_moved_once_and_only_as_far_as_asked(run: Run, engine: sa.Engine) -> None:
    _said(run("migrate"))
    _said(run("seed-demo"))
    until = (clock.now().astimezone(clock.OSLO)).replace(microsecond=0)
    later = until.replace(year=until.year + 1).isoformat()
    first = int(re.findall(r"(\d+) ting", _said(run("tick", "--until", later)))[0])
    clock.freeze(None)
    second = int(re.findall(r"(\d+) ting", _said(run("tick", "--until", later)))[0])
    clock.freeze(None)
    assert first > 10
    assert second == 0
    assert run("tick", "--until", "i morgen").exit_code == 1


def test_what_the_year_wheel_starts_and_its_deadlines_come_in_the_order_of_time(
    run: Run, engine: sa.Engine
) -> None:
    _said(run("migrate"))
    use_years(FIRST)
    clock.freeze(morning(2026, 8, 3))
    with database.transaction(engine) as session:
        open_school(session, "klasserunde")
    run_until(engine, morning(2026, 10, 6))
    with database.reading(engine) as session:
        events = session.execute(
            sa.select(AuditEvent.at, AuditEvent.kind)
            .where(AuditEvent.kind.in_(["case_opened", "deadline_passed"]))
            .order_by(AuditEvent.at)
        ).all()
    told = [f"{row.at.astimezone(clock.OSLO):%d.%m %H} {row.kind}" for row in events]
    assert list(dict.fromkeys(told)) == [
        "17.08 06 case_opened",
        "21.08 06 deadline_passed",
        "31.08 06 deadline_passed",
        "07.09 06 case_opened",
        "11.09 06 deadline_passed",
        "21.09 06 deadline_passed",
        "05.10 06 case_opened",
    ]


def test_an_altered_trail_is_named_and_a_checkpoint_catches_a_cut_one(
    run: Run, engine: sa.Engine, tmp_path: Path
) -> None:
    _said(run("publish"))
    file = tmp_path / "kontrollpunkt.json"
    _said(run("audit-checkpoint", str(file)))
    assert json.loads(file.read_text("utf-8"))["heads"]
    _said(run("verify-audit", "--checkpoint", str(file)))
    with database.transaction(engine) as session:
        if session.connection().dialect.name == "sqlite":
            session.execute(sa.text("DROP TRIGGER audit_events_no_update"))
        else:
            session.execute(sa.text("ALTER TABLE audit_events DISABLE TRIGGER USER"))
        session.execute(sa.text("UPDATE audit_events SET body = '{}' WHERE seq = 2"))
    broken = run("verify-audit")
    if engine.dialect.name == "postgresql":
        with database.transaction(engine) as tidy:
            tidy.execute(sa.text("ALTER TABLE audit_events ENABLE TRIGGER USER"))
    assert broken.exit_code == 1
    assert "hendelse 2" in broken.output


def test_a_token_is_printed_for_a_person_and_refused_for_nobody(run: Run) -> None:
    _said(run("migrate"))
    _said(run("seed-demo"))
    assert len(_said(run("api-token", "rektor")).strip()) > 30
    nobody = run("api-token", "ingen")
    assert nobody.exit_code == 1
    assert "ingen" in nobody.output


def test_a_database_at_another_schema_is_not_served(run: Run, engine: sa.Engine) -> None:
    with database.transaction(engine) as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    for command in ("publish", "serve", "worker"):
        result = run(command)
        assert result.exit_code == 1, command
        assert "handlingsplan migrate" in result.output
    with database.transaction(engine) as session:
        session.execute(
            sa.text("UPDATE alembic_version SET version_num = :v"), {"v": schema.head()}
        )


PEOPLE = "nokkel;navn;type;klasse\nny;Ny Elev;elev;1STA\nny2;Ny Lærer;ansatt;\n"


def test_people_are_imported_from_a_file_all_of_it_or_nothing(
    run: Run, engine: sa.Engine, tmp_path: Path
) -> None:
    _said(run("migrate"))
    file = tmp_path / "personer.csv"
    file.write_text(PEOPLE.replace("ansatt", "onkel"), "utf-8")
    refused = run("import-people", str(file))
    assert refused.exit_code == 1
    assert "Rad 3, type: «onkel» er ingen type. Skriv «ansatt», «elev» eller «foresatt»." in (
        refused.output
    )
    file.write_text(PEOPLE, "utf-8")
    tried = _said(run("import-people", "--dry-run", str(file)))
    assert "Ingenting er endret. Nye: 2" in tried
    with database.reading(engine) as session:
        assert people.by_keys(session, ["ny", "ny2"]) == {}
    assert "Nye: 2, endret: 0, avsluttet: 0." in _said(run("import-people", str(file)))
    with database.reading(engine) as session:
        assert set(people.by_keys(session, ["ny", "ny2"])) == {"ny", "ny2"}
    assert run("import-people", str(tmp_path / "borte.csv")).exit_code != 0


def test_a_backup_is_taken_and_what_cannot_be_done_is_said_in_one_sentence(
    run: Run, tmp_path: Path
) -> None:
    _said(run("seed-demo"))
    file = str(tmp_path / "kopi.hp")
    said = _said(run("backup", file))
    assert "hendelser er i orden" in said
    assert "Nøkkelfila er ikke med" in said
    for words in (("backup", file), ("restore", file), ("restore", f"{file}.borte")):
        refused = run(*words)
        assert refused.exit_code == 1
        assert re.fullmatch(r"Error: [^\n]+\.\n", refused.output), refused.output
