"""What is delivered with the product: reading it, checking it, publishing it."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from engine import outbox, people, publishing
from engine.bundles import Bundle, Finding, Roles, check, in_order, read_folder
from engine.bundles.lawrules import Law
from engine.people import SYSTEM
from engine.publishing import OPERATIONS, Origin, ProcessVersion
from webapp.config import Settings
from webapp.i18n import gettext as _


def keys_in(folder: Path) -> list[str]:
    """Keys of the bundles under `folder`/processes, in order."""
    return sorted(p.parent.name for p in (folder / "processes").glob("*/*.bpmn"))


def bundles_in(folder: Path) -> list[Bundle]:
    """Every bundle under `folder`, those that are called before those that call."""
    return in_order(read_folder(folder, key) for key in keys_in(folder))


def roles_of(folder: Path, settings: Settings) -> Roles:
    """The roles delivered in `folder`, or those delivered with the product."""
    for place in (folder, settings.shipped_dir):
        file = place / "processes" / "roller.json"
        if file.is_file():
            return Roles.from_json(file.read_text("utf-8"))
    return people.roles()


def law_of(folder: Path, settings: Settings) -> Law:
    """The rules of law delivered in `folder`, or those delivered with the product."""
    for place in (folder, settings.shipped_dir):
        file = place / "processes" / "lovregler.json"
        if file.is_file():
            return Law.from_json(file.read_text("utf-8"))
    return publishing.law()


def check_folder(folder: Path) -> Iterator[tuple[str, Finding]]:
    """Every finding in every bundle of `folder`, with the bundle's key."""
    bundles = {bundle.key: bundle for bundle in bundles_in(folder)}
    for bundle in bundles.values():
        others = {key: other for key, other in bundles.items() if key != bundle.key}
        found = check(
            bundle,
            roles=people.roles(),
            known_operations=OPERATIONS,
            known_templates=outbox.TEMPLATES,
            others=others,
            law=publishing.law(),
        )
        for finding in found:
            yield bundle.key, finding


def check_plan(folder: Path) -> Iterator[tuple[str, str]]:
    """(row, sentence) of every row of the plan in `folder` that names a flow that is not there."""
    file = folder / "processes" / "plan.json"
    if not file.is_file():
        return
    known = set(keys_in(folder))
    for row in json.loads(file.read_text("utf-8"))["rows"]:
        named = row["processes"]
        if not named:
            yield row["id"], _("Raden «%(what)s» har ingen flyt som gjør den.", what=row["hva"])
        for key in named:
            if key not in known:
                said = _("Raden «%(what)s» viser til flyten «%(key)s», som ikke finnes.")
                yield row["id"], said % {"what": row["hva"], "key": key}


def publish_shipped(
    session: Session, settings: Settings, keys: Sequence[str] = ()
) -> list[tuple[ProcessVersion, bool]]:
    """Every delivered bundle (or those named) is published; True beside those that were new.

    What is called comes before what calls it. Raises BundleInvalid if one is not fit to be.
    """
    folder, made = settings.shipped_dir, []
    for bundle in in_order(read_folder(folder, key) for key in keys or keys_in(folder)):
        before = {v.id for v in publishing.history(session, bundle.key)}
        version = publishing.publish(session, bundle, Origin.SHIPPED, SYSTEM)
        made.append((version, version.id not in before))
    return made
