"""The small words of a change: kinds of steps, times, conditions and lists, in both languages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine import people
from engine.bundles.change import Label, Words
from engine.bundles.plainly import Clause, Condition, Span

#: around a name that people gave something; `webapp/changes.py` makes them visible
OPEN, CLOSE = "\x02", "\x03"

#: (new, a, the) by kind of step, each in bokmål and nynorsk
_KINDS: Mapping[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "step": (("Nytt steg", "Nytt steg"), ("et steg", "eit steg"), ("steget", "steget")),
    "gateway": (
        ("Nytt veivalg", "Nytt vegval"),
        ("et veivalg", "eit vegval"),
        ("veivalget", "vegvalet"),
    ),
    "startEvent": (("Ny start", "Ny start"), ("en start", "ein start"), ("starten", "starten")),
    "endEvent": (("Ny slutt", "Ny slutt"), ("en slutt", "ein slutt"), ("slutten", "slutten")),
    "event": (
        ("Ny hendelse", "Ny hending"),
        ("en hendelse", "ei hending"),
        ("hendelsen", "hendinga"),
    ),
    "subProcess": (
        ("Ny delprosess", "Ny delprosess"),
        ("en delprosess", "ein delprosess"),
        ("delprosessen", "delprosessen"),
    ),
    "callActivity": (
        ("Nytt kall på en annen prosess:", "Nytt kall på ein annan prosess:"),
        ("et kall på en annen prosess", "eit kall på ein annan prosess"),
        ("kallet på en annen prosess", "kallet på ein annan prosess"),
    ),
    "system": (
        ("Ny systemoppgave", "Ny systemoppgåve"),
        ("en systemoppgave", "ei systemoppgåve"),
        ("systemoppgaven", "systemoppgåva"),
    ),
}
_SORTS = {
    "serviceTask": "system",
    "scriptTask": "system",
    "businessRuleTask": "system",
    "sendTask": "system",
    "boundaryEvent": "event",
    "intermediateCatchEvent": "event",
    "intermediateThrowEvent": "event",
    "receiveTask": "event",
}
_PROCESS = ("prosessen", "prosessen")
_AFTER = ("{0} etter {1}", "{0} etter {1}")
#: (one, many) by unit, each in bokmål and nynorsk
_UNITS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "school_days": (("skoledag", "skoledager"), ("skuledag", "skuledagar")),
    "weekdays": (("virkedag", "virkedager"), ("yrkedag", "yrkedagar")),
    "school_weeks": (("skoleuke", "skoleuker"), ("skuleveke", "skuleveker")),
    "days": (("dag", "dager"), ("dag", "dagar")),
    "weeks": (("uke", "uker"), ("veke", "veker")),
    "months": (("måned", "måneder"), ("månad", "månader")),
    "years": (("år", "år"), ("år", "år")),
    "hours": (("time", "timer"), ("time", "timar")),
    "minutes": (("minutt", "minutter"), ("minutt", "minutt")),
}
_ANSWER = ("det som står under {}", "det som står under {}")
_COMPARED = {
    "=": ("{} er {}", "{} er {}"),
    "!=": ("{} er noe annet enn {}", "{} er noko anna enn {}"),
    "<": ("{} er under {}", "{} er under {}"),
    "<=": ("{} er høyst {}", "{} er høgst {}"),
    ">": ("{} er over {}", "{} er over {}"),
    ">=": ("{} er minst {}", "{} er minst {}"),
    "in": ("{} er {}", "{} er {}"),
    "contains": ("{} har med {}", "{} har med {}"),
}
_YES_NO = (("nei", "ja"), ("nei", "ja"))
_AND, _OR = ("og", "og"), ("eller", "eller")
FIELDS = {
    "text": ("tekst", "tekst"),
    "number": ("et tall", "eit tal"),
    "boolean": ("ja eller nei", "ja eller nei"),
    "date": ("en dato", "ein dato"),
    "date-time": ("dato og klokkeslett", "dato og klokkeslett"),
    "time": ("et klokkeslett", "eit klokkeslett"),
    "email": ("en e-postadresse", "ei e-postadresse"),
    "person": ("en person", "ein person"),
    "persons": ("flere personer", "fleire personar"),
    "attachment": ("et vedlegg", "eit vedlegg"),
    "choice": ("ett valg", "eitt val"),
    "choices": ("flere valg", "fleire val"),
    "rows": ("en tabell", "ein tabell"),
    "group": ("en gruppe felt", "ei gruppe felt"),
    "list": ("en liste", "ei liste"),
}
OTHER_FIELD = ("noe annet", "noko anna")
AUDIENCES = {
    "staff": ("ansatte", "tilsette"),
    "pupil": ("eleven", "eleven"),
    "guardian": ("foresatte", "føresette"),
}
_UNKNOWN_ROLE = ("en rolle skolen ikke har", "ei rolle skulen ikkje har")
TEXTS_ONE, TEXTS_MANY = ("1 tekst", "1 tekst"), ("{} tekster", "{} tekstar")


class Speech:
    """The words of one language: bokmål is column 0, nynorsk 1."""

    def __init__(self, lang: str) -> None:
        self.column = 1 if lang == "nn" else 0

    def named(self, words: Words) -> str:
        """A name people gave something, marked as one."""
        said = words.nn if self.column else words.nb
        return f"{OPEN}{said}{CLOSE}"

    def kind(self, kind: str, form: int) -> str:
        """ "new" (0), "a" (1) or "the" (2) before a kind of step."""
        sort = "gateway" if kind.endswith("Gateway") else _SORTS.get(kind, kind)
        return _KINDS.get(sort, _KINDS["step"])[form][self.column]

    def label(self, label: Label) -> str:
        """What a step is called in a sentence."""
        if label.own and label.words is not None:
            return self.named(label.words)
        if label.kind == "process":
            return _PROCESS[self.column]
        thing = self.kind(label.kind, 2)
        if label.words is None:
            return thing
        return _AFTER[self.column].format(thing, self.named(label.words))

    def role(self, doer: Words | str) -> str:
        """Who does something: a lane's name, or a role by its key."""
        if isinstance(doer, Words):
            return self.named(doer)
        found = people.roles().by_key(doer)
        if found is None:
            return _UNKNOWN_ROLE[self.column]
        return self.named(Words(found.name, found.nn))

    def listed(self, parts: Iterable[str], either: bool = False) -> str:
        """a, b and c."""
        said = list(dict.fromkeys(parts))
        word = (_OR if either else _AND)[self.column]
        return f" {word} ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)

    def span(self, span: Span) -> str:
        """A time: so many of a unit."""
        if span.unit == "answer" and span.what is not None:
            return _ANSWER[self.column].format(self.named(span.what))
        one, many = _UNITS[span.unit][self.column]
        return f"{span.number} {one if span.number == 1 else many}"

    def value(self, value: Any) -> str:
        """What something is compared with."""
        if isinstance(value, bool):
            return _YES_NO[self.column][value]
        if isinstance(value, Words):
            return self.named(value)
        if isinstance(value, tuple):
            return self.listed((self.value(one) for one in value), either=True)
        return f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)

    def clause(self, clause: Clause, what: Words | None = None) -> str:
        """One comparison; `what` names the column when the clause does not."""
        said = _COMPARED[clause.how][self.column]
        return said.format(self.named(what or clause.what), self.value(clause.value))

    def predicate(self, clause: Clause) -> str:
        """The comparison without what it is about."""
        said = _COMPARED[clause.how][self.column].format("", self.value(clause.value))
        return said.strip()

    def condition(self, condition: Condition | Sequence[Clause]) -> str:
        """Comparisons, joined."""
        clauses = condition.clauses if isinstance(condition, Condition) else condition
        either = isinstance(condition, Condition) and condition.joined == "or"
        return self.listed((self.clause(one) for one in clauses), either)
