"""Processes that are hard to draw well, written as short as can be.

A line is `id kind name` for a step, `id @host name` for an event on its edge, `id ( name` to open a
subprocess and `)` to close it, and `a > b > c` for arrows, `a > b: Ja` for one with a name.
`# Rolle` begins a lane. A step may have `*` after its kind: it is done once for each of several.
"""

from itertools import pairwise
from xml.sax.saxutils import quoteattr

_KINDS = {
    "start": "startEvent",
    "end": "endEvent",
    "task": "userTask",
    "table": "businessRuleTask",
    "call": "callActivity",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "event": "eventBasedGateway",
    "wait": "intermediateCatchEvent",
}
_MANY = "<bpmn:multiInstanceLoopCharacteristics/>"
_TIMER = "<bpmn:timerEventDefinition/>"


def written(text: str) -> bytes:
    """The process as a file without a picture."""
    lanes: list[tuple[str, list[str]]] = []
    said: list[str] = []
    depth = count = 0
    for line in filter(None, (line.strip() for line in text.splitlines())):
        first, *rest = line.split(" ", 2)
        if first == "#":
            lanes.append((line[2:], []))
        elif first == ")":
            said.append("</bpmn:subProcess>")
            depth -= 1
        elif ">" in line:
            way, _, name = line.partition(":")
            ends = [end.strip() for end in way.split(">")]
            for source, target in pairwise(ends):
                count += 1
                said.append(
                    f'<bpmn:sequenceFlow id="f{count}" name={quoteattr(name.strip())}'
                    f' sourceRef="{source}" targetRef="{target}"/>'
                )
        else:
            if lanes and not depth:
                lanes[-1][1].append(first)
            said.append(_step(first, rest[0], rest[1] if len(rest) > 1 else ""))
            depth += rest[0] == "("
    held = "".join(
        f'<bpmn:lane id="lane{at}" name={quoteattr(name)}>'
        + "".join(f"<bpmn:flowNodeRef>{key}</bpmn:flowNodeRef>" for key in keys)
        + "</bpmn:lane>"
        for at, (name, keys) in enumerate(lanes)
    )
    lane_set = f'<bpmn:laneSet id="lanes">{held}</bpmn:laneSet>' if held else ""
    return (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="definisjon"'
        ' targetNamespace="https://handlingsplan.no/prosesser">'
        f'<bpmn:process id="prosess" name="Prosess">{lane_set}{"".join(said)}</bpmn:process>'
        "</bpmn:definitions>"
    ).encode()


def _step(key: str, kind: str, name: str) -> str:
    named = f'id="{key}" name={quoteattr(name)}'
    if kind == "(":
        return f"<bpmn:subProcess {named}>"
    if kind.startswith("@"):
        host = f'attachedToRef="{kind[1:]}" cancelActivity="false"'
        return f"<bpmn:boundaryEvent {named} {host}>{_TIMER}</bpmn:boundaryEvent>"
    inner = _MANY if kind.endswith("*") else _TIMER if kind == "wait" else ""
    tag = _KINDS[kind.removesuffix("*")]
    return f"<bpmn:{tag} {named}>{inner}</bpmn:{tag}>"


