"""The few fixed texts we send by e-mail, and the handing over to a mail server.

A mail says that something waits and where to sign in. It never names a person, a case, a step, a
class or a word of what anybody wrote, so it may stand on a locked screen.
"""

import smtplib
import ssl
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

from engine.outbox import Message
from engine.people import Person
from webapp.config import Settings

#: Seconds to wait for the mail server.
TIMEOUT = 10

#: Subject and first line by template and written form. Anything else reads as "message".
TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "acute_task": {
        "nb": ("En oppgave haster", "En oppgave som haster, venter på deg."),
        "nn": ("Ei oppgåve hastar", "Ei oppgåve som hastar, ventar på deg."),
    },
    "deadline_nears": {
        "nb": ("En frist nærmer seg", "En av oppgavene dine har frist snart."),
        "nn": ("Ein frist nærmar seg", "Ei av oppgåvene dine har frist snart."),
    },
    "deadline_passed": {
        "nb": ("En frist er passert", "En oppgave du har ansvar for, er over fristen."),
        "nn": ("Ein frist er passert", "Ei oppgåve du har ansvar for, er over fristen."),
    },
    "eiervarsel": {
        "nb": ("Skolen varsler skoleeier", "Skolen har varslet skoleeier, og varselet venter."),
        "nn": ("Skulen varslar skuleeigar", "Skulen har varsla skuleeigar, og varselet ventar."),
    },
    "melding_venter": {
        "nb": ("Noe er meldt", "Noe er meldt, og det venter på at noen ser på det."),
        "nn": ("Noko er meldt", "Noko er meldt, og det ventar på at nokon ser på det."),
    },
    "mentioned": {
        "nb": ("Du er nevnt i en kommentar", "En kollega har nevnt deg i en kommentar."),
        "nn": ("Du er nemnd i ein kommentar", "Ein kollega har nemnt deg i ein kommentar."),
    },
    "message": {
        "nb": ("Du har en ny melding", "Det venter noe på deg i Handlingsplan."),
        "nn": ("Du har ei ny melding", "Det ventar noko på deg i Handlingsplan."),
    },
    "ny_runde": {
        "nb": ("Arbeidet går en runde til", "Det trengs mer, så arbeidet går en runde til."),
        "nn": ("Arbeidet går ein runde til", "Det trengst meir, så arbeidet går ein runde til."),
    },
    "plan_klar": {
        "nb": ("En plan er klar", "En plan er klar til å leses."),
        "nn": ("Ein plan er klar", "Ein plan er klar til å lesast."),
    },
}
#: The daily message: one line for each kind of thing it is about, with how many.
GATHERED: dict[str, dict[str, tuple[str, str]]] = {
    "deadline_nears": {
        "nb": ("1 oppgave har frist snart", "{n} oppgaver har frist snart"),
        "nn": ("1 oppgåve har frist snart", "{n} oppgåver har frist snart"),
    },
    "deadline_passed": {
        "nb": ("1 oppgave er over fristen", "{n} oppgaver er over fristen"),
        "nn": ("1 oppgåve er over fristen", "{n} oppgåver er over fristen"),
    },
    "mentioned": {
        "nb": ("Du er nevnt i 1 kommentar", "Du er nevnt i {n} kommentarer"),
        "nn": ("Du er nemnd i 1 kommentar", "Du er nemnd i {n} kommentarar"),
    },
}
_TODAY = {"nb": "Dette venter på deg", "nn": "Dette ventar på deg"}
_CLOSING = {
    "nb": "Logg inn for å se hva det gjelder:",
    "nn": "Logg inn for å sjå kva det gjeld:",
}


def compose(message: Message, person: Person, settings: Settings) -> EmailMessage:
    """The mail for a message. Its Message-ID is the same at every attempt."""
    written = person.language if person.language in _CLOSING else "nb"
    subject, first = (
        _daily(message, written) or TEXTS.get(message.template, TEXTS["message"])[written]
    )
    link = "/innboks" if message.together else message.link
    host = urlsplit(settings.base_url).hostname or "localhost"
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    mail["From"] = f"Handlingsplan <ikke-svar@{host}>"
    mail["To"] = person.email
    mail["Message-ID"] = f"<{message.id}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{first}\n\n{_CLOSING[written]}\n{settings.base_url}{link}\n")
    return mail


def _daily(message: Message, written: str) -> tuple[str, str] | None:
    """Subject and text of a daily message; None for any other."""
    if not message.together:
        return None
    lines = []
    for template, number in Counter(message.together).items():
        one, many = GATHERED[template][written]
        lines.append("- " + (one if number == 1 else many.format(n=number)))
    return _TODAY[written], "\n".join(lines)


def sender(settings: Settings) -> Callable[[Message, Person], None]:
    """What hands a message to the mail server of HANDLINGSPLAN_SMTP_URL.

    Without one (the demo) a message counts as handed over and goes nowhere.
    """
    address = urlsplit(settings.smtp_url)

    def send(message: Message, person: Person) -> None:
        if not settings.smtp_url:
            return
        mail = compose(message, person, settings)
        try:
            with _connected(
                address.scheme, address.hostname or "localhost", address.port
            ) as server:
                if address.username:
                    server.login(unquote(address.username), unquote(address.password or ""))
                server.send_message(mail)
        except smtplib.SMTPException as error:
            raise OSError(type(error).__name__) from error

    return send


def _connected(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    if scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT, context=context)
    server = smtplib.SMTP(host, port or 25, timeout=TIMEOUT)
    if scheme == "smtp+starttls":
        server.starttls(context=ssl.create_default_context())
    return server
