"""The wordings of the trail: (bokmål, nynorsk) for every kind of event and its variants."""

from collections.abc import Mapping

from engine.audit import Kind
from engine.casefile import Part

Both = tuple[str, str]


def _same(text: str) -> Both:
    return (text, text)


#: By `kind` or `kind.variant`; in braces, what the event knows.
SENTENCES: Mapping[str, Both] = {
    Kind.CASE_OPENED: (
        "{who} opprettet saken i flyten «{process}», versjon {number}.",
        "{who} oppretta saka i flyten «{process}», versjon {number}.",
    ),
    f"{Kind.CASE_OPENED}.year": (
        "{who} opprettet saken i flyten «{process}», versjon {number}: "
        "gang {occasion} i årshjulet for {year}.",
        "{who} oppretta saka i flyten «{process}», versjon {number}: "
        "gong {occasion} i årshjulet for {year}.",
    ),
    Kind.CASE_LINKED: ("Saken førte til sak {to}.", "Saka førte til sak {to}."),
    f"{Kind.CASE_LINKED}.back": (
        "Saken kommer fra sak {came_from}.",
        "Saka kjem frå sak {came_from}.",
    ),
    Kind.CASE_PHASE_REACHED: (
        "Saken fikk status «{phase}».",
        "Saka fekk status «{phase}».",
    ),
    Kind.CASE_SHIELDED: (
        "Saken ble skjermet. Nå har bare skoleeier tilgang.",
        "Saka vart skjerma. No har berre skuleeigar tilgang.",
    ),
    f"{Kind.CASE_SHIELDED}.lifted": (
        "Saken ble gitt tilbake til skolen.",
        "Saka vart gitt tilbake til skulen.",
    ),
    Kind.CASE_MOVED: (
        "{who} flyttet saken til versjon {to} av flyten.",
        "{who} flytta saka til versjon {to} av flyten.",
    ),
    Kind.CASE_CLOSED: (
        "Saken ble avsluttet: «{outcome}».",
        "Saka vart avslutta: «{outcome}».",
    ),
    f"{Kind.CASE_CLOSED}.plain": ("Saken ble avsluttet.", "Saka vart avslutta."),
    Kind.CASE_READ: ("{who} åpnet saken.", "{who} opna saka."),
    f"{Kind.CASE_READ}.page": (
        "{who} åpnet {page} i saken.",
        "{who} opna {page} i saka.",
    ),
    f"{Kind.CASE_READ}.api": (
        "{who} leste saken gjennom et annet system.",
        "{who} las saka gjennom eit anna system.",
    ),
    Kind.TRAIL_READ: (
        "{who} leste sporet i saken.",
        "{who} las sporet i saka.",
    ),
    f"{Kind.TRAIL_READ}.api": (
        "{who} leste sporet gjennom et annet system.",
        "{who} las sporet gjennom eit anna system.",
    ),
    Kind.DOSSIER_EXPORTED: (
        "{who} tok ut hele mappen i saken. Antall filer: {files}. "
        "Kontrollsummen til hashlisten begynner med {manifest}.",
        "{who} tok ut heile mappa i saka. Talet på filer: {files}. "
        "Kontrollsummen til hashlista byrjar med {manifest}.",
    ),
    Kind.FORM_READ: (
        "{who} leste skjemaet «{form}».",
        "{who} las skjemaet «{form}».",
    ),
    Kind.TASK_READ: (
        "{who} åpnet oppgaven «{step}», som en annen har.",
        "{who} opna oppgåva «{step}», som ein annan har.",
    ),
    Kind.TASK_CLAIMED: (
        "{who} tok oppgaven «{step}».",
        "{who} tok oppgåva «{step}».",
    ),
    Kind.TASK_RELEASED: (
        "{who} slapp oppgaven «{step}». Gruppa kan ta den.",
        "{who} sleppte oppgåva «{step}». Gruppa kan ta henne.",
    ),
    Kind.TASK_ASSIGNED: (
        "{who} ga oppgaven «{step}» til {to}.",
        "{who} gav oppgåva «{step}» til {to}.",
    ),
    Kind.TASK_COMPLETED: (
        "{who} fullførte «{step}» og sendte inn skjemaet «{form}».",
        "{who} fullførte «{step}» og sende inn skjemaet «{form}».",
    ),
    f"{Kind.TASK_COMPLETED}.plain": (
        "{who} fullførte «{step}».",
        "{who} fullførte «{step}».",
    ),
    Kind.TASK_RETURNED: (
        "{who} sendte «{step}» tilbake til «{to}».",
        "{who} sende «{step}» tilbake til «{to}».",
    ),
    Kind.TASK_UNDONE: (
        "{who} angret innsendingen av «{step}». Svarene gjelder ikke, og saken står der den sto.",
        "{who} angra innsendinga av «{step}». Svara gjeld ikkje, og saka står der ho stod.",
    ),
    Kind.TASK_SNOOZED: (
        "{who} la oppgaven «{step}» til side til {until}. Fristen står.",
        "{who} la oppgåva «{step}» til side til {until}. Fristen står.",
    ),
    f"{Kind.TASK_SNOOZED}.over": (
        "{who} hentet fram igjen oppgaven «{step}».",
        "{who} henta fram att oppgåva «{step}».",
    ),
    Kind.TASK_PRIORITIZED: (
        "{who} ga oppgaven «{step}» prioritet {priority} av 100.",
        "{who} gav oppgåva «{step}» prioritet {priority} av 100.",
    ),
    Kind.DEADLINE_NEARED: (
        "Fristen for «{step}» nærmet seg: {due}. De ansvarlige fikk beskjed.",
        "Fristen for «{step}» nærma seg: {due}. Dei ansvarlege fekk beskjed.",
    ),
    Kind.DEADLINE_PASSED: (
        "Fristen for «{step}» gikk ut {due}. De ansvarlige fikk beskjed.",
        "Fristen for «{step}» gjekk ut {due}. Dei ansvarlege fekk beskjed.",
    ),
    Kind.DEADLINE_MOVED: (
        "Fristen for «{step}» ble flyttet fra {due} til {until}, fordi skoleruta er endret.",
        "Fristen for «{step}» vart flytta frå {due} til {until}, fordi skuleruta er endra.",
    ),
    f"{Kind.DEADLINE_MOVED}.timer": (
        "Tiden «{step}» ble flyttet fra {due} til {until}, fordi skoleruta er endret.",
        "Tida «{step}» vart flytta frå {due} til {until}, fordi skuleruta er endra.",
    ),
    Kind.TIMER_FIRED: (
        "Tiden «{step}» var inne, og saken gikk videre av seg selv.",
        "Tida «{step}» var inne, og saka gjekk vidare av seg sjølv.",
    ),
    Kind.PART_TAKEN: (
        "{person} ble registrert i saken som {part}.",
        "{person} vart registrert i saka som {part}.",
    ),
    Kind.COMMENT_ADDED: ("{who} skrev en kommentar.", "{who} skreiv ein kommentar."),
    f"{Kind.COMMENT_ADDED}.mention": (
        "{who} skrev en kommentar og nevnte en kollega.",
        "{who} skreiv ein kommentar og nemnde ein kollega.",
    ),
    Kind.ATTACHMENT_ADDED: (
        "{who} la ved en fil ({size}).",
        "{who} la ved ei fil ({size}).",
    ),
    Kind.ATTACHMENT_REMOVED: (
        "{who} fjernet en fil fra et skjema som ikke var sendt.",
        "{who} fjerna ei fil frå eit skjema som ikkje var sendt.",
    ),
    Kind.ATTACHMENT_READ: ("{who} lastet ned et vedlegg.", "{who} lasta ned eit vedlegg."),
    Kind.NOTICE_QUEUED: (
        "Beskjed ble sendt til rollen {role}. Mottakere: {persons}.",
        "Beskjed vart send til rolla {role}. Mottakarar: {persons}.",
    ),
    f"{Kind.NOTICE_QUEUED}.person": (
        "Beskjed ble sendt. Mottakere: {persons}.",
        "Beskjed vart send. Mottakarar: {persons}.",
    ),
    Kind.INCIDENT_OPENED: (
        "Saken stoppet i «{step}»: {cause}. Svarene er lagret.",
        "Saka stoppa i «{step}»: {cause}. Svara er lagra.",
    ),
    f"{Kind.INCIDENT_OPENED}.nowhere": (
        "Saken stoppet: {cause}.",
        "Saka stoppa: {cause}.",
    ),
    Kind.INCIDENT_RETRIED: (
        "{who} prøvde på nytt, men saken står fortsatt i «{step}».",
        "{who} prøvde på nytt, men saka står framleis i «{step}».",
    ),
    Kind.INCIDENT_RESOLVED: (
        "{who} fikk saken i gang igjen fra «{step}».",
        "{who} fekk saka i gang att frå «{step}».",
    ),
    Kind.ATTEMPT_DENIED: (
        "{who} prøvde noe de ikke har tilgang til, og ble avvist.",
        "{who} prøvde noko dei ikkje har tilgang til, og vart avvist.",
    ),
    Kind.VERSION_PUBLISHED: (
        "{who} publiserte versjon {number} av flyten «{process}» ({origin}).",
        "{who} publiserte versjon {number} av flyten «{process}» ({origin}).",
    ),
    Kind.VERSION_ADOPTED: (
        "{who} tok i bruk versjon {number} av flyten «{process}».",
        "{who} tok i bruk versjon {number} av flyten «{process}».",
    ),
    Kind.VERSION_FOLLOWED: (
        "Flyten «{process}» fikk versjon {number} da versjon {called_number} av «{called}», som"
        " den kaller, ble tatt i bruk.",
        "Flyten «{process}» fekk versjon {number} då versjon {called_number} av «{called}», som"
        " han kallar, vart teken i bruk.",
    ),
    Kind.VERSION_PROPOSED: (
        "{who} ba om at en ny versjon av flyten «{process}» blir publisert: «{note}».",
        "{who} bad om at ein ny versjon av flyten «{process}» blir publisert: «{note}».",
    ),
    Kind.VERSION_APPROVED: (
        "{who} godkjente en ny versjon av flyten «{process}», som publiseres når tiden er inne.",
        "{who} godkjende ein ny versjon av flyten «{process}», som blir publisert når tida kjem.",
    ),
    Kind.VERSION_REFUSED: (
        "{who} sa nei til en ny versjon av flyten «{process}»: «{note}».",
        "{who} sa nei til ein ny versjon av flyten «{process}»: «{note}».",
    ),
    Kind.VERSION_REVERTED: (
        "{who} angret publiseringen av flyten «{process}»: «{note}».",
        "{who} angra publiseringa av flyten «{process}»: «{note}».",
    ),
    Kind.VERSION_RETIRED: (
        "{who} tok flyten «{process}» ut av bruk: «{note}».",
        "{who} tok flyten «{process}» ut av bruk: «{note}».",
    ),
    Kind.VERSION_SET_ASIDE: (
        "{who} beholdt skolens egen utgave av «{process}» framfor levert versjon {number}.",
        "{who} heldt på skulen si eiga utgåve av «{process}» framfor levert versjon {number}.",
    ),
    Kind.PERSON_ADDED: (
        "{who} la til {person} som bruker.",
        "{who} la til {person} som brukar.",
    ),
    Kind.PERSON_CHANGED: (
        "{who} endret opplysningene om {person}.",
        "{who} endra opplysningane om {person}.",
    ),
    Kind.PERSON_LEFT: (
        "{who} avsluttet {person} som bruker.",
        "{who} avslutta {person} som brukar.",
    ),
    Kind.PEOPLE_IMPORTED: (
        "{who} leste inn personer fra en fil. Nye: {new}, endret: {changed}, avsluttet: {left}.",
        "{who} las inn personar frå ei fil. Nye: {new}, endra: {changed}, avslutta: {left}.",
    ),
    Kind.ROLE_GRANTED: (
        "{who} ga {person} rollen {role}.",
        "{who} gav {person} rolla {role}.",
    ),
    Kind.ROLE_REVOKED: (
        "{who} tok rollen {role} fra {person}.",
        "{who} tok rolla {role} frå {person}.",
    ),
    Kind.SIGNED_IN: ("{who} logget inn.", "{who} logga inn."),
    Kind.SIGNED_OUT: ("{who} logget ut.", "{who} logga ut."),
    Kind.TOKEN_ISSUED: (
        "{who} ga {person} en nøkkel til API-et.",
        "{who} gav {person} ein nøkkel til API-et.",
    ),
    Kind.VIEW_SAVED: ("{who} lagret en visning.", "{who} lagra ei vising."),
    Kind.CALENDAR_OPENED: (
        "{who} laget en adresse der kalenderen sin henter årshjulet.",
        "{who} laga ei adresse der kalenderen sin hentar årshjulet.",
    ),
    Kind.CALENDAR_CLOSED: (
        "{who} stengte adressen der kalenderen hentet årshjulet.",
        "{who} stengde adressa der kalenderen henta årshjulet.",
    ),
    Kind.OCCASION_POSTPONED: (
        "{who} utsatte «{process}», gang {occasion} i årshjulet for {year}, fra {due} til {until}.",
        "{who} utsette «{process}», gong {occasion} i årshjulet for {year}, frå {due} til {until}.",
    ),
    Kind.OCCASION_STOPPED: (
        "Årshjulet fikk ikke startet «{process}», gang {occasion} i {year}. Det prøver igjen.",
        "Årshjulet fekk ikkje starta «{process}», gong {occasion} i {year}. Det prøver igjen.",
    ),
    Kind.CALENDAR_CHANGED: (
        "{who} endret skoleruta. Den nye er versjon {number}.",
        "{who} endra skuleruta. Den nye er versjon {number}.",
    ),
    Kind.PLAN_REWORDED: (
        "{who} endret teksten i rad {row} i handlingsplanen.",
        "{who} endra teksten i rad {row} i handlingsplanen.",
    ),
}

