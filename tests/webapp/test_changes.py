"""Changes as sentences: natural, in both languages, without a word that belongs to the program."""

import re
from string import Formatter
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree

from engine import people
from engine.bundles import Bundle, Roles
from engine.bundles.change import Change
from engine.bundles.difference import difference
from engine.bundles.plainly import Known, Span
from tests.engine.bundles.mutations import (
    ROOT,
    B,
    found,
    insert_after,
    mutations,
    set_property,
    shipped,
    take_out,
    with_drawing,
    with_file,
    with_form,
)
from webapp.changes import Group, marks, sentences
from webapp.changetexts import ALL
from webapp.changewords import Speech

#: words of the engine, of BPMN and of FEEL, that no reader should meet
FOREIGN = re.compile(
    r"[a-z]+[A-Z]|_|\b(user|task|gateway|flow|lane|true|false|null|none|list|contains|string|boolean"
    r"|array|object|required|form|field|element|process|start event|now|not|and|or|if|then|else"
    r"|date|duration|P\d+[DWM]|PT\d+)\b"
)


@pytest.fixture(autouse=True)
def roles() -> None:
    people.use_roles(Roles.from_json((ROOT / "processes/roller.json").read_text("utf-8")))


def told(old: Bundle, new: Bundle, lang: str = "nb") -> list[str]:
    return [one.text for group in sentences(difference(old, new), lang) for one in group.sentences]


def outside_names(text: str) -> str:
    """The sentence without the names people gave things."""
    return re.sub(r"\*[^*]*\*", "", text)


def every(groups: list[Group]) -> list[str]:
    return [one.text for group in groups for one in group.sentences]


def test_every_sentence_is_there_in_both_languages_with_the_same_facts() -> None:
    for kind, (bokmal, nynorsk) in ALL.items():
        facts = [
            sorted(name for _, name, _, _ in Formatter().parse(text) if name)
            for text in (bokmal, nynorsk)
        ]
        assert facts[0] == facts[1], kind
        assert all(text.endswith(".") for text in (bokmal, nynorsk)), kind


@settings(max_examples=150, deadline=None)
@given(mutations())
def test_no_word_of_the_program_stands_in_a_sentence(case: tuple[str, Bundle, Bundle]) -> None:
    _, old, new = case
    changes = difference(old, new)
    for lang in ("nb", "nn"):
        for text in every(sentences(changes, lang)):
            plain = outside_names(text)
            assert not FOREIGN.search(plain), text
            assert text[0] == "*" or text[0].isupper(), text
            assert text.endswith("."), text
            assert not re.search(r"[{}]|  ", text), text
            assert len(text.split()) <= 80, text
            keys = [change.form or change.table or "" for change in changes]
            assert not any(f" {key} " in plain for key in keys if key), text


def test_the_brief_reads_as_a_person_would_write_it() -> None:
    old = shipped("skolemiljosak")

    def draw(root: etree._Element) -> None:
        insert_after(root, "snakk_med_eleven_til_alle_er_hort", "foresatte", "Snakk med foresatte")
        set_property(found(root, "foresatte"), "candidateGroup", "kontaktlarer")
        set_property(found(root, "lag_plan"), "dueDate", "skoledager(7)")

    def ask(schema: dict[str, Any]) -> None:
        schema["required"].append("evalueres_av")

    new = with_form(with_drawing(old, draw), "plan", ask)
    groups = sentences(difference(old, new))
    assert [(group.title, every([group])) for group in groups] == [
        (
            "Flyt",
            [
                "Nytt steg *Snakk med foresatte* etter *Snakk med eleven*. "
                "*Kontaktlærer* gjør det, med frist på 5 skoledager.",
                "Fristen for *Lag aktivitetsplan* er nå 7 skoledager, "
                "ikke det som står under *Plan, regnet fra undersøkelsen er ferdig*.",
            ],
        ),
        (
            "Skjemaer",
            [
                "Feltet *Hvem skal være med på evalueringen?* i skjemaet *Lag aktivitetsplanen* "
                "er nå påkrevd."
            ],
        ),
    ]


def drawn(key: str, *edits: tuple[str, str, str | None]) -> tuple[Bundle, Bundle]:
    """The shipped bundle, and the same with these properties on these steps."""

    def edit(root: etree._Element) -> None:
        for step, name, value in edits:
            set_property(found(root, step), name, value)

    return shipped(key), with_drawing(shipped(key), edit)


@pytest.mark.parametrize(
    ("edit", "bokmal", "nynorsk"),
    [
        (
            ("lag_plan", "dueDate", None),
            "*Lag aktivitetsplan* har ikke lenger frist.",
            "*Lag aktivitetsplan* har ikkje lenger frist.",
        ),
        (
            ("skriv_ned", "dueDate", "P1W"),
            "Fristen for *Skriv ned det dere fant ut* er nå 1 uke, ikke 1 skoledag.",
            "Fristen for *Skriv ned det de fann ut* er no 1 veke, ikkje 1 skuledag.",
        ),
        (
            ("skriv_ned", "dueDate", "max(now(), x)"),
            "Fristen for *Skriv ned det dere fant ut* er endret.",
            "Fristen for *Skriv ned det de fann ut* er endra.",
        ),
        (
            ("lag_plan", "candidateGroup", "radgiver"),
            "*Rådgiver* gjør nå *Lag aktivitetsplan*, ikke *Avdelingsleder*.",
            "*Rådgivar* gjer no *Lag aktivitetsplan*, ikkje *Avdelingsleiar*.",
        ),
        (
            ("lag_plan", "formKey", "strakstiltak"),
            "*Lag aktivitetsplan* bruker nå skjemaet *Sett inn strakstiltak*, "
            "ikke *Lag aktivitetsplanen*.",
            "*Lag aktivitetsplan* bruker no skjemaet *Set inn strakstiltak*, "
            "ikkje *Lag aktivitetsplanen*.",
        ),
        (
            ("lag_plan", "sendBackTo", "planlegg"),
            "*Lag aktivitetsplan* kan nå sendes tilbake til *Planlegg samtalene*.",
            "*Lag aktivitetsplan* kan no sendast tilbake til *Planlegg samtalane*.",
        ),
        (
            ("lag_plan", "priority", "99"),
            "*Lag aktivitetsplan* haster mer enn før.",
            "*Lag aktivitetsplan* hastar meir enn før.",
        ),
    ],
)
def test_a_setting_of_a_step_reads_naturally_in_both_languages(
    edit: tuple[str, str, str | None], bokmal: str, nynorsk: str
) -> None:
    old, new = drawn("skolemiljosak", edit)
    assert (told(old, new), told(old, new, "nn")) == ([bokmal], [nynorsk])


