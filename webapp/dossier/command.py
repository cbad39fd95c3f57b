"""`handlingsplan export-case`: the dossier of a case in a folder."""

from pathlib import Path

import click
import sqlalchemy as sa

from engine import database
from engine.errors import NotFound
from webapp import dossier, schema


def export(made: sa.Engine, code: str, folder: Path) -> str:
    """The dossier stands in the folder, and the trail says so; gives the line to print.

    Raises click's error with nothing done if there is no such case or the folder is not empty.
    """
    schema.demand_current(made)
    try:
        dossier.demand_empty(folder)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with database.transaction(made) as session:
            files = dossier.by_command(session, code)
    except NotFound as error:
        raise click.ClickException(f"Ingen sak har koden {code}.") from error
    except dossier.FolderTaken as error:
        raise click.ClickException(str(error)) from error
    # Written only when the trail has it: nothing leaves without a line.
    dossier.write(files, folder)
    return f"Sak {code.strip().upper()}: {len(files)} filer er skrevet til {folder}."
