"""How every refusal reads in words: one table from errors to texts, for pages and the API."""

from dataclasses import dataclass

from engine import errors as engine_errors
from engine.runtime import CannotMove, ExpressionFailed, StateDamaged
from engine.undo import CannotUndo


@dataclass(frozen=True)
class Reading:
    """How one kind of refusal reads."""

    status: int
    #: Machine-readable, for the API.
    code: str
    #: Bokmål source texts; translated when shown.
    title: str
    text: str


def N_(text: str) -> str:
    """Marks a text for translation where it is written, not where it is shown."""
    return text


NOT_FOUND = Reading(
    404,
    "not_found",
    N_("Vi finner ikke det du leter etter"),
    N_(
        "Siden finnes ikke, eller den gjelder noe du ikke har tilgang til. Gå til oppgavene dine "
        "og prøv derfra."
    ),
)
READINGS: dict[type[Exception], Reading] = {
    engine_errors.NotFound: NOT_FOUND,
    engine_errors.NotSignedIn: Reading(
        401,
        "no_token",
        N_("Du er ikke logget inn"),
        N_("Send et gyldig bærertoken i Authorization."),
    ),
    engine_errors.NotAllowed: Reading(
        403,
        "not_allowed",
        N_("Dette kan du ikke gjøre"),
        N_(
            "Du kan se dette, men det er en annen rolle som kan endre det. Spør den som er "
            "ansvarlig for saken."
        ),
    ),
    engine_errors.TaskTaken: Reading(
        409,
        "task_taken",
        N_("En kollega har tatt oppgaven"),
        N_("Det du skrev, står nedenfor, så du kan kopiere det. Snakk med den som har oppgaven."),
    ),
    engine_errors.TaskClosed: Reading(
        409,
        "task_closed",
        N_("Oppgaven er allerede ferdig"),
        N_("Oppgaven er sendt eller trukket tilbake. Det du skrev, står nedenfor."),
    ),
    engine_errors.CaseClosed: Reading(
        409,
        "case_closed",
        N_("Saken er avsluttet"),
        N_("Saken er avsluttet og kan ikke endres."),
    ),
    engine_errors.Conflict: Reading(
        409,
        "conflict",
        N_("Noen andre kom deg i forkjøpet"),
        N_("Det du skrev, står nedenfor. Åpne siden på nytt og se hva som er endret."),
    ),
    engine_errors.Stale: Reading(
        409,
        "changed",
        N_("Oppgaven er endret siden du åpnet den"),
        N_(
            "Noen andre, eller du selv i et annet vindu, har endret oppgaven. Det du skrev, står "
            "nedenfor. Åpne oppgaven på nytt og lim det inn."
        ),
    ),
    CannotUndo: Reading(
        409,
        "cannot_undo",
        N_("Det kan ikke angres lenger"),
        N_(
            "Svarene er sendt, og saken har gått videre. Er noe feil, si fra til den som leder den."
        ),
    ),
    engine_errors.AnswersRefused: Reading(
        422,
        "answers_refused",
        N_("Noe må rettes"),
        N_("Svarene passer ikke med skjemaet."),
    ),
    engine_errors.BundleInvalid: Reading(
        422,
        "bundle_invalid",
        N_("Flyten kan ikke publiseres ennå"),
        N_("Sjekken fant feil som må rettes først."),
    ),
    engine_errors.ReasonMissing: Reading(
        422,
        "reason_missing",
        N_("Begrunnelsen mangler"),
        N_("Skriv hvorfor. Begrunnelsen blir stående i sporet."),
    ),
    engine_errors.Refused: Reading(
        422, "refused", N_("Noe må rettes"), N_("Det du sendte inn, kan ikke lagres slik det er.")
    ),
    CannotMove: Reading(
        409,
        "cannot_move",
        N_("Saken kan ikke flyttes"),
        N_("Steget saken står i, er annerledes i den nye versjonen."),
    ),
    ExpressionFailed: Reading(
        409,
        "flow_stopped",
        N_("Flyten stoppet"),
        N_(
            "En regel i flyten kunne ikke regnes ut, så saken ble ikke opprettet. Gi beskjed til "
            "den som har ansvar for flytene. Det du skrev, står nedenfor."
        ),
    ),
    engine_errors.Damaged: Reading(
        500,
        "damaged",
        N_("Saken kan ikke leses"),
        N_(
            "Innholdet stemmer ikke med seglet sitt. Saken er låst til drift har sett på den. "
            "Ingenting er endret."
        ),
    ),
    StateDamaged: Reading(
        500,
        "damaged",
        N_("Saken kan ikke leses"),
        N_(
            "Innholdet stemmer ikke med seglet sitt. Saken er låst til drift har sett på den. "
            "Ingenting er endret."
        ),
    ),
    engine_errors.KeyMissing: Reading(
        500,
        "key_missing",
        N_("Saken kan ikke åpnes"),
        N_("Nøkkelen mangler på tjeneren. Gi beskjed til drift. Ingenting er endret."),
    ),
}
HTTP_READINGS: dict[int, Reading] = {
    400: Reading(
        400,
        "bad_request",
        N_("Vi forstod ikke det som ble sendt"),
        N_("Gå tilbake og prøv en gang til."),
    ),
    404: NOT_FOUND,
    405: Reading(
        405,
        "method_not_allowed",
        N_("Dette går ikke an her"),
        N_("Gå til oppgavene dine og prøv derfra."),
    ),
    413: Reading(
        413,
        "too_large",
        N_("Det du sendte, er for stort"),
        N_("Ett vedlegg kan være opptil 15 MB. Gå tilbake og velg en mindre fil."),
    ),
    415: Reading(
        415,
        "unsupported_type",
        N_("Dette formatet kan vi ikke ta imot"),
        N_("Send innholdet som JSON."),
    ),
    429: Reading(
        429,
        "too_many",
        N_("Det gikk litt fort"),
        N_("Vent et minutt og prøv igjen. Det du skrev, står nedenfor."),
    ),
    503: Reading(
        503,
        "unavailable",
        N_("Vi fikk ikke lagret akkurat nå"),
        N_(
            "Det er mye å gjøre, eller databasen er nede et øyeblikk. Det du skrev, står "
            "nedenfor. Vent litt og send på nytt."
        ),
    ),
}
BROKEN = Reading(
    500,
    "broken",
    N_("Noe gikk galt hos oss"),
    N_("Feilen er notert. Ingenting er endret. Det du skrev, står nedenfor."),
)
FORM_EXPIRED = Reading(
    400,
    "form_expired",
    N_("Skjemaet var for gammelt"),
    N_(
        "Du er logget ut, eller siden har stått lenge. Det du skrev, står nedenfor. Logg inn "
        "og åpne siden på nytt."
    ),
)
SIGNED_OUT = Reading(
    403,
    "sign_in",
    N_("Du er logget ut"),
    N_("Det du skrev, står nedenfor. Kopier det, logg inn og åpne siden på nytt."),
)


def reading_of(error: Exception) -> Reading:
    """How this error reads; errors nobody foresaw read as our own fault."""
    for kind in type(error).__mro__:
        if kind in READINGS:
            return READINGS[kind]
    return BROKEN
