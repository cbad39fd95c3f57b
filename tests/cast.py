"""The people of our stories, the same in every test.

Randi is rektor, Kari is Nora's kontaktlærer, Mo is miljøarbeider, Ulla is a teacher who has
nothing to do with it, Vera is a vikar, Ada administrates flows and forms, Stig works for the
skoleeier, Nora is the pupil, Grete her guardian, Dag looks after the machine.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine import people
from engine.people import Actor, Guardianship, PersonKind

CAST: dict[str, tuple[str, PersonKind, tuple[str, ...], str]] = {
    "randi": ("Randi Rektor", PersonKind.STAFF, ("rektor", "ansatt"), ""),
    "kari": ("Kari Kontakt", PersonKind.STAFF, ("kontaktlarer", "ansatt"), "2STA"),
    "mo": ("Mo Miljø", PersonKind.STAFF, ("miljoarbeider", "ansatt"), ""),
    "ulla": ("Ulla Uvedkommende", PersonKind.STAFF, ("faglarer", "ansatt"), ""),
    "vera": ("Vera Vikar", PersonKind.STAFF, ("vikar", "ansatt"), ""),
    "ada": ("Ada Administrator", PersonKind.STAFF, ("administrator",), ""),
    "avd": ("Anne Avdeling", PersonKind.STAFF, ("avdelingsleder", "ansatt"), "ST"),
    "rad": ("Reidar Rådgiver", PersonKind.STAFF, ("radgiver", "ansatt"), ""),
    "dag": ("Dag Drift", PersonKind.STAFF, ("drift",), ""),
    "arne": ("Arne Arkiv", PersonKind.STAFF, ("arkivar",), ""),
    "stig": ("Stig Skoleeier", PersonKind.OWNER, ("skoleeier",), ""),
    "nora": ("Nora Elev", PersonKind.STUDENT, ("elev",), "2STA"),
    "jonas": ("Jonas Elev", PersonKind.STUDENT, ("elev",), "2STA"),
    "grete": ("Grete Foresatt", PersonKind.GUARDIAN, ("foresatt",), ""),
}


@dataclass(frozen=True)
class Cast:
    """Everybody, as they would act now."""

    session: Session

    def __getattr__(self, key: str) -> Actor:
        if key not in CAST:
            raise AttributeError(key)
        return people.actor(self.session, key)


def seat(session: Session) -> Cast:
    """Everybody is in the database."""
    for key, (name, kind, roles, unit) in CAST.items():
        people.add_person(
            session,
            key=key,
            name=name,
            kind=kind,
            role_keys=roles,
            unit=unit,
            email=f"{key}@skole.invalid",
        )
    nora = people.by_keys(session, ["nora"])["nora"]
    grete = people.by_keys(session, ["grete"])["grete"]
    session.add(Guardianship(guardian_id=grete.id, student_id=nora.id))
    session.flush()
    return Cast(session)
