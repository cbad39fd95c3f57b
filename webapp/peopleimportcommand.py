"""People from a file, for the command line: the same rules and words as on the page.

Owns the lines that are printed.
"""

from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy.orm import Session

from engine import enrolling, enrolment
from engine.enrolmentfile import LARGEST, Remark
from engine.people import SYSTEM
from webapp import peopleimport, peopleimportwords
from webapp.i18n import gettext as _


def lines(session: Session, file: Path, dry_run: bool, end_missing: bool) -> Iterator[str]:
    """What a file did, or would do, in lines. Raises click's error with nothing done if refused."""
    with file.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    found = enrolment.examine(session, data, SYSTEM)
    for caution in found.cautions:
        yield _in_a_line(caution)
    if found.faults:
        said = [_in_a_line(fault) for fault in sorted(found.faults, key=lambda one: one.row)]
        said.append(_("Ingen er lest inn. Feil: %(n)s.", n=len(found.faults)))
        raise click.ClickException("\n".join(said))
    if not dry_run:
        yield peopleimport.summary(
            enrolling.carry_out(session, data, SYSTEM, end_missing=end_missing)
        )
        return
    for change in (*found.new, *found.changed):
        sign = "+" if change.id is None else "~"
        yield f"{sign} {change.row.key} {change.row.name} {peopleimportwords.told(change)}".rstrip()
    for one in found.gone if end_missing else ():
        yield f"- {one.key} {one.name}"
    yield _(
        "Ingenting er endret. Nye: %(new)s, endres: %(changed)s, ikke i fila: %(gone)s.",
        new=len(found.new),
        changed=len(found.changed),
        gone=len(found.gone),
    )


def _in_a_line(remark: Remark) -> str:
    where = peopleimportwords.place(remark)
    said = peopleimportwords.sentence(remark)
    return f"{where}: {said}" if where else said
