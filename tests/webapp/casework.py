"""Cases for the tests of pages: opened, answered and stopped by the engine's own verbs."""

import re

from sqlalchemy.orm import Session

from engine import tasks
from engine.bundles import Bundle
from engine.cases import Opened
from engine.publishing import Origin
from tests.builders import a_case, open_tasks, publish_bundle, tiny
from tests.cast import Cast


def reported(session: Session, cast: Cast) -> Opened:
    """Kari has reported about Nora; rektor has not looked yet."""
    return a_case(session, cast.kari, hva="Nora sitter alene hver dag", elev="nora")


def assessed(session: Session, cast: Cast) -> Opened:
    """The same, and rektor has answered, which ends the case."""
    opened = reported(session, cast)
    task = open_tasks(session, opened.id)["vurder"]
    tasks.complete(session, task, cast.randi, {"alvorlig": True, "grunn": "Gjentatt"})
    return opened


def accused(session: Session, cast: Cast) -> Opened:
    """Kari has reported that rektor herself violates Nora."""
    return a_case(session, cast.kari, hva="Det gjelder rektor", elev="nora", ansatt="randi")


def stuck(session: Session, cast: Cast) -> Opened:
    """A case that stopped because no way on fits the answers."""
    opened = a_case(session, cast.kari, "stopp")
    [task] = open_tasks(session, opened.id).values()
    tasks.complete(session, task, cast.kari, {"vei": "en tredje"})
    return opened


def mended(session: Session) -> None:
    """The flow that stops is published with its rule put right."""
    bundle = tiny("stopp")
    drawn = bundle.files["stopp.bpmn"].replace('svar.vei = "to"', 'svar.vei != "en"')
    publish_bundle(session, Bundle("stopp", {**bundle.files, "stopp.bpmn": drawn}), Origin.SCHOOL)


def plain(html: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