#: For kinds from a newer program than this one.
UNKNOWN: Both = (
    "{who} gjorde noe denne versjonen ikke kjenner.",
    "{who} gjorde noko denne versjonen ikkje kjenner.",
)

PARTS: Mapping[str, Both] = {
    Part.REPORTER: ("den som meldte", "den som melde"),
    Part.AFFECTED: ("eleven saken gjelder", "eleven saka gjeld"),
    Part.COUNTERPART: ("annen involvert elev", "annan involvert elev"),
    Part.GUARDIAN: ("foresatt", "føresett"),
    Part.CASE_OWNER: ("saksansvarlig", "saksansvarleg"),
    Part.HANDLER: ("medarbeider i saken", "medarbeidar i saka"),
    Part.ACCUSED: (
        "ansatt det er meldt om, uten tilgang til saken",
        "tilsett det er meldt om, utan tilgang til saka",
    ),
}

WORDS: Mapping[str, Both] = {
    "system": ("Systemet", "Systemet"),
    "anonymous": ("En som ikke sa hvem de er", "Ein som ikkje sa kven dei er"),
    "somebody": ("En som ikke lenger er registrert", "Ein som ikkje lenger er registrert"),
    "unknown": _same("…"),
    "reason": ("Begrunnelse", "Grunngiving"),
    "origin_shipped": ("levert med systemet", "levert med systemet"),
    "origin_school": ("skolens egen", "skulen sin eigen"),
    "page_timeline": ("tidslinjen", "tidslinja"),
    "page_diagram": ("diagrammet", "diagrammet"),
    "page_forms": ("lista over skjemaer", "lista over skjema"),
    "page_files": ("lista over vedlegg", "lista over vedlegg"),
    "page_readers": ("innsynsloggen", "innsynsloggen"),
    "page_technical": ("den tekniske siden, uten innhold,", "den tekniske sida, utan innhald,"),
}
