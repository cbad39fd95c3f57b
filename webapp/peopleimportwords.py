"""A file of people in words: what is wrong and how to mend it, and what it would change.

Owns the sentences. What is found is `engine/enrolment.py`'s.
"""

from collections.abc import Iterator, Mapping

from engine import enrolmentfile
from engine.enrolment import CONTACT_TEACHER, EVERYBODY, Change
from engine.enrolmentfile import Remark
from engine.roster import GroupPart
from webapp import schoolwords
from webapp.i18n import gettext as _
from webapp.i18n import language


def sentence(remark: Remark) -> str:
    """What is wrong or worth a look, and how to mend it."""
    texts = {**_of_the_file(), **_of_a_cell(), **_of_the_school(), **_worth_a_look()}
    return texts[remark.key] % dict(remark.facts)


def place(remark: Remark) -> str:
    """Where it is: the row, and the column where one is meant; "" for the whole file."""
    if not remark.row:
        return ""
    if not remark.column:
        return _("Rad %(n)s", n=remark.row)
    return _("Rad %(n)s, %(column)s", n=remark.row, column=remark.column)


def _of_the_file() -> Mapping[str, str]:
    most = f"{enrolmentfile.MOST_ROWS:,}".replace(",", "\u00a0")
    return {
        "empty": _("Det står ingen personer her. Fila må ha overskrifter og minst én rad."),
        "too_large": _(
            "Fila er større enn 5 MB. Del den i flere, for eksempel én for hver gruppe."
        ),
        "too_many_rows": _("Fila har flere rader enn %(most)s. Del den i flere.") % {"most": most},
        "not_text": _("Dette er ikke en CSV-fil. Velg «Lagre som» og CSV i regnearket."),
        "not_a_table": _("Et hermetegn er åpnet og aldri lukket. Se etter et som står alene."),
        "no_headings": _(
            "Overskriftene mangler. Første rad må ha kolonnene «nokkel», «navn» og «type»; "
            "«fornavn» og «etternavn» kan stå i stedet for «navn»."
        ),
        "column_twice": _("To kolonner betyr det samme. Ta bort den ene."),
        "unknown_column": _("Kolonnen «%(column)s» kjenner vi ikke. Den blir ikke lest."),
    }


def _of_a_cell() -> Mapping[str, str]:
    return {
        "too_many_cells": _(
            "Raden har flere felt enn det er overskrifter. Er det et skilletegn for mye? "
            "Tekst med skilletegn i må stå i hermetegn."
        ),
        "no_key": _("Nøkkelen mangler. Skriv brukernavnet, det samme som ved innlogging."),
        "bad_key": _(
            "«%(text)s» kan ikke være nøkkel. Bruk bokstavene a–z, tall, punktum og bindestrek."
        ),
        "example": _("Raden er et eksempel fra malen. Slett den."),
        "no_name": _("Navnet mangler. Skriv hele navnet."),
        "bad_kind": _("«%(text)s» er ingen type. Skriv «ansatt», «elev» eller «foresatt»."),
        "too_long": _("Teksten er for lang. Et felt kan ha 200 tegn."),
        "unprintable": _(
            "Feltet har tegn som ikke vises, for eksempel linjeskift. Skriv det på nytt."
        ),
        "formula": _("«%(text)s» ser ut som en formel. Skriv den ferdige verdien."),
        "bad_date": _("«%(text)s» er ingen dato. Skriv dag, måned og år, slik: 24.12.2009."),
        "too_old": _("Fødselsdatoen er før 1900. Se etter om årstallet stemmer."),
        "not_born": _("Fødselsdatoen er ikke kommet ennå. Se etter om årstallet stemmer."),
        "bad_email": _("«%(text)s» er ingen e-postadresse. Skriv den slik: navn@skole.no."),
        "bad_language": _("«%(text)s» er ingen målform. Skriv nb eller nn."),
        "bad_class": _("«%(text)s» kan ikke være navnet på en klasse. Bruk bokstaver og tall."),
        "bad_list": _(
            "«%(text)s» kan ikke leses. Skriv nøkler eller klasser med | mellom, slik: 1STA|1STB."
        ),
    }


