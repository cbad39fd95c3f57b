"""What is said of steps, arrows and lanes that changed, in bokmål and nynorsk."""

from collections.abc import Mapping

FLOW: Mapping[str, tuple[str, str]] = {
    "layout_only": (
        "Bare plasseringen på tegningen er endret. Flyten er den samme.",
        "Berre plasseringa på teikninga er endra. Flyten er den same.",
    ),
    "drawing_other": (
        "Noe i tegningen er endret uten at stegene er blitt andre.",
        "Noko i teikninga er endra utan at stega har vorte andre.",
    ),
    "process_renamed": (
        "Prosessen heter nå {new}, ikke {old}.",
        "Prosessen heiter no {new}, ikkje {old}.",
    ),
    "process_setting": (
        "En innstilling for hele prosessen er endret.",
        "Ei innstilling for heile prosessen er endra.",
    ),
    "start_roles.come": (
        "Nå kan også {come} starte prosessen.",
        "No kan også {come} starte prosessen.",
    ),
    "start_roles.gone": (
        "{gone} kan ikke lenger starte prosessen.",
        "{gone} kan ikkje lenger starte prosessen.",
    ),
    "start_roles.both": (
        "Nå kan {come} starte prosessen, men ikke lenger {gone}.",
        "No kan {come} starte prosessen, men ikkje lenger {gone}.",
    ),
    "start_roles": (
        "Rollene som kan starte prosessen, står i en annen rekkefølge.",
        "Rollene som kan starte prosessen, står i ei anna rekkjefølgje.",
    ),
    "lane_added": ("Ny bane: {name}.", "Ny bane: {name}."),
    "lane_removed": ("Banen {name} er fjernet.", "Bana {name} er fjerna."),
    "lane_renamed": ("Banen {old} heter nå {new}.", "Bana {old} heiter no {new}."),
    "lane_moved": ("{step} står nå i banen {lane}.", "{step} står no i bana {lane}."),
    "lane_moved.none": (
        "{step} står ikke lenger i en bane.",
        "{step} står ikkje lenger i ei bane.",
    ),
    "step_added": ("{fresh} {step}.", "{fresh} {step}."),
    "step_added.after": ("{fresh} {step} etter {after}.", "{fresh} {step} etter {after}."),
    "step_added.edge": (
        "{fresh} {step} på kanten av {after}.",
        "{fresh} {step} på kanten av {after}.",
    ),
    "step_added.nameless": ("{fresh} etter {after}.", "{fresh} etter {after}."),
    "step_added.nameless_edge": ("{fresh} på kanten av {after}.", "{fresh} på kanten av {after}."),
    "step_added.bare": ("{fresh}.", "{fresh}."),
    "step_added_doer": (" {doer} gjør det.", " {doer} gjer det."),
    "step_added_doer_due": (
        " {doer} gjør det, med frist på {due}.",
        " {doer} gjer det, med frist på {due}.",
    ),
    "step_added_due": (" Fristen er {due}.", " Fristen er {due}."),
    "step_added_timer": (" Tiden er {timer}.", " Tida er {timer}."),
    "step_removed": ("{step} er fjernet.", "{step} er fjerna."),
    "step_redrawn": (
        "{step} er tegnet på nytt på samme sted. Saker som står der, kjenner ikke igjen steget.",
        "{step} er teikna på nytt på same stad. Saker som står der, kjenner ikkje att steget.",
    ),
    "step_renamed": ("{old} heter nå {new}.", "{old} heiter no {new}."),
    "step_renamed.named": ("{place} har fått navnet {new}.", "{place} har fått namnet {new}."),
    "step_renamed.unnamed": ("{old} har ikke lenger navn.", "{old} har ikkje lenger namn."),
    "step_kind": ("{step} er nå {new}, ikke {old}.", "{step} er no {new}, ikkje {old}."),
    "doer": ("{new} gjør nå {step}, ikke {old}.", "{new} gjer no {step}, ikkje {old}."),
    "doer.come": ("{new} gjør nå {step}.", "{new} gjer no {step}."),
    "doer.gone": ("Ingen rolle har lenger {step}.", "Inga rolle har lenger {step}."),
    "chosen": ("{step} går nå til en bestemt person.", "{step} går no til ein bestemt person."),
    "chosen.none": (
        "{step} går ikke lenger til en bestemt person.",
        "{step} går ikkje lenger til ein bestemt person.",
    ),
    "step_form": (
        "{step} bruker nå skjemaet {new}, ikke {old}.",
        "{step} bruker no skjemaet {new}, ikkje {old}.",
    ),
    "step_form.come": ("{step} har fått skjemaet {new}.", "{step} har fått skjemaet {new}."),
    "step_form.lost": (
        "{step} bruker nå et skjema som ikke finnes.",
        "{step} bruker no eit skjema som ikkje finst.",
    ),
    "step_form.gone": (
        "{step} har ikke lenger skjema. Det hadde {old}.",
        "{step} har ikkje lenger skjema. Det hadde {old}.",
    ),
    "due": ("Fristen for {step} er endret.", "Fristen for {step} er endra."),
    "due.both": (
        "Fristen for {step} er nå {new}, ikke {old}.",
        "Fristen for {step} er no {new}, ikkje {old}.",
    ),
    "due.new": ("Fristen for {step} er nå {new}.", "Fristen for {step} er no {new}."),
    "due.gone": ("{step} har ikke lenger frist.", "{step} har ikkje lenger frist."),
    "due.come": ("{step} har fått frist.", "{step} har fått frist."),
    "due.come_new": ("{step} har fått frist: {new}.", "{step} har fått frist: {new}."),
    "warned": (
        "Varselet før fristen for {step} er endret.",
        "Varselet før fristen for {step} er endra.",
    ),
    "warned.gone": (
        "{step} varsler ikke lenger før fristen.",
        "{step} varslar ikkje lenger før fristen.",
    ),
    "followed_up": (
        "Tiden da {step} tas opp igjen, er endret.",
        "Tida då {step} blir teke opp att, er endra.",
    ),
    "priority.up": ("{step} haster mer enn før.", "{step} hastar meir enn før."),
    "priority": ("{step} haster mindre enn før.", "{step} hastar mindre enn før."),
    "phase": (
        "{step} hører nå til en annen fase i saken.",
        "{step} høyrer no til ein annan fase i saka.",
    ),
    "realm.come": ("Fra {step} ser bare skoleeier saken.", "Frå {step} ser berre skuleeigar saka."),
    "realm": (
        "{step} skjermer ikke lenger saken for skolen.",
        "{step} skjermar ikkje lenger saka for skulen.",
    ),
    "duty": (
        "Hva {step} dokumenterer etter loven, er endret.",
        "Kva {step} dokumenterer etter lova, er endra.",
    ),
    "legal_role": ("Hva {step} er etter loven, er endret.", "Kva {step} er etter lova, er endra."),
    "outcome": ("Utfallet ved {step} er et annet.", "Utfallet ved {step} er eit anna."),
    "plan_row": (
        "{step} hører nå til andre rader i handlingsplanen.",
        "{step} høyrer no til andre rader i handlingsplanen.",
    ),
    "send_back": (
        "{step} kan nå sendes tilbake til {to}.",
        "{step} kan no sendast tilbake til {to}.",
    ),
    "send_back.gone": (
        "{step} kan ikke lenger sendes tilbake.",
        "{step} kan ikkje lenger sendast tilbake.",
    ),
    "start_for": (
        "Hva det blir én sak for hver av, er endret.",
        "Kva det blir éi sak for kvar av, er endra.",
    ),
    "setting": ("En innstilling for {step} er endret.", "Ei innstilling for {step} er endra."),
    "timer": ("Tiden for {step} er endret.", "Tida for {step} er endra."),
    "timer.both": (
        "Tiden for {step} er nå {new}, ikke {old}.",
        "Tida for {step} er no {new}, ikkje {old}.",
    ),
    "timer.new": ("Tiden for {step} er nå {new}.", "Tida for {step} er no {new}."),
    "timer.gone": ("{step} har ikke lenger en tid.", "{step} har ikkje lenger ei tid."),
    "timer.starts": (
        "Datoene da saken starter av seg selv, er endret.",
        "Datoane då saka startar av seg sjølv, er endra.",
    ),
    "event": ("{step} venter nå på noe annet.", "{step} ventar no på noko anna."),
    "interrupting.now": (
        "{step} stopper nå steget det står på.",
        "{step} stoppar no steget det står på.",
    ),
    "interrupting": (
        "{step} stopper ikke lenger steget det står på.",
        "{step} stoppar ikkje lenger steget det står på.",
    ),
    "attached": ("{step} står nå på kanten av {host}.", "{step} står no på kanten av {host}."),
    "attached.none": (
        "{step} står ikke lenger på kanten av et steg.",
        "{step} står ikkje lenger på kanten av eit steg.",
    ),
    "held_by": ("{step} ligger nå inni {holder}.", "{step} ligg no inni {holder}."),
    "held_by.none": (
        "{step} ligger ikke lenger inni en delprosess.",
        "{step} ligg ikkje lenger inni ein delprosess.",
    ),
    "loop.parallel": (
        "{step} gjøres nå flere ganger, samtidig.",
        "{step} blir no gjort fleire gonger, samtidig.",
    ),
    "loop.sequential": (
        "{step} gjøres nå flere ganger, etter hverandre.",
        "{step} blir no gjort fleire gonger, etter kvarandre.",
    ),
    "loop.once": ("{step} gjøres nå bare én gang.", "{step} blir no gjort berre éin gong."),
    "loop": (
        "Hva {step} gjøres for, én gang for hver, er endret.",
        "Kva {step} blir gjort for, éin gong for kvar, er endra.",
    ),
    "called": ("{step} starter nå en annen prosess.", "{step} startar no ein annan prosess."),
    "script": ("Utregningen i {step} er endret.", "Utrekninga i {step} er endra."),
    "decides_by": ("{step} bruker nå en annen tabell.", "{step} bruker no ein annan tabell."),
    "operation": (
        "Opplysningene {step} sender med, er endret.",
        "Opplysningane {step} sender med, er endra.",
    ),
    "operation.other": ("{step} gjør nå noe annet.", "{step} gjer no noko anna."),
    "comes_after": (
        "{step} kommer nå etter {new}, ikke etter {old}.",
        "{step} kjem no etter {new}, ikkje etter {old}.",
    ),
    "arrow_added": (
        "Det går nå en vei fra {new} til {step}.",
        "Det går no ein veg frå {new} til {step}.",
    ),
    "arrow_removed": (
        "Det går ikke lenger en vei fra {old} til {step}.",
        "Det går ikkje lenger ein veg frå {old} til {step}.",
    ),
    "way_added": (
        "{source} har fått veien {way}, som går til {step}.",
        "{source} har fått vegen {way}, som går til {step}.",
    ),
    "way_added.when": (
        "{source} har fått veien {way}, som går til {step} når {when}.",
        "{source} har fått vegen {way}, som går til {step} når {when}.",
    ),
    "way_added.default": (
        "{source} har fått veien {way}, som går til {step} når ingen annen vei passer.",
        "{source} har fått vegen {way}, som går til {step} når ingen annan veg passar.",
    ),
    "way_added.nameless": ("{source} kan nå gå til {step}.", "{source} kan no gå til {step}."),
    "way_added.nameless_when": (
        "{source} går nå til {step} når {when}.",
        "{source} går no til {step} når {when}.",
    ),
    "way_added.nameless_default": (
        "{source} går nå til {step} når ingen annen vei passer.",
        "{source} går no til {step} når ingen annan veg passar.",
    ),
    "way_renamed": (
        "Veien fra {source} til {step} heter nå {way}.",
        "Vegen frå {source} til {step} heiter no {way}.",
    ),
    "way_renamed.none": (
        "Veien fra {source} til {step} har ikke lenger navn.",
        "Vegen frå {source} til {step} har ikkje lenger namn.",
    ),
    "way_condition": (
        "Betingelsen for veien fra {source} til {step} er endret.",
        "Vilkåret for vegen frå {source} til {step} er endra.",
    ),
    "way_condition.when": (
        "{source} går nå til {step} når {when}.",
        "{source} går no til {step} når {when}.",
    ),
    "way_condition.both": (
        "{source} går nå til {step} når {when}. Før var det når {before}.",
        "{source} går no til {step} når {when}. Før var det når {before}.",
    ),
    "way_condition.gone": (
        "Veien fra {source} til {step} har ikke lenger en betingelse.",
        "Vegen frå {source} til {step} har ikkje lenger eit vilkår.",
    ),
    "way_default": (
        "{source} går ikke lenger til {step} når ingen annen vei passer.",
        "{source} går ikkje lenger til {step} når ingen annan veg passar.",
    ),
    "way_default.now": (
        "{source} går nå til {step} når ingen annen vei passer.",
        "{source} går no til {step} når ingen annan veg passar.",
    ),
    "ways_order": (
        "Ved {step} prøves veiene i en annen rekkefølge.",
        "Ved {step} blir vegane prøvde i ei anna rekkjefølgje.",
    ),
}