def test_who_may_start_is_said_with_the_names_of_the_roles() -> None:
    old = shipped("skolemiljosak")

    def start(root: etree._Element) -> None:
        set_property(next(root.iter(f"{B}process")), "startRoles", "rektor vikar radgiver")

    new = with_drawing(old, start)
    assert told(old, new) == [
        "Nå kan *Vikar* og *Rådgiver* starte prosessen, men ikke lenger *Skoleeier*."
    ]


def test_a_condition_is_said_in_the_words_of_the_form() -> None:
    old = shipped("melding")

    def turn(root: etree._Element) -> None:
        node = found(root, "er_det_akutt_til_gjor_trygg").find(f"{B}conditionExpression")
        assert node is not None
        node.text = 'melding.akutt = true or melding.gjelder = "leder"'

    assert told(old, with_drawing(old, turn)) == [
        "*Haster det?* går nå til *Gjør eleven trygg nå* når *Trenger eleven hjelp med en gang?* "
        "er ja eller *Hvem går det ut fra?* er *Rektor eller en annen leder*. "
        "Før var det når *Trenger eleven hjelp med en gang?* er ja."
    ]


def test_when_a_field_is_asked_is_said_with_the_answers_that_bring_it() -> None:
    old = shipped("melding")

    def ask(schema: dict[str, Any]) -> None:
        branch = next(b for b in schema["allOf"] if "habilitet_grunn" in b["then"]["properties"])
        branch["then"]["properties"]["siden"] = {"type": "string", "title": "Siden når?"}

    [said] = told(old, with_form(old, "vurdering", ask))
    assert said == (
        "Nytt felt *Siden når?* etter *Hvorfor kan du ikke ta saken?* i skjemaet "
        "*Vurder meldingen*, som vises når *Kan du ta saken?* er *Nei, jeg er inhabil* eller "
        "*Nei, det gjelder meg eller en annen i ledelsen*."
    )


def test_rows_of_a_table_are_said_by_what_they_decide() -> None:
    old = shipped("melding")
    root = etree.fromstring(old.files["ruting.dmn"].encode())
    row = list(root.iter("{*}rule"))[1]
    parent = row.getparent()
    assert parent is not None
    parent.remove(row)
    new = with_file(old, "ruting.dmn", etree.tostring(root, encoding="unicode"))
    [gone], [come] = told(old, new), told(new, old)
    assert gone.startswith("Rad 2 i tabellen *Hvem skal lese meldingen?* er fjernet: når ")
    assert come.startswith("Ny rad 2 i tabellen *Hvem skal lese meldingen?*: når ")
    assert "*rektor*" in come


@pytest.mark.parametrize(
    ("text", "bokmal", "nynorsk"),
    [
        ("skoledager(1)", "1 skoledag", "1 skuledag"),
        ("virkedager(3)", "3 virkedager", "3 yrkedagar"),
        ("PT15M", "15 minutter", "15 minutt"),
        ("P2W", "2 uker", "2 veker"),
        ("P1Y", "1 år", "1 år"),
        ("skoleuker(3)", "3 skoleuker", "3 skuleveker"),
    ],
)
def test_times_are_said_as_people_count_them(text: str, bokmal: str, nynorsk: str) -> None:
    span = Known({}, {}).span(text)
    assert isinstance(span, Span)
    assert (Speech("nb").span(span), Speech("nn").span(span)) == (bokmal, nynorsk)


def test_names_are_emphasised_and_nothing_people_wrote_is_markup() -> None:
    old, new = shipped("skolemiljosak"), shipped("skolemiljosak")

    def name(root: etree._Element) -> None:
        found(root, "lag_plan").set("name", "<b>Plan</b> & *mer*")

    new = with_drawing(old, name)
    [group] = sentences(difference(old, new))
    [said] = group.sentences
    assert said.html == (
        "<em>Lag aktivitetsplan</em> heter nå <em>&lt;b&gt;Plan&lt;/b&gt; &amp; *mer*</em>."
    )


def test_steps_are_coloured_by_what_happened_to_them() -> None:
    old = shipped("skolemiljosak")

    def draw(root: etree._Element) -> None:
        insert_after(root, "evaluer_til_finn_veien", "ny", "Ring hjem")
        take_out(root, "vurder_elevens_beste")
        set_property(found(root, "lag_plan"), "priority", "99")

    coloured = marks(difference(old, with_drawing(old, draw)))
    assert coloured == {
        "added": frozenset({"ny"}),
        "changed": frozenset({"lag_plan"}),
        "removed": frozenset({"vurder_elevens_beste"}),
    }


def test_a_new_picture_says_that_the_flow_is_the_same() -> None:
    [group] = sentences([Change("layout_only", "flow")])
    assert every([group]) == ["Bare plasseringen på tegningen er endret. Flyten er den samme."]
