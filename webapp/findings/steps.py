# ruff: noqa: E501  # a sentence on one line can be read, searched for and compared with its nynorsk
"""What the lint says about steps, times and expressions, in bokmål and nynorsk."""

TEXTS: dict[str, tuple[str, str]] = {
    "condition_missing": (
        "Pilen mot «{label}» ({where}) mangler betingelse. Skriv når denne veien skal velges, eller gjør den til standardveien.",
        "Pila mot «{label}» ({where}) manglar vilkår. Skriv når denne vegen skal veljast, eller gjer han til standardvegen.",
    ),
    "default_missing": (
        "Veivalget {where} har ingen standardvei. Passer ingen av betingelsene, stopper saken. Gjør én av pilene til standard.",
        "Vegvalet {where} har ingen standardveg. Passar ingen av vilkåra, stoppar saka. Gjer ei av pilene til standard.",
    ),
    "default_unknown": (
        "Standardveien «{flow}» går ikke ut av {where}. Velg en av pilene som går ut derfra.",
        "Standardvegen «{flow}» går ikkje ut av {where}. Vel ei av pilene som går ut derifrå.",
    ),
    "default_condition": (
        "Standardveien {where} har en betingelse, og den blir ikke lest. Fjern betingelsen, eller velg en annen standardvei.",
        "Standardvegen {where} har eit vilkår, og det blir ikkje lese. Fjern vilkåret, eller vel ein annan standardveg.",
    ),
    "condition_ignored": (
        "Betingelsen på pilen {where} blir ikke lest, fordi pilen ikke kommer fra et eksklusivt eller inklusivt veivalg. Bytt type veivalg, eller fjern betingelsen.",
        "Vilkåret på pila {where} blir ikkje lese, fordi pila ikkje kjem frå eit eksklusivt eller inklusivt vegval. Byt type vegval, eller fjern vilkåret.",
    ),
    "timer_missing": (
        "Tidshendelsen {where} har ingen tid. Skriv for eksempel P5D (fem dager) eller skoledager(5).",
        "Tidshendinga {where} har inga tid. Skriv til dømes P5D (fem dagar) eller skoledager(5).",
    ),
    "timer_text": (
        "Tiden «{text}» ved {where} kan ikke leses. Skriv for eksempel P5D (fem dager), PT2H (to timer), 2026-08-17 eller skoledager(5).",
        "Tida «{text}» ved {where} kan ikkje lesast. Skriv til dømes P5D (fem dagar), PT2H (to timar), 2026-08-17 eller skoledager(5).",
    ),
    "cycle_too_short": (
        "{where} gjentar seg oftere enn hvert minutt («{text}»). Velg minst PT1M; til påminnelser passer P1D.",
        "{where} tek seg opp att oftare enn kvart minutt («{text}»). Vel minst PT1M; til påminningar passar P1D.",
    ),
    "timer_too_long": (
        "{where} venter i mer enn fem år («{text}»). Se etter om tallet eller bokstaven er feil.",
        "{where} ventar i meir enn fem år («{text}»). Sjå etter om talet eller bokstaven er feil.",
    ),
    "cycle_place": (
        "{where} gjentar seg, men det kan bare kanthendelser som ikke avbryter. Bruk en varighet, eller sett den på kanten av en oppgave.",
        "{where} tek seg opp att, men det kan berre kanthendingar som ikkje avbryt. Bruk ei lengd, eller set ho på kanten av ei oppgåve.",
    ),
    "cycle_interrupting": (
        "{where} gjentar seg, men avbryter oppgaven første gang. Gjør den ikke-avbrytende, eller bruk en varighet.",
        "{where} tek seg opp att, men avbryt oppgåva første gongen. Gjer ho ikkje-avbrytande, eller bruk ei lengd.",
    ),
    "due_missing": (
        "{where} har ingen frist. Skriv en frist, for eksempel skoledager(5), så noen får vite det om den blir liggende.",
        "{where} har ingen frist. Skriv ein frist, til dømes skoledager(5), så nokon får vite det om ho blir liggjande.",
    ),
    "lane_unknown": (
        "Banen {where} har ikke navn etter en rolle ved skolen{near}. Gi banen navnet på en rolle, eller velg rolle på hver oppgave.",
        "Bana {where} har ikkje namn etter ei rolle ved skulen{near}. Gje bana namnet på ei rolle, eller vel rolle på kvar oppgåve.",
    ),
    "role_unknown": (
        "Rollen «{role}» ved {where} finnes ikke{near}. Velg en av rollene i rollelisten.",
        "Rolla «{role}» ved {where} finst ikkje{near}. Vel ei av rollene i rollelista.",
    ),
    "nobody": (
        "Ingen får oppgaven {where}. Legg den i en bane, eller velg rolle eller person.",
        "Ingen får oppgåva {where}. Legg ho i ei bane, eller vel rolle eller person.",
    ),
    "start_roles_missing": (
        "Det står ikke hvem som kan starte {where}, så bare andre prosesser kan gjøre det. Velg roller under «Hvem kan starte».",
        "Det står ikkje kven som kan starte {where}, så berre andre prosessar kan gjere det. Vel roller under «Kven kan starte».",
    ),
    "name_missing": (
        "Oppgaven {where} har ikke navn, så innboksen viser en tom linje. Skriv hva som skal gjøres, med et verb.",
        "Oppgåva {where} har ikkje namn, så innboksen viser ei tom linje. Skriv kva som skal gjerast, med eit verb.",
    ),
    "priority": (
        "Prioriteten «{value}» ved {where} må være et helt tall fra 1 til 100. 50 er vanlig; over 80 haster det.",
        "Prioriteten «{value}» ved {where} må vere eit heilt tal frå 1 til 100. 50 er vanleg; over 80 hastar det.",
    ),
    "start_form": (
        "{where} starter av seg selv, så ingen fyller ut skjemaet «{form}» da. Flytt skjemaet til den første oppgaven.",
        "{where} startar av seg sjølv, så ingen fyller ut skjemaet «{form}» då. Flytt skjemaet til den første oppgåva.",
    ),
    "start_for_idle": (
        "startFor ved {where} har ingen virkning. Det står på en starthendelse med tid, og sier at det blir én sak for hver klasse.",
        "startFor ved {where} har ingen verknad. Det står på ei starthending med tid, og seier at det blir éi sak for kvar klasse.",
    ),
    "start_moments": (
        "«{text}» ved {where} gir ingen datoer. Skriv når på året saken skal starte, for eksempel skoledag(skolear.forste), skoleuker(3) eller en liste av datoer.",
        "«{text}» ved {where} gjev ingen datoar. Skriv når på året saka skal starte, til dømes skoledag(skolear.forste), skoleuker(3) eller ei liste av datoar.",
    ),
    "property_value": (
        "Innstillingen {property} ved {where} kan ikke være «{value}». realm kan være «owner», duty kan være D1 til D8, startFor kan være «klasse», og planRow er rader i planen, for eksempel F6 A1.",
        "Innstillinga {property} ved {where} kan ikkje vere «{value}». realm kan vere «owner», duty kan vere D1 til D8, startFor kan vere «klasse», og planRow er rader i planen, til dømes F6 A1.",
    ),
    "property_unknown": (
        "Innstillingen «{property}» ved {where} er ukjent og blir ikke brukt{near}. Rett navnet, eller fjern den.",
        "Innstillinga «{property}» ved {where} er ukjend og blir ikkje brukt{near}. Rett namnet, eller fjern ho.",
    ),
    "send_back_unknown": (
        "{where} kan sendes tilbake til «{target}», men det er ikke en oppgave i prosessen. Velg id-en til en brukeroppgave.",
        "{where} kan sendast tilbake til «{target}», men det er ikkje ei oppgåve i prosessen. Vel id-en til ei brukaroppgåve.",
    ),
    "form_unknown": (
        "{where} bruker skjemaet «{form}», men det finnes ikke i prosesspakken{near}. Lag skjemaet, eller velg et annet.",
        "{where} bruker skjemaet «{form}», men det finst ikkje i prosesspakken{near}. Lag skjemaet, eller vel eit anna.",
    ),
    "form_absent": (
        "Oppgaven {where} har ikke skjema, så den kan bare fullføres uten å skrive noe. Velg et skjema hvis noe skal dokumenteres.",
        "Oppgåva {where} har ikkje skjema, så ho kan berre fullførast utan å skrive noko. Vel eit skjema om noko skal dokumenterast.",
    ),
    "call_missing": (
        "Kallaktiviteten {where} sier ikke hvilken prosess den starter. Velg en prosess.",
        "Kallaktiviteten {where} seier ikkje kva prosess han startar. Vel ein prosess.",
    ),
    "call_unknown": (
        "Kallaktiviteten {where} starter «{called}», men den prosessen er ikke publisert{near}. Velg en prosess som er i bruk, eller publiser den først.",
        "Kallaktiviteten {where} startar «{called}», men den prosessen er ikkje publisert{near}. Vel ein prosess som er i bruk, eller publiser han først.",
    ),
    "call_cycle": (
        "Kallaktiviteten {where} starter «{called}», og det fører tilbake hit ({way}). Da blir saken aldri ferdig. Fjern ett av kallene, eller tegn en løkke i stedet.",
        "Kallaktiviteten {where} startar «{called}», og det fører tilbake hit ({way}). Då blir saka aldri ferdig. Fjern eitt av kalla, eller teikn ei løkke i staden.",
    ),
    "call_form_twice": (
        "Kallaktiviteten {where} starter «{called}», som har et annet skjema med navnet «{form}». Da blir svarene blandet sammen. Gi ett av skjemaene et annet navn.",
        "Kallaktiviteten {where} startar «{called}», som har eit anna skjema med namnet «{form}». Då blir svara blanda saman. Gje eitt av skjemaa eit anna namn.",
    ),
    "call_start_form": (
        "Kallaktiviteten {where} starter «{called}», som har et startskjema. Ingen blir bedt om å fylle det ut når prosessen kalles. Flytt spørsmålene til en oppgave hvis svarene trengs.",
        "Kallaktiviteten {where} startar «{called}», som har eit startskjema. Ingen blir bedne om å fylle det ut når prosessen blir kalla. Flytt spørsmåla til ei oppgåve om svara trengst.",
    ),
    "call_left": (
        "Flyten «{caller}» kaller denne, men passer ikke sammen med endringen. Den fortsetter med versjonen den har, til den er rettet: {because}",
        "Flyten «{caller}» kallar denne, men passar ikkje saman med endringa. Han held fram med versjonen han har, til han er retta: {because}",
    ),
    "operation_missing": (
        "Systemoppgaven {where} sier ikke hva systemet skal gjøre. Velg en handling, eller gjør den til en brukeroppgave.",
        "Systemoppgåva {where} seier ikkje kva systemet skal gjere. Vel ei handling, eller gjer ho til ei brukaroppgåve.",
    ),
    "operation_unknown": (
        "Systemoppgaven {where} ber om «{operation}», og det kan ikke systemet{near}. Velg en av handlingene i listen.",
        "Systemoppgåva {where} ber om «{operation}», og det kan ikkje systemet{near}. Vel ei av handlingane i lista.",
    ),
    "template_unknown": (
        "Systemoppgaven {where} ber om at teksten «{template}» sendes, men den finnes ikke{near}. Velg en av tekstene som kan sendes.",
        "Systemoppgåva {where} ber om at teksten «{template}» blir send, men han finst ikkje{near}. Vel ein av tekstane som kan sendast.",
    ),
    "script_missing": (
        "Skriptoppgaven {where} er tom. Skriv minst én linje på formen navn = uttrykk.",
        "Skriptoppgåva {where} er tom. Skriv minst éi linje på forma namn = uttrykk.",
    ),
    "script_line": (
        "Linje {line} i skriptet {where} kan ikke leses: «{text}». Hver linje må være på formen navn = uttrykk.",
        "Linje {line} i skriptet {where} kan ikkje lesast: «{text}». Kvar linje må vere på forma namn = uttrykk.",
    ),
    "loop_missing": (
        "{where} skal gjøres flere ganger, men det står ikke for hva. Skriv hvilken liste (for eksempel plan.tiltak) eller hvor mange ganger.",
        "{where} skal gjerast fleire gonger, men det står ikkje for kva. Skriv kva liste (til dømes plan.tiltak) eller kor mange gonger.",
    ),
    "loop_both": (
        "{where} har både en liste og et antall ganger. Behold det ene.",
        "{where} har både ei liste og eit tal på gonger. Behald det eine.",
    ),
    "loop_item_missing": (
        "{where} går gjennom «{collection}», men hver del har ikke fått navn. Gi delen et navn, for eksempel tiltak, så uttrykk kan lese tiltak.frist.",
        "{where} går gjennom «{collection}», men kvar del har ikkje fått namn. Gje delen eit namn, til dømes tiltak, så uttrykk kan lese tiltak.frist.",
    ),
    "decision_missing": (
        "{where} sier ikke hvilken beslutningstabell den bruker. Velg en tabell.",
        "{where} seier ikkje kva avgjerdstabell ho bruker. Vel ein tabell.",
    ),
    "decision_unknown": (
        "{where} bruker beslutningen «{decision}», men den finnes ikke i prosesspakken{near}. Legg til tabellen, eller velg en annen.",
        "{where} bruker avgjerda «{decision}», men ho finst ikkje i prosesspakken{near}. Legg til tabellen, eller vel ein annan.",
    ),
    "table_invalid": (
        "Beslutningstabellen {where} i {source} kan ikke leses ved «{text}» (tegn {position}). {hint} Rett cellen.",
        "Avgjerdstabellen {where} i {source} kan ikkje lesast ved «{text}» (teikn {position}). {hint} Rett cella.",
    ),
    "table_rule": (
        "Beslutningstabellen {where} i {source}{row} kan ikke brukes. {hint}",
        "Avgjerdstabellen {where} i {source}{row} kan ikkje brukast. {hint}",
    ),
    "table_idle": (
        "Beslutningstabellen {where} i {source}{row} kommer aldri i bruk. {hint}",
        "Avgjerdstabellen {where} i {source}{row} kjem aldri i bruk. {hint}",
    ),
    "table_unused": (
        "Ingen oppgave bruker beslutningstabellen «{decision}». Fjern den, eller bruk den i en regeloppgave.",
        "Inga oppgåve bruker avgjerdstabellen «{decision}». Fjern han, eller bruk han i ei regeloppgåve.",
    ),
    "expression": (
        "Uttrykket «{text}» ved {where} kan ikke leses ved tegn {position}. {hint}",
        "Uttrykket «{text}» ved {where} kan ikkje lesast ved teikn {position}. {hint}",
    ),
    "unknown_name": (
        "{where} leser «{path}», men ingen skjema, skript eller tabell gir det navnet{near}. Rett navnet.",
        "{where} les «{path}», men ingen skjema, skript eller tabell gjev det namnet{near}. Rett namnet.",
    ),
    "unknown_field": (
        "{where} leser «{path}», men skjemaet «{form}» har ikke feltet «{field}»{near}. Rett navnet, eller legg feltet til i skjemaet.",
        "{where} les «{path}», men skjemaet «{form}» har ikkje feltet «{field}»{near}. Rett namnet, eller legg feltet til i skjemaet.",
    ),
    "read_too_early": (
        "{where} leser «{path}» før noen har fylt ut skjemaet «{form}», så verdien mangler. Flytt steget etter oppgaven med skjemaet.",
        "{where} les «{path}» før nokon har fylt ut skjemaet «{form}», så verdien manglar. Flytt steget etter oppgåva med skjemaet.",
    ),
    "type_mismatch": (
        "{where} sammenligner «{path}» med {value}, men verdien skal være {kind}. Da blir svaret aldri ja. Rett uttrykket.",
        "{where} samanliknar «{path}» med {value}, men verdien skal vere {kind}. Då blir svaret aldri ja. Rett uttrykket.",
    ),
    "value_unknown": (
        "{where} sammenligner «{path}» med {value}, men det er ikke et av svarene i skjemaet ({allowed}). Rett verdien.",
        "{where} samanliknar «{path}» med {value}, men det er ikkje eit av svara i skjemaet ({allowed}). Rett verdien.",
    ),
}