def _of_the_school() -> Mapping[str, str]:
    return {
        "key_twice": _(
            "Samme nøkkel står i rad %(first)s. Slå radene sammen, eller rett nøkkelen."
        ),
        "kind_changed": _(
            "Nøkkelen er i bruk av en person av en annen type. %(name)s må ha en egen nøkkel."
        ),
        "only_staff": _("Bare ansatte kan ha klasser her. Tøm feltet, eller rett typen."),
        "only_student": _("Bare elever har foresatte. Tøm feltet, eller rett typen."),
        "only_guardian": _("Bare foresatte er foresatt for noen. Tøm feltet, eller rett typen."),
        "unknown_class": _(
            "Klassen %(text)s har ingen elever. Rett navnet, eller ha med elevene i samme fil."
        ),
        "unknown_guardian": _(
            "Ingen foresatt har nøkkelen %(text)s. Rett den, eller legg til en rad for personen."
        ),
        "unknown_student": _(
            "Ingen elev har nøkkelen %(text)s. Rett den, eller legg til en rad for eleven."
        ),
        "unknown_role": _(
            "Skolen har ingen rolle som heter «%(text)s». Rett navnet, eller ta den bort."
        ),
        "own_roles": _("Du kan ikke endre dine egne roller. La rektor eller en annen gjøre det."),
        "own_classes": _("Du kan ikke gi deg selv klasser. La rektor eller en annen gjøre det."),
        "role_by_command": _("Rollen som skoleeier gis bare av dem som drifter tjeneren."),
        "role_by_leader": _("Roller med tillit i gir bare rektor. La rektor lese inn denne raden."),
    }


def _worth_a_look() -> Mapping[str, str]:
    return {
        "same_name": _("%(name)s står flere ganger. Er det to personer, er alt i orden."),
        "no_pupil": _("%(name)s er ikke foresatt for noen elev."),
        "no_class": _("%(name)s har ingen klasse."),
        "of_age": _(
            "%(name)s er 18 år. Foresatte får bare vite noe når eleven har sagt ja til det."
        ),
        "guardian_off": _(
            "%(name)s er slått av som foresatt for %(pupil)s, og blir ikke slått på av fila."
        ),
        "gone_with_tasks": _(
            "%(name)s er ikke i fila, og har åpne oppgaver (%(count)s). Gi dem videre først."
        ),
        "no_contact_teacher": _("Klassen %(text)s er ny og har ingen kontaktlærer ennå."),
    }


def told(change: Change) -> str:
    """What the file makes of one person, in one line."""
    return "; ".join(_pieces(change))


def _pieces(change: Change) -> Iterator[str]:
    names = {
        "name": _("navn"),
        "born": _("født"),
        "email": _("e-post"),
        "language": _("målform"),
        "unit": _("klasse eller avdeling"),
    }
    for column, name in names.items():
        if change.id is not None and column in change.values:
            yield f"{name}: {change.values[column] or '–'}"
    if change.id is not None and change.values.get("active"):
        yield _("er tilbake på skolen")
    # The part in a class says the role that comes with it.
    implied = {EVERYBODY[change.row.kind]} | ({CONTACT_TEACHER} if change.puts else set())
    for role in change.grants:
        if role not in implied:
            yield _("får rollen %(role)s", role=_role(role))
    for role in change.revokes:
        yield _("mister rollen %(role)s", role=_role(role))
    for key, part in change.puts:
        yield _inn(part) % {"group": key}
    for key, part in change.takes:
        yield _("ut av %(group)s (%(part)s)", group=key, part=_part(part))


def _role(key: str) -> str:
    return schoolwords.role(key, language())


def _inn(part: str) -> str:
    return {
        GroupPart.PUPIL: _("elev i %(group)s"),
        GroupPart.CONTACT_TEACHER: _("kontaktlærer for %(group)s"),
        GroupPart.TEACHER: _("faglærer for %(group)s"),
        GroupPart.LEADER: _("leder for %(group)s"),
    }[GroupPart(part)]


def _part(part: str) -> str:
    return {
        GroupPart.PUPIL: _("elev"),
        GroupPart.CONTACT_TEACHER: _("kontaktlærer"),
        GroupPart.TEACHER: _("faglærer"),
        GroupPart.LEADER: _("leder"),
    }[GroupPart(part)]