def _long(count: int) -> str:
    """A long process with a question for every fourth step."""
    said = ["s start Begynn"]
    way = ["s"]
    for at in range(count // 4):
        said += [f"a{at} task Gjør steg {at}", f"x{at} xor Er det bra?"]
        said += [f"b{at} task Gjør litt til", f"j{at} xor"]
        way += [f"a{at}", f"x{at}"]
        said += [f"x{at} > b{at}: Nei", f"b{at} > j{at}", f"x{at} > j{at}: Ja"]
        said.append(" > ".join(way))
        way = [f"j{at}"]
    return "\n".join([*said, "e end Ferdig", f"{way[0]} > e"])


CASES: dict[str, bytes] = {
    name: written(text)
    for name, text in {
        "parallel": """
            s start Begynn
            p and
            a task Snakk med eleven
            b task Snakk med foreldrene
            c task Snakk med lærerne
            q and
            e end Ferdig
            s > p > a > q > e
            p > b > q
            p > c > q
        """,
        "three answers": """
            s start Begynn
            x xor Hvor alvorlig er det?
            a task Ta det opp i timen
            b task Opprett sak
            c task Ring politiet
            j xor
            e end Ferdig
            s > x
            x > a: Lite
            x > b: Alvorlig
            x > c: Svært alvorlig
            a > j > e
            b > j
            c > j
        """,
        "five answers": """
            s start Begynn
            x xor Hva gjelder det?
            a task Fravær
            b task Skolemiljø
            c task Karakterer
            d task Permisjon
            f task Noe annet
            e1 end
            e2 end
            e3 end
            e4 end
            e5 end
            s > x
            x > a: Fravær
            x > b: Skolemiljø
            x > c: Karakterer
            x > d: Permisjon
            x > f: Noe annet
            a > e1
            b > e2
            c > e3
            d > e4
            f > e5
        """,
        "loops": """
            s start Begynn
            j xor
            a task Skriv plan
            b task Hør eleven
            x xor Enig?
            y xor Godkjent?
            e end Planen gjelder
            s > j > a > b > x > y > e
            x > b: Nei
            y > j: Nei
        """,
        "subprocess with events": """
            s start Begynn
            u ( Undersøk saken
            us start
            up and
            ua task Snakk med eleven
            ub task* Snakk med de andre
            uq and
            ue end
            us > up > ua > uq > ue
            up > ub > uq
            )
            t1 @u 5 skoledager
            t2 @u 10 skoledager
            r task Minn om fristen
            m task Begrunn utsettelsen
            re end Minnet
            me end Begrunnet
            a task Skriv plan
            e end Ferdig
            s > u > a > e
            t1 > r > re
            t2 > m > me
        """,
        "nested subprocesses": """
            s start Begynn
            u ( Ytterst
            us start
            v ( Innerst
            vs start
            va task Gjør
            ve end
            vs > va > ve
            )
            vt @v 1 dag
            vr task Purr
            vre end
            vt > vr > vre
            ue end
            us > v > ue
            )
            ut @u 1 uke
            ur task Avbryt
            ure end
            ut > ur > ure
            e end
            s > u > e
        """,
        "event gateway": """
            s start Brev er sendt
            g event
            w1 wait Svar kommer
            w2 wait 14 dager
            w3 wait Klage kommer
            a task Les svaret
            b task Purr
            c task Behandle klagen
            j xor
            e end Ferdig
            s > g > w1 > a > j > e
            g > w2 > b > j
            g > w3 > c > j
        """,
        "five lanes": """
            # Elev
            s start Elev ber om hjelp
            svar task Si hva du mener
            # Foresatt
            mening task Si din mening
            # Kontaktlærer
            snakk task Snakk med eleven
            x xor Trengs det tiltak?
            ok end Ingen tiltak
            # Avdelingsleder
            plan task Lag plan
            p and
            q and
            # Rektor
            godkjenn task Godkjenn planen
            y xor Godkjent?
            e end Planen gjelder
            s > snakk > x
            x > ok: Nei
            x > plan: Ja
            plan > p > svar > q > godkjenn > y
            p > mening > q
            y > e: Ja
            y > plan: Nei
        """,
        "two events on a task": """
            # Lærer
            s start Begynn
            a task* Hold elevsamtale
            t1 @a 3 dager
            t2 @a 6 dager
            e end Ferdig
            p task Påminn
            pe end Påminnet
            # Rektor
            r task Følg opp
            re end Fulgt opp
            s > a > e
            t1 > p > pe
            t2 > r > re
        """,
        "event that joins": """
            s start Begynn
            a task* Spør eleven
            t @a Uten svar
            b task Noter at eleven ikke svarte
            j xor
            e end Ferdig
            s > a > j > e
            t > b > j
        """,
        "long names": """
            # Leder for elevtjenesten og rådgiver for yrkesfag
            s start Eleven har fått et vedtak om særskilt tilrettelagt opplæring
            a task Gjennomgå skolemiljøundersøkelsens oppfølgingsresultater med kontaktlærer
            x xor Er det behov for samarbeidsmøte med pedagogisk-psykologisk tjeneste?
            b task Innkall til samarbeidsmøte
            j xor
            e end Elevens opplæringstilbud er tilrettelagt og dokumentert
            s > a > x
            x > b: Ja, det er tydelig behov for det
            x > j: Nei, kontaktlærer følger opp videre
            b > j > e
        """,
        "two starts": """
            # Kontaktlærer
            s1 start Første skoledag
            a task Gå gjennom reglene
            j xor
            c task Skriv oppsummering
            e end Ferdig
            # Rektor
            s2 start Noen spør
            b task Gi beskjed
            s1 > a > j > c > e
            s2 > b > j
        """,
        "sixty steps": _long(60),
    }.items()
}
