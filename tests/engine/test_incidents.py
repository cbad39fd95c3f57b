from sqlalchemy.orm import Session

from engine import incidents, tasks
from tests.builders import a_task, publish_tiny
from tests.cast import Cast


def _stuck(session: Session, cast: Cast) -> int:
    publish_tiny(session, "stopp")
    task = a_task(session, cast.kari, "stopp")
    number = tasks.complete(session, task, cast.kari, {"vei": "en tredje"}).incident
    assert number is not None
    return number


def test_an_incident_names_the_step_and_the_rule_but_no_answer(
    session: Session, cast: Cast
) -> None:
    number = _stuck(session, cast)
    [(incident, code)] = incidents.standing(session, cast.dag)
    assert incident.id == number
    assert incident.element == "valg"
    assert code
    told = " ".join(str(getattr(incident, c.name)) for c in incidents.Incident.__table__.columns)
    assert "en tredje" not in told


def test_an_incident_is_seen_by_those_who_run_the_house_draw_flows_or_lead_the_case_only(
    session: Session, cast: Cast
) -> None:
    _stuck(session, cast)
    for sees in (cast.dag, cast.randi, cast.ada):
        assert len(incidents.standing(session, sees)) == 1
    for blind in (cast.ulla, cast.mo, cast.nora, cast.stig):
        assert incidents.standing(session, blind) == []
