"""The commands administrators and machines use. Each fails with one sentence that says why."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from engine import (
    audit,
    clock,
    database,
    deadlines,
    people,
    publishing,
    reckoning,
    tokens,
    yearwheel,
)
from engine.bundles import laid_out, write_folder
from engine.casefile import CASES
from engine.errors import BundleInvalid, Damaged, EngineError, KeyMissing, NotFound, SchemaMismatch
from engine.people import SYSTEM
from webapp import (
    backup,
    config,
    delivery,
    findings,
    peopleimportcommand,
    prepare_process,
    schema,
    server,
    trailproof,
    worker,
)
from webapp.config import BadSettings, Settings
from webapp.dossier import command as dossiercommand


class _Commands(click.Group):
    """Turns what the engine refuses into one sentence and exit code 1."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except EngineError as error:
            raise click.ClickException(_in_words(error)) from error
        except (BadSettings, backup.BackupRefused, OSError) as error:
            raise click.ClickException(str(error)) from error
        except sa.exc.OperationalError as error:
            raise click.ClickException(f"Databasen svarer ikke: {error.orig}") from error


_WORDS: dict[type[EngineError], str] = {
    SchemaMismatch: "Databasen står på en annen versjon. Kjør «handlingsplan migrate».",
    KeyMissing: "Nøkkelfila mangler eller kan ikke leses. Se HANDLINGSPLAN_KEY_FILE.",
    Damaged: "Innhold i databasen stemmer ikke med seglet sitt.",
    NotFound: "Det finnes ikke.",
    BundleInvalid: "Prosesspakken har feil og kan ikke publiseres.",
}


