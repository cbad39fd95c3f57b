"""Texts in two languages: bokmål is the source, nynorsk is whole, nothing is ever blank."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string

from webapp import causes, i18n, mail, messages, texts
from webapp.findings import TEXTS as FINDINGS
from webapp.findings import expressions
from webapp.sentencetexts import PARTS, SENTENCES, WORDS

#: Bokmål that easily stays behind in nynorsk, and is never a nynorsk word.
BOKMAAL = """
    ikke jeg hun dere noe noen hva hvem hvor hvorfor hvordan hvilken hvilket hvilke hver hvert fra
    mer bare være vært gjøre gjøres kommer kommet ble blitt skrevet åpen åpne åpnet åpner nå uten
    mens uke uka oppgave oppgaven oppgaver oppgavene saken skole skolen skoleeier ansatt ansatte
    foresatt foresatte svarene skjemaer filen finnes mangler gjelder hendelse hendelser sendte ga
    fikk gikk se heter valgt valg velg velge selv bedre senere tidligere nærmeste nyeste stående
    brutt utsatte utsatt sluppet samme flere navn navnet tegn høyst begrunnelse venter stopper
    trenger vet leser følger krever endret lagret lagres vises leses brukes kjøres rettes
    """


@pytest.fixture
def bare() -> Flask:
    app = Flask("tekster")
    app.secret_key = "for the test only"
    i18n.init(app)
    return app


def test_bokmål_is_the_text_itself() -> None:
    assert i18n.gettext("Oppgaver") == "Oppgaver"


def test_nynorsk_comes_from_the_catalogue() -> None:
    with i18n.reading_in("nn"):
        assert i18n.gettext("Oppgaver") == "Oppgåver"
    assert i18n.gettext("Oppgaver") == "Oppgaver"


def test_a_text_without_a_translation_shows_as_bokmål() -> None:
    with i18n.reading_in("nn"):
        assert i18n.gettext("En tekst ingen har oversatt") == "En tekst ingen har oversatt"


def test_a_language_we_do_not_have_reads_as_bokmål() -> None:
    with i18n.reading_in("xx"):
        assert i18n.language() == "nb"


def test_values_are_filled_in_after_translation() -> None:
    assert i18n.gettext("Diagram: %(name)s", name="Melding") == "Diagram: Melding"
    assert i18n.ngettext("%(n)s dag", "%(n)s dager", 1) == "1 dag"
    assert i18n.ngettext("%(n)s dag", "%(n)s dager", 3) == "3 dager"


def test_what_is_filled_in_on_a_page_is_escaped(bare: Flask) -> None:
    with bare.test_request_context():
        page = render_template_string("{{ _('Diagram: %(name)s', name='<b>') }}")
    assert page == "Diagram: &lt;b&gt;"


def test_a_page_is_in_the_language_of_the_session(bare: Flask) -> None:
    @bare.get("/")
    def page() -> str:
        return render_template_string("{{ lang }} {{ _('Oppgaver') }}")

    client = bare.test_client()
    assert client.get("/").text == "nb Oppgaver"
    with client.session_transaction() as session:
        session["language"] = "nn"
    assert client.get("/").text == "nn Oppgåver"


def test_the_collector_finds_texts_in_code_and_in_templates() -> None:
    found = {message.id for message in texts.collected() if message.id}
    assert {"Hopp til innholdet", "Vi finner ikke det du leter etter"} <= found


def test_nynorsk_is_whole_and_carries_nothing_old() -> None:
    missing, old = texts.lacking("nn")
    assert missing == [], "run `make texts`, then write these in nynorsk"
    assert old == [], "run `make texts`"


def test_a_translation_has_the_same_facts_and_as_many_forms_as_its_text() -> None:
    for message in texts.stored("nn"):
        if message.id:
            source, written = _forms(message.id), _forms(message.string)
            assert not message.fuzzy, source
            assert [_facts(text) for text in source] == [_facts(text) for text in written]


def test_no_bokmål_is_left_in_the_nynorsk() -> None:
    for text in _nynorsk():
        # The names of columns in a file are the same in both: «fornavn».
        said = re.sub(r"«[a-z_]+»", "", text)
        words = re.findall(r"(?<![-\w])[a-zæøåé]+(?![-\w])", said.lower())
        assert set(BOKMAAL.split()).isdisjoint(words), text


def _nynorsk() -> Iterator[str]:
    """Every nynorsk text of the web: the catalogue, and what stands beside its bokmål."""
    for message in texts.stored("nn"):
        if message.id:
            yield from _forms(message.string)
    tables = (
        *(messages._SENTENCES, messages._PHRASES, causes._RULES, causes._REASONS),
        *(SENTENCES, PARTS, WORDS, FINDINGS, expressions.HINTS),
    )
    for table in tables:
        yield from (re.sub(r"\{\w+\}", "", both[1]) for both in table.values())
    for written in mail.TEXTS.values():
        yield from written["nn"]


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _facts(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s", text))
