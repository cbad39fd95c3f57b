# ruff: noqa: E501  # a sentence on one line can be read, searched for and compared with its nynorsk
"""What the lint says about files and about what is drawn, in bokmål and nynorsk."""

TEXTS: dict[str, tuple[str, str]] = {
    "file_too_big": (
        "Filen {name} er for stor. Den kan ha høyst {limit} tegn. Del prosessen i flere, eller fjern bilder og annet som ikke trengs.",
        "Fila {name} er for stor. Ho kan ha høgst {limit} teikn. Del prosessen i fleire, eller fjern bilete og anna som ikkje trengst.",
    ),
    "file_encoding": (
        "Bokstavene i filen {name} kan ikke leses. Lagre filen på nytt som UTF-8.",
        "Bokstavane i fila {name} kan ikkje lesast. Lagre fila på nytt som UTF-8.",
    ),
    "file_doctype": (
        "Filen {name} har en DOCTYPE, og det tar vi ikke imot av sikkerhetsgrunner. Lagre diagrammet på nytt fra tegneprogrammet, eller fjern linjen som begynner med <!DOCTYPE.",
        "Fila {name} har ein DOCTYPE, og det tek vi ikkje imot av tryggleiksgrunnar. Lagre diagrammet på nytt frå teikneprogrammet, eller fjern linja som byrjar med <!DOCTYPE.",
    ),
    "file_too_many": (
        "Filen {name} har flere enn {limit} XML-merker. Del prosessen i flere.",
        "Fila {name} har fleire enn {limit} XML-merke. Del prosessen i fleire.",
    ),
    "file_too_deep": (
        "Filen {name} har mer enn {limit} nivåer inni hverandre. Lagre diagrammet på nytt fra tegneprogrammet.",
        "Fila {name} har meir enn {limit} nivå inni kvarandre. Lagre diagrammet på nytt frå teikneprogrammet.",
    ),
    "file_not_xml": (
        "Filen {name} er ikke gyldig XML; lesingen stoppet ved linje {line}. Lagre diagrammet på nytt fra tegneprogrammet.",
        "Fila {name} er ikkje gyldig XML; lesinga stoppa ved linje {line}. Lagre diagrammet på nytt frå teikneprogrammet.",
    ),
    "file_not_bpmn": (
        "Filen {name} er ikke et BPMN-diagram; den begynner med «{found}». Velg filen som tegneprogrammet lagrer som BPMN 2.0.",
        "Fila {name} er ikkje eit BPMN-diagram; ho byrjar med «{found}». Vel fila som teikneprogrammet lagrar som BPMN 2.0.",
    ),
    "file_no_process": (
        "Diagrammet i {name} har ingen steg. Tegn minst en starthendelse, en oppgave og en slutthendelse.",
        "Diagrammet i {name} har ingen steg. Teikn minst ei starthending, ei oppgåve og ei slutthending.",
    ),
    "file_missing": (
        "Prosesspakken mangler filen {name}. Legg den til.",
        "Prosesspakken manglar fila {name}. Legg ho til.",
    ),
    "file_name": (
        "En prosesspakke kan ikke ha en fil som heter «{name}». Bruk små bokstaver a–z, tall og understrek, for eksempel melding.bpmn eller forms/melding.json.",
        "Ein prosesspakke kan ikkje ha ei fil som heiter «{name}». Bruk små bokstavar a–z, tal og understrek, til dømes melding.bpmn eller forms/melding.json.",
    ),
    "file_not_json": (
        "Filen {name} kan ikke leses som JSON ({detail}). Se etter et komma, en klamme eller et hermetegn som mangler, eller et navn som står to ganger.",
        "Fila {name} kan ikkje lesast som JSON ({detail}). Sjå etter eit komma, ein klamme eller eit hermeteikn som manglar, eller eit namn som står to gonger.",
    ),
    "file_nn": (
        "Filen {name} har ikke den formen den skal ha. Den skal inneholde «name» og «elements» med én tekst per element.",
        "Fila {name} har ikkje den forma ho skal ha. Ho skal innehalde «name» og «elements» med éin tekst per element.",
    ),
    "file_roles": (
        "Rollefilen {name} kan ikke leses ({detail}). Hver rolle må ha «key» og «name».",
        "Rollefila {name} kan ikkje lesast ({detail}). Kvar rolle må ha «key» og «name».",
    ),
    "file_many": (
        "Prosesspakken {name} har for mange filer. Den kan ha høyst {limit}.",
        "Prosesspakken {name} har for mange filer. Han kan ha høgst {limit}.",
    ),
    "file_form": (
        "Skjemaet {name} bruker noe som ikke kan vises. Se de andre merknadene om skjemaet.",
        "Skjemaet {name} bruker noko som ikkje kan visast. Sjå dei andre merknadene om skjemaet.",
    ),
    "unknown_element": (
        "«{word}» ved {where} er ikke noe denne løsningen kjenner. Fjern det, eller tegn det med vanlige oppgaver, veivalg og hendelser.",
        "«{word}» ved {where} er ikkje noko denne løysinga kjenner. Fjern det, eller teikn det med vanlege oppgåver, vegval og hendingar.",
    ),
    "id_missing": (
        "Et element ({kind} «{label}») ved {where} har ingen id. Gi det en id i tegneprogrammet.",
        "Eit element ({kind} «{label}») ved {where} har ingen id. Gje det ein id i teikneprogrammet.",
    ),
    "id_twice": (
        "Id-en «{id}» er brukt {times} ganger. Gi hvert element sin egen id.",
        "Id-en «{id}» er brukt {times} gonger. Gje kvart element sin eigen id.",
    ),
    "id_not_ascii": (
        "Id-en «{id}» har tegn som ikke kan brukes. Bruk bokstavene a–z, tall og understrek, og begynn med en bokstav. Navnet kan fortsatt ha æ, ø og å.",
        "Id-en «{id}» har teikn som ikkje kan brukast. Bruk bokstavane a–z, tal og understrek, og byrj med ein bokstav. Namnet kan framleis ha æ, ø og å.",
    ),
    "id_reserved": (
        "Id-en «{id}» er opptatt av kjøremotoren. Velg en annen id for {where}.",
        "Id-en «{id}» er oppteken av køyremotoren. Vel ein annan id for {where}.",
    ),
    "flow_dangling": (
        "Pilen {where} henger løst: «{missing}» finnes ikke. Dra enden av pilen til et steg, eller slett den.",
        "Pila {where} heng laust: «{missing}» finst ikkje. Dra enden av pila til eit steg, eller slett ho.",
    ),
    "flow_crosses": (
        "Pilen {where} går ut av eller inn i en delprosess («{other}»). La pilen ende på selve delprosessen, og tegn egne piler inni den.",
        "Pila {where} går ut av eller inn i ein delprosess («{other}»). La pila ende på sjølve delprosessen, og teikn eigne piler inni han.",
    ),
    "key_differs": (
        "Prosessen har id «{key}» i diagrammet, men heter «{bundle}» her. Sett prosessens id til «{bundle}», så kallaktiviteter i andre prosesser finner den.",
        "Prosessen har id «{key}» i diagrammet, men heiter «{bundle}» her. Set id-en til prosessen til «{bundle}», så kallaktivitetar i andre prosessar finn han.",
    ),
    "process_ignored": (
        "Diagrammet har flere prosesser. Bare «{main}» kjøres; «{process}» blir bare tegnet. Lagre den som en egen prosess hvis den skal kjøres.",
        "Diagrammet har fleire prosessar. Berre «{main}» blir køyrd; «{process}» blir berre teikna. Lagre han som ein eigen prosess om han skal køyrast.",
    ),
    "extension_foreign": (
        "Innstillinger fra et annet program ({namespace}) ved {where} blir ikke brukt. Skriv det som trengs på nytt i panelet her.",
        "Innstillingar frå eit anna program ({namespace}) ved {where} blir ikkje brukte. Skriv det som trengst på nytt i panelet her.",
    ),
    "shape_missing": (
        "{where} er ikke tegnet ({count} uten plass på tegneflaten), så det synes ikke i diagrammet. Sett det inn på tegneflaten.",
        "{where} er ikkje teikna ({count} utan plass på teikneflata), så det syner ikkje i diagrammet. Set det inn på teikneflata.",
    ),
    "data_dropped": (
        "Dataobjektet «{data}» blir tegnet, men ikke brukt. Opplysninger i en sak ligger i skjemaene; les dem derfra med skjema.felt.",
        "Dataobjektet «{data}» blir teikna, men ikkje brukt. Opplysningar i ei sak ligg i skjemaa; les dei derifrå med skjema.felt.",
    ),
    "end_added": (
        "Fra {where} går det ingen pil videre. Grenen slutter der. Tegn en slutthendelse, så alle ser det.",
        "Frå {where} går det inga pil vidare. Greina sluttar der. Teikn ei slutthending, så alle ser det.",
    ),
    "nn_unknown": (
        "{source} har nynorsk for «{id}» ({pointer}), men der er det ingen tekst på bokmål. Fjern den, eller rett id-en.",
        "{source} har nynorsk for «{id}» ({pointer}), men der er det ingen tekst på bokmål. Fjern han, eller rett id-en.",
    ),
    "nn_missing": (
        "{source} mangler nynorsk for {count} av tekstene. Den første er {pointer}. De som leser nynorsk, får bokmål der.",
        "{source} manglar nynorsk for {count} av tekstane. Den første er {pointer}. Dei som les nynorsk, får bokmål der.",
    ),
    "complex_gateway": (
        "{where} er et komplekst veivalg, og det kan ikke kjøres. Bruk eksklusive, inklusive eller parallelle veivalg.",
        "{where} er eit komplekst vegval, og det kan ikkje køyrast. Bruk eksklusive, inklusive eller parallelle vegval.",
    ),
    "event_subprocess": (
        "{where} er en delprosess som en hendelse starter. Den ville ikke stoppet det den skal stoppe. Sett en kanthendelse på en vanlig delprosess i stedet.",
        "{where} er ein delprosess som ei hending startar. Han ville ikkje ha stoppa det han skal stoppe. Set ei kanthending på ein vanleg delprosess i staden.",
    ),
    "ad_hoc": (
        "{where} er en ad hoc-delprosess; alle stegene ville startet på én gang. Tegn en vanlig delprosess med parallelle veivalg.",
        "{where} er ein ad hoc-delprosess; alle stega ville ha starta på ein gong. Teikn ein vanleg delprosess med parallelle vegval.",
    ),
    "transaction": (
        "{where} er en transaksjon, men ingenting ville blitt gjort om igjen. Bruk en vanlig delprosess.",
        "{where} er ein transaksjon, men ingenting ville ha vorte gjort om att. Bruk ein vanleg delprosess.",
    ),
    "standard_loop": (
        "{where} er merket med løkke. Tegn løkken med et veivalg og en pil tilbake, så alle ser når den tar slutt.",
        "{where} er merkt med løkke. Teikn løkka med eit vegval og ei pil tilbake, så alle ser når ho tek slutt.",
    ),
    "compensation": (
        "{where} bruker kompensasjon, som ikke ville skjedd. Tegn det som skal gjøres, som vanlige oppgaver.",
        "{where} bruker kompensasjon, som ikkje ville ha skjedd. Teikn det som skal gjerast, som vanlege oppgåver.",
    ),
    "link_event": (
        "{where} er en lenkehendelse, og saken ville stoppet der for godt. Dra en pil hele veien i stedet.",
        "{where} er ei lenkjehending, og saka ville ha stoppa der for godt. Dra ei pil heile vegen i staden.",
    ),
    "conditional_event": (
        "{where} er en betingelseshendelse, og ingen ville sett etter om betingelsen er oppfylt. Bruk et veivalg etter oppgaven som avgjør det, eller en tidshendelse.",
        "{where} er ei vilkårshending, og ingen ville ha sett etter om vilkåret er oppfylt. Bruk eit vegval etter oppgåva som avgjer det, eller ei tidshending.",
    ),
    "cancel_event": (
        "{where} er en avbruddshendelse, og den virker bare i transaksjoner. Bruk en feilslutt inni delprosessen og en feilhendelse på kanten av den.",
        "{where} er ei avbrotshending, og ho verkar berre i transaksjonar. Bruk ein feilslutt inni delprosessen og ei feilhending på kanten av han.",
    ),
    "signal_end": (
        "{where} sender et signal når grenen slutter, men signalet ville blitt borte. Sett en signalhendelse før slutthendelsen i stedet.",
        "{where} sender eit signal når greina sluttar, men signalet ville ha vorte borte. Set ei signalhending før slutthendinga i staden.",
    ),
    "several_events": (
        "{where} har flere hendelser på én gang. Bruk én hendelse for hver.",
        "{where} har fleire hendingar på ein gong. Bruk éi hending for kvar.",
    ),
    "event_missing": (
        "{where} venter på noe, men det står ikke hva. Velg tid, melding eller signal.",
        "{where} ventar på noko, men det står ikkje kva. Vel tid, melding eller signal.",
    ),
    "event_kind": (
        "{where} kan ikke være en {event} på dette stedet. Velg en annen type hendelse.",
        "{where} kan ikkje vere ei {event} på denne staden. Vel ein annan type hending.",
    ),
    "start_kind": (
        "{where} starter med en {event}. En sak startes av en person, av en annen prosess eller på datoer i skoleåret. Bruk en vanlig starthendelse, eller en tidshendelse med dato, for eksempel skoleuker(3).",
        "{where} startar med ei {event}. Ei sak blir starta av ein person, av ein annan prosess eller på datoar i skuleåret. Bruk ei vanleg starthending, eller ei tidshending med dato, til dømes skoleuker(3).",
    ),
    "boundary_host": (
        "Kanthendelsen {where} sitter ikke på en oppgave eller delprosess. Flytt den til kanten av steget den gjelder.",
        "Kanthendinga {where} sit ikkje på ei oppgåve eller ein delprosess. Flytt ho til kanten av steget ho gjeld.",
    ),
    "boundary_kind": (
        "Kanthendelsen {where} kan ikke være en {event}. Velg tid, melding, signal, feil eller opptrapping.",
        "Kanthendinga {where} kan ikkje vere ei {event}. Vel tid, melding, signal, feil eller opptrapping.",
    ),
    "error_uncaught": (
        "{where} slutter med feilen «{topic}», men ingen tar imot den, og saken ville sett fullført ut. Sett en feilhendelse på kanten av delprosessen rundt, eller bruk en vanlig slutthendelse.",
        "{where} sluttar med feilen «{topic}», men ingen tek imot han, og saka ville ha sett fullført ut. Set ei feilhending på kanten av delprosessen rundt, eller bruk ei vanleg slutthending.",
    ),
    "error_never": (
        "{where} tar imot feilen «{topic}», men ingenting inni steget sender den. Rett navnet på feilen, eller fjern hendelsen.",
        "{where} tek imot feilen «{topic}», men ingenting inni steget sender han. Rett namnet på feilen, eller fjern hendinga.",
    ),
    "escalation_unheard": (
        "{where} sender opptrappingen «{topic}», men ingen tar imot den. Sett en opptrappingshendelse på kanten av delprosessen rundt.",
        "{where} sender opptrappinga «{topic}», men ingen tek imot ho. Set ei opptrappingshending på kanten av delprosessen rundt.",
    ),
    "event_gateway_timers": (
        "Etter {where} står det to tidshendelser. De ville delt én klokke, så den ene går for sent og den andre aldri. Behold én, og legg den andre som kanthendelse på en oppgave.",
        "Etter {where} står det to tidshendingar. Dei ville ha delt éi klokke, så den eine går for seint og den andre aldri. Behald éi, og legg den andre som kanthending på ei oppgåve.",
    ),
    "event_gateway_target": (
        "Etter {where} kan det bare komme hendelser som venter, ikke «{target}». Sett en tidshendelse eller meldingshendelse imellom.",
        "Etter {where} kan det berre kome hendingar som ventar, ikkje «{target}». Set ei tidshending eller meldingshending imellom.",
    ),
    "message_never": (
        "{where} venter på meldingen «{topic}», men ingenting i prosessen sender den, så saken ville ventet for alltid. La en brukeroppgave vente i stedet, eller tegn hvem som sender meldingen.",
        "{where} ventar på meldinga «{topic}», men ingenting i prosessen sender ho, så saka ville ha venta for alltid. La ei brukaroppgåve vente i staden, eller teikn kven som sender meldinga.",
    ),
    "message_unheard": (
        "{where} sender meldingen «{topic}», men ingenting i prosessen tar imot den. Skal noen varsles, bruk en systemoppgave med «notify».",
        "{where} sender meldinga «{topic}», men ingenting i prosessen tek imot ho. Skal nokon varslast, bruk ei systemoppgåve med «notify».",
    ),
    "signal_never": (
        "{where} venter på signalet «{topic}», men ingenting i prosessen sender det, så saken ville ventet for alltid. Tegn hvem som sender signalet, eller bruk en tidshendelse.",
        "{where} ventar på signalet «{topic}», men ingenting i prosessen sender det, så saka ville ha venta for alltid. Teikn kven som sender signalet, eller bruk ei tidshending.",
    ),
    "signal_unheard": (
        "{where} sender signalet «{topic}», men ingenting i prosessen tar imot det. Fjern hendelsen, eller tegn hvem som tar imot.",
        "{where} sender signalet «{topic}», men ingenting i prosessen tek imot det. Fjern hendinga, eller teikn kven som tek imot.",
    ),
    "hidden_script": (
        "{where} har et skjult skript ({word}), og slike kjøres ikke. Legg linjene i en egen skriptoppgave, der alle ser dem.",
        "{where} har eit skjult skript ({word}), og slike blir ikkje køyrde. Legg linjene i ei eiga skriptoppgåve, der alle ser dei.",
    ),
    "start_missing": (
        "{where} har ingen starthendelse. Tegn én, med pil til det første steget.",
        "{where} har inga starthending. Teikn éi, med pil til det første steget.",
    ),
    "start_many": (
        "{where} er en starthendelse til. Bare den første ville blitt brukt. Behold én, og bruk et veivalg etter den.",
        "{where} er ei starthending til. Berre den første ville ha vorte brukt. Behald éi, og bruk eit vegval etter ho.",
    ),
    "end_missing": (
        "{where} har ingen slutthendelse, så saken blir aldri ferdig. Tegn en slutthendelse der prosessen er slutt.",
        "{where} har inga slutthending, så saka blir aldri ferdig. Teikn ei slutthending der prosessen er slutt.",
    ),
    "unreachable": (
        "Ingen vei fra starten fører til {where}, så det ville aldri skjedd. Dra en pil dit, eller slett det.",
        "Ingen veg frå starten fører til {where}, så det ville aldri ha skjedd. Dra ei pil dit, eller slett det.",
    ),
    "no_way_out": (
        "Fra {where} kommer saken aldri til en slutt. Dra en pil videre mot en slutthendelse.",
        "Frå {where} kjem saka aldri til ein slutt. Dra ei pil vidare mot ei slutthending.",
    ),
    "join_stuck": (
        "{where} venter på alle pilene inn, men alle kan ikke komme, så saken stopper der. Samle med et eksklusivt veivalg der bare én vei er valgt, eller del med et parallelt veivalg før.",
        "{where} ventar på alle pilene inn, men alle kan ikkje kome, så saka stoppar der. Samle med eit eksklusivt vegval der berre éin veg er vald, eller del med eit parallelt vegval før.",
    ),
    "join_may_stick": (
        "{where} kan bli stående og vente på en gren som ikke kommer. Se etter om hver gren som deles, også samles her.",
        "{where} kan bli ståande og vente på ei grein som ikkje kjem. Sjå etter om kvar grein som blir delt, også blir samla her.",
    ),
    "runs_twice": (
        "{where} kan bli gjort to ganger, fordi to parallelle grener kommer dit uten å samles først. Sett et parallelt veivalg foran.",
        "{where} kan bli gjort to gonger, fordi to parallelle greiner kjem dit utan å samlast først. Set eit parallelt vegval framfor.",
    ),
    "self_loop": (
        "Pilen ut av {where} går rett tilbake til det samme steget. Sett et veivalg imellom, som sier når det er nok.",
        "Pila ut av {where} går rett tilbake til det same steget. Set eit vegval imellom, som seier når det er nok.",
    ),
    "busy_loop": (
        "Runden gjennom {where} har ikke noe steg som venter, så den kan gå rundt og rundt. La en oppgave eller en tidshendelse stå i runden.",
        "Runden gjennom {where} har ikkje noko steg som ventar, så han kan gå rundt og rundt. La ei oppgåve eller ei tidshending stå i runden.",
    ),
    "too_large": (
        "{where} har {count} steg; grensen er {limit}. Flytt deler av den til delprosesser eller egne prosesser.",
        "{where} har {count} steg; grensa er {limit}. Flytt delar av han til delprosessar eller eigne prosessar.",
    ),
    "start_incoming": (
        "Det går en pil inn i starthendelsen {where}. La pilen gå til steget etter.",
        "Det går ei pil inn i starthendinga {where}. La pila gå til steget etter.",
    ),
    "end_outgoing": (
        "Det går en pil ut av slutthendelsen {where}. Slett pilen, eller bruk en annen hendelse.",
        "Det går ei pil ut av slutthendinga {where}. Slett pila, eller bruk ei anna hending.",
    ),
    "boundary_incoming": (
        "Det går en pil inn i kanthendelsen {where}. Den starter av seg selv; slett pilen.",
        "Det går ei pil inn i kanthendinga {where}. Ho startar av seg sjølv; slett pila.",
    ),
}