def _in_words(error: EngineError) -> str:
    """One sentence, and the facts that help an administrator."""
    said = _WORDS.get(type(error), "Det gikk ikke.")
    facts = {k: v for k, v in error.facts.items() if k != "findings"}
    shown = ", ".join(f"{name}: {value}" for name, value in facts.items())
    return f"{said} ({shown})" if shown else said


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Handlingsplan: skolens plan for et trygt og godt skolemiljø, i drift."""


def _settings() -> Settings:
    settings = config.read()
    prepare_process(settings)
    return settings


@contextmanager
def _engine(settings: Settings) -> Iterator[sa.Engine]:
    if settings.database_url.startswith("sqlite"):
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    made = database.make_engine(settings.database_url)
    try:
        yield made
    finally:
        made.dispose()


@main.command()
@click.option("--worker", "with_worker", is_flag=True, help="Kjør arbeideren i samme prosess.")
def serve(with_worker: bool) -> None:
    """Webtjeneren. Oppgraderer aldri databasen selv."""
    server.serve(config.read(), with_worker=with_worker)


@main.command("worker")
def work() -> None:
    """Tidsfrister, påminnelser og e-post. Kan kjøres i så mange prosesser en vil."""
    settings = _settings()
    config.demand_safe(settings)
    with _engine(settings) as made:
        schema.demand_current(made)
    worker.run(settings)


@main.command()
def migrate() -> None:
    """Bringer databasen til denne versjonen. Trygt å kjøre to ganger, også samtidig."""
    with _engine(config.read()) as made:
        click.echo(f"Databasen står på {schema.migrate(made)}.")


@main.command()
@click.argument("keys", nargs=-1)
def publish(keys: tuple[str, ...]) -> None:
    """Publiserer leverte prosesspakker som er nye."""
    settings = _settings()
    with _engine(settings) as made:
        schema.demand_current(made)
        with database.transaction(made) as session:
            try:
                for version, new in delivery.publish_shipped(session, settings, keys):
                    said = "publisert" if new else "uendret"
                    click.echo(f"{version.key} versjon {version.number}: {said}")
            except BundleInvalid as error:
                for finding in error.findings:
                    click.echo(findings.sentence(finding), err=True)
                raise


@main.command()
@click.argument("key")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def export(key: str, folder: Path) -> None:
    """Skriver prosessen som er i bruk til FOLDER, i samme oppsett som leveransen."""
    with _engine(_settings()) as made, database.reading(made) as session:
        version = publishing.in_use(session, key)
        write_folder(version.bundle, folder)
        click.echo(f"{key} versjon {version.number} er skrevet til {folder}.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--strict", is_flag=True, help="Regn også advarsler som feil.")
def check(folder: Path, strict: bool) -> None:
    """Sjekker alle prosesspakker i FOLDER (med processes/ og forms/) mot reglene."""
    settings = config.read()
    people.use_roles(delivery.roles_of(folder, settings))
    publishing.use_law(delivery.law_of(folder, settings))
    errors = 0
    for key, finding in delivery.check_folder(folder):
        errors += finding.severity == "error" or strict
        click.echo(
            f"{key} {finding.element or '-'} {finding.severity}: {findings.sentence(finding)}"
        )
    for row, said in delivery.check_plan(folder):
        errors += 1
        click.echo(f"plan {row} error: {said}")
    count = len(delivery.keys_in(folder))
    if errors:
        raise click.ClickException(f"{errors} feil i {count} prosesspakker.")
    click.echo(f"{count} prosesspakker er i orden.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("keys", nargs=-1)
def draw(folder: Path, keys: tuple[str, ...]) -> None:
    """Tegner prosessene i FOLDER (med processes/) på nytt, ut fra stegene, pilene og banene."""
    for key in keys or delivery.keys_in(folder):
        path = folder / "processes" / key / f"{key}.bpmn"
        before = path.read_bytes()
        after = laid_out(before)
        path.write_bytes(after)
        click.echo(f"{key}: {'uendret' if after == before else 'tegnet'}")


@main.command("seed-demo")
def seed_demo() -> None:
    """Demoskolen: folk i alle roller og saker i ulike tilstander. Bare i en tom database."""
    from webapp import demo

    settings = _settings()
    with _engine(settings) as made:
        schema.demand_current(made)
        with database.transaction(made) as session:
            delivery.publish_shipped(session, settings)
        click.echo(demo.seed(made))


@main.command()
@click.option("--until", "until", required=True, help="ISO-tidspunkt med tidssone.")
def tick(until: str) -> None:
    """Kjører alt som forfaller fram til et tidspunkt, én gang, i rekkefølge (tester og øvelser)."""
    try:
        moment = datetime.fromisoformat(until)
    except ValueError as error:
        raise click.ClickException(f"{until} er ikke et ISO-tidspunkt.") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=clock.OSLO)
    with _engine(_settings()) as made:
        schema.demand_current(made)
        click.echo(f"{run_until(made, moment)} ting er gjort.")


def run_until(made: sa.Engine, moment: datetime) -> int:
    """Everything due up to `moment` has happened, each at its own time; says how many things."""

    def transact(step: Callable[[Any], bool]) -> bool:
        with database.transaction(made) as session:
            return step(session)

    done = reckoning.sweep(transact)
    transact(lambda session: yearwheel.plan(session) > 0)
    while True:
        with database.reading(made) as session:
            moments = (yearwheel.next_moment(session), deadlines.next_moment(session))
        due = min((moment for moment in moments if moment is not None), default=None)
        if due is None or due > moment:
            clock.freeze(moment if moment > clock.now() else None)
            return done
        if due > clock.now():
            clock.freeze(due)
        done += yearwheel.sweep(transact) + deadlines.sweep(transact)


@main.command("verify-audit")
@click.option("--checkpoint", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def verify_audit(checkpoint: Path | None) -> None:
    """Leser hele sporet og sier om hver hendelse står som den ble skrevet."""
    with _engine(config.read()) as made, database.reading(made) as session:
        known = json.loads(checkpoint.read_text("utf-8")) if checkpoint else None
        count, fault = trailproof.prove(session, known)
    if fault is not None:
        raise click.ClickException(
            f"Første feil: sak {fault.case_id}, hendelse {fault.seq} ({fault.why})."
        )
    click.echo(f"{count} hendelser er i orden.")


@main.command("audit-checkpoint")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def audit_checkpoint(file: Path) -> None:
    """Skriver hvor alle spor står nå, for oppbevaring utenfor systemet."""
    with _engine(config.read()) as made, database.reading(made) as session:
        file.write_text(json.dumps(trailproof.checkpoint(session), indent=1), "utf-8")
    click.echo(f"Skrevet til {file}.")


@main.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def save_backup(file: Path) -> None:
    """Tar kopi av hele databasen til FILE mens folk arbeider, og leser den igjen etterpå.

    Nøkkelfila er ikke med. Ta vare på den for seg, et annet sted: uten den kan ingen lese
    innholdet i sakene. Navn på folk er ikke kryptert, så kopien må holdes unna andre.
    """
    with _engine(config.read()) as made:
        proven = backup.save(made, file)
    click.echo(f"{file}: {proven.rows} rader, {proven.events} hendelser er i orden.")
    click.echo("Nøkkelfila er ikke med. Ta vare på den for seg.")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def restore(file: Path) -> None:
    """Legger sikkerhetskopien FILE inn i en tom database, med nøkkelfila som hører til."""
    with _engine(_settings()) as made:
        proven = backup.restore(made, file)
    click.echo(f"{proven.rows} rader er lagt tilbake, {proven.events} hendelser er i orden.")


@main.command("api-token")
@click.argument("person")
def api_token(person: str) -> None:
    """Skriver ut et nytt bærertoken for API-et, bundet til personen."""
    with _engine(_settings()) as made, database.transaction(made) as session:
        try:
            actor = people.actor(session, person)
        except NotFound as error:
            raise click.ClickException(f"Ingen aktiv person har nøkkelen {person}.") from error
        secret = tokens.issue_api_token(session, actor.id)
        audit.record(session, audit.Kind.TOKEN_ISSUED, SYSTEM, person=actor.id)
        click.echo(secret)


@main.command("import-people")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Si bare hva fila ville gjort.")
@click.option("--end-missing", is_flag=True, help="De som ikke er i fila, har sluttet.")
def import_people(file: Path, dry_run: bool, end_missing: bool) -> None:
    """Ansatte, elever, foresatte, klasser og roller fra en CSV-fil. Alt, eller ingenting."""
    with _engine(_settings()) as made:
        schema.demand_current(made)
        with database.transaction(made) as session:
            for line in peopleimportcommand.lines(session, file, dry_run, end_missing):
                click.echo(line)


@main.command("export-case")
@click.argument("code")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def export_case(code: str, folder: Path) -> None:
    """Skriver mappen til sak CODE til DIR, som må være tom: PDF, JSON, vedlegg og arkivmelding."""
    with _engine(_settings()) as made:
        click.echo(dossiercommand.export(made, code, folder))


@main.command()
def demo() -> None:
    """Alt i ett for demoen: migrerer, publiserer, fyller en tom database og tjener."""
    from webapp import demo as school

    settings = _settings()
    with _engine(settings) as made:
        schema.migrate(made)
        with database.transaction(made) as session:
            delivery.publish_shipped(session, settings)
            empty = session.execute(sa.select(CASES.c.id).limit(1)).first() is None
        if empty:
            click.echo(school.seed(made))
        with database.reading(made) as session:
            click.echo(school.who_can_sign_in(session))
    server.serve(settings, with_worker=True)


if __name__ == "__main__":
    sys.exit(main())
