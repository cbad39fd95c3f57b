"""Small worlds for tests: a process with the steps one asks for, a case, a task."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import cases, publishing
from engine.bundles import Bundle, in_order, read_folder
from engine.casefile import TASKS, TaskStatus
from engine.cases import Opened
from engine.people import SYSTEM, Actor
from engine.publishing import Origin, ProcessVersion

ROOT = Path(__file__).parent.parent
BUNDLES = Path(__file__).parent / "bundles"


def publish_bundle(
    session: Session, bundle: Bundle, origin: Origin = Origin.SHIPPED
) -> ProcessVersion:
    """The bundle is published and in use."""
    return publishing.publish(session, bundle, origin, SYSTEM)


def tiny(key: str = "tiny") -> Bundle:
    """One of the bundles under tests/bundles, laid out as processes and forms are."""
    return read_folder(BUNDLES, key)


def publish_tiny(session: Session, key: str = "tiny") -> ProcessVersion:
    """The tiny bundle is published and in use."""
    return publish_bundle(session, tiny(key))


#: The processes that carry the duty to act from report to closed case.
CORE = ("melding", "skolemiljosak")


def publish_shipped(session: Session, *only: str) -> None:
    """The processes delivered with the product, or those named, are published and in use."""
    keys = only or sorted(p.parent.name for p in (ROOT / "processes").glob("*/*.bpmn"))
    for bundle in in_order(read_folder(ROOT, key) for key in keys):
        publish_bundle(session, bundle)


def a_case(session: Session, by: Actor, process: str = "tiny", **answers: Any) -> Opened:
    """An open case of the process, begun by `by`."""
    return cases.open_case(session, process, by, answers)


def open_tasks(session: Session, case_id: int) -> dict[str, str]:
    """Task id by element, of the tasks open in a case."""
    query = sa.select(TASKS.c.element, TASKS.c.id).where(
        TASKS.c.case_id == case_id, TASKS.c.status == TaskStatus.OPEN
    )
    return {row.element: row.id for row in session.connection().execute(query)}


def a_task(session: Session, by: Actor, process: str = "tiny", **answers: Any) -> str:
    """The id of the only open task of a new case."""
    [task] = open_tasks(session, a_case(session, by, process, **answers).id).values()
    return task
