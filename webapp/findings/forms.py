# ruff: noqa: E501  # a sentence on one line can be read, searched for and compared with its nynorsk
"""What the lint says about forms, in bokmål and nynorsk."""

TEXTS: dict[str, tuple[str, str]] = {
    "form_unused": (
        "Ingen oppgave bruker skjemaet «{form}». Velg det på en oppgave, eller slett det.",
        "Inga oppgåve bruker skjemaet «{form}». Vel det på ei oppgåve, eller slett det.",
    ),
    "form_title_missing": (
        "{where} i {source} har ingen ledetekst. Skriv «title», så den som svarer, ser hva det spørres om.",
        "{where} i {source} har ingen leietekst. Skriv «title», så den som svarer, ser kva det blir spurt om.",
    ),
    "form_not_object": (
        'Skjemaet {source} må være et objekt: "type": "object" med "properties".',
        'Skjemaet {source} må vere eit objekt: "type": "object" med "properties".',
    ),
    "form_keyword": (
        "«{keyword}» ved {where} i {source} kan ikke brukes i skjemaer her. Fjern det, eller bruk et av ordene som er beskrevet i håndboken.",
        "«{keyword}» ved {where} i {source} kan ikkje brukast i skjema her. Fjern det, eller bruk eit av orda som er skildra i handboka.",
    ),
    "form_value": (
        "«{keyword}» ved {where} i {source} har en verdi som ikke kan brukes. Se i håndboken hva som kan stå der.",
        "«{keyword}» ved {where} i {source} har ein verdi som ikkje kan brukast. Sjå i handboka kva som kan stå der.",
    ),
    "form_field_name": (
        "Feltet «{name}» i {source} har et navn som ikke kan brukes. Bruk små bokstaver a–z, tall og understrek, og begynn med en bokstav. Ledeteksten kan ha æ, ø og å.",
        "Feltet «{name}» i {source} har eit namn som ikkje kan brukast. Bruk små bokstavar a–z, tal og understrek, og byrj med ein bokstav. Leieteksten kan ha æ, ø og å.",
    ),
    "form_type_missing": (
        "{where} i {source} sier ikke hva slags svar det er. Skriv «type»: string, integer, number, boolean, array eller object.",
        "{where} i {source} seier ikkje kva slags svar det er. Skriv «type»: string, integer, number, boolean, array eller object.",
    ),
    "form_type": (
        "Typen «{type}» ved {where} i {source} finnes ikke. Bruk string, integer, number, boolean, array eller object.",
        "Typen «{type}» ved {where} i {source} finst ikkje. Bruk string, integer, number, boolean, array eller object.",
    ),
    "form_format": (
        "Formatet «{format}» ved {where} i {source} finnes ikke. Bruk date, time, date-time, email, uri, uuid, phone-no, person eller attachment.",
        "Formatet «{format}» ved {where} i {source} finst ikkje. Bruk date, time, date-time, email, uri, uuid, phone-no, person eller attachment.",
    ),
    "form_pattern": (
        "Mønsteret ved {where} i {source} kan ikke brukes ({reason}). Mønstre kan ikke se framover eller bakover; skriv det enklere.",
        "Mønsteret ved {where} i {source} kan ikkje brukast ({reason}). Mønster kan ikkje sjå framover eller bakover; skriv det enklare.",
    ),
    "form_pattern_text": (
        "{where} i {source} har et mønster, men ingen setning om hva som er feil. Skriv den under «x-errors» med nøkkelen «pattern».",
        "{where} i {source} har eit mønster, men inga setning om kva som er feil. Skriv ho under «x-errors» med nøkkelen «pattern».",
    ),
    "form_text_missing": (
        "{where} i {source} har et krav («{keyword}»), men ingen setning om hva som er feil. Skriv den under «x-errors» med nøkkelen «{keyword}».",
        "{where} i {source} har eit krav («{keyword}»), men inga setning om kva som er feil. Skriv ho under «x-errors» med nøkkelen «{keyword}».",
    ),
    "form_ref": (
        "Henvisningen «{ref}» ved {where} i {source} kan ikke følges. Den må peke på noe under «$defs» i samme skjema, for eksempel #/$defs/adresse.",
        "Tilvisinga «{ref}» ved {where} i {source} kan ikkje følgjast. Ho må peike på noko under «$defs» i same skjema, til dømes #/$defs/adresse.",
    ),
    "form_ref_cycle": (
        "«{ref}» i {source} henviser til seg selv, så skjemaet tar aldri slutt. Fjern henvisningen.",
        "«{ref}» i {source} viser til seg sjølv, så skjemaet tek aldri slutt. Fjern tilvisinga.",
    ),
    "form_expansion": (
        "Skjemaet {source} blir for stort når alle henvisninger er skrevet ut (over {limit} deler). Del det i flere skjemaer.",
        "Skjemaet {source} blir for stort når alle tilvisingar er skrivne ut (over {limit} delar). Del det i fleire skjema.",
    ),
    "form_nodes": (
        "Skjemaet {source} er for stort (over {limit} deler). Del det i flere skjemaer.",
        "Skjemaet {source} er for stort (over {limit} delar). Del det i fleire skjema.",
    ),
    "form_depth": (
        "Skjemaet {source} har for mange nivåer inni hverandre (over {limit}). Legg feltene flatere.",
        "Skjemaet {source} har for mange nivå inni kvarandre (over {limit}). Legg felta flatare.",
    ),
    "form_unique": (
        "{where} i {source} krever ulike rader og må derfor ha et høyeste antall. Skriv «maxItems», høyst {limit}.",
        "{where} i {source} krev ulike rader og må difor ha eit høgste tal. Skriv «maxItems», høgst {limit}.",
    ),
    "form_items": (
        "Listen {where} i {source} sier ikke hva hver rad er, eller har lister i lister. Skriv «items» med et felt eller en gruppe felt.",
        "Lista {where} i {source} seier ikkje kva kvar rad er, eller har lister i lister. Skriv «items» med eit felt eller ei gruppe felt.",
    ),
    "form_one_of": (
        "Valget ved {where} i {source} kan ikke vises. Hvert valg må ha «const» og «title», eller gruppene må ha ett felt med hver sin «const».",
        "Valet ved {where} i {source} kan ikkje visast. Kvart val må ha «const» og «title», eller gruppene må ha eitt felt med kvar sin «const».",
    ),
    "form_choices": (
        "{where} i {source} har for mange valg; høyst {limit} kan vises. Bruk et søkefelt i stedet.",
        "{where} i {source} har for mange val; høgst {limit} kan visast. Bruk eit søkjefelt i staden.",
    ),
    "form_choice_twice": (
        "{where} i {source} har samme valg to ganger. Fjern det ene.",
        "{where} i {source} har same val to gonger. Fjern det eine.",
    ),
    "form_required_unknown": (
        "{source} krever eller leser feltet «{name}» ved {pointer}, men det feltet finnes ikke i skjemaet. Rett navnet.",
        "{source} krev eller les feltet «{name}» ved {pointer}, men det feltet finst ikkje i skjemaet. Rett namnet.",
    ),
    "form_bounds": (
        "{where} i {source} har en nedre grense ({low}) som er over den øvre ({high}), så ingen kan svare. Rett tallene.",
        "{where} i {source} har ei nedre grense ({low}) som er over den øvre ({high}), så ingen kan svare. Rett tala.",
    ),
    "form_annotation": (
        "«{keyword}» ved {where} i {source} kan ikke være «{value}». Bruk ett av: {allowed}.",
        "«{keyword}» ved {where} i {source} kan ikkje vere «{value}». Bruk eitt av: {allowed}.",
    ),
    "form_extends_group": (
        "En betingelse i {source} legger felt til gruppen «{name}» utenfra ({pointer}). Legg betingelsen inni gruppen.",
        "Eit vilkår i {source} legg felt til gruppa «{name}» utanfrå ({pointer}). Legg vilkåret inni gruppa.",
    ),
    "form_if": (
        "{where} i {source} har «if» uten «then» eller «else», eller omvendt. Skriv begge deler.",
        "{where} i {source} har «if» utan «then» eller «else», eller omvendt. Skriv begge delar.",
    ),
    "prefill_unknown": (
        "{source} henter «{path}» ved {where}, men det feltet finnes ikke. Skriv skjema.felt med navn som finnes.",
        "{source} hentar «{path}» ved {where}, men det feltet finst ikkje. Skriv skjema.felt med namn som finst.",
    ),
}
