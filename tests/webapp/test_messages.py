import string

import pytest

from engine.bundles import AnswerError
from engine.bundles.formats import FORMATS
from engine.bundles.profilekeywords import FIELD
from webapp import messages

#: keywords that judge nothing, or whose faults are found under another keyword
SILENT = {"items"} | {
    word
    for word in FIELD
    if word.startswith("x-")
    or word in ("title", "description", "examples", "default", "readOnly", "deprecated", "$comment")
}


def test_every_keyword_a_form_may_use_has_a_sentence() -> None:
    assert messages.keywords() >= FIELD - SILENT


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_has_a_sentence_of_its_own(name: str) -> None:
    assert f"format/{name}" in messages.keywords()


@pytest.mark.parametrize("key", sorted(messages.keywords()))
def test_every_sentence_is_whole_in_both_languages(key: str) -> None:
    keyword, _, detail = key.partition("/")
    error = AnswerError("/tiltak/0/antall_ganger", keyword, {keyword: detail, "limit": 3})
    for lang in ("nb", "nn"):
        said = messages.sentence(error, lang, kind=detail)
        assert said.endswith((".", "!"))
        assert not any(field for _, field, _, _ in string.Formatter().parse(said) if field)
        assert "antall ganger" in said


def test_the_two_languages_differ_where_the_words_do() -> None:
    error = AnswerError("/a", "format", {"format": "email"})
    assert messages.sentence(error, "nb") != messages.sentence(error, "nn")


def test_the_forms_own_text_wins() -> None:
    schema = {"title": "Klasse", "x-errors": {"pattern": "Skriv klassen slik: 2STA."}}
    error = AnswerError("/klasse", "pattern", {"pattern": "x"})
    assert messages.sentence(error, "nb", schema) == "Skriv klassen slik: 2STA."


def test_braces_in_a_title_are_only_text() -> None:
    error = AnswerError("/a", "required")
    assert messages.sentence(error, "nb", {"title": "{limit} {0}"}) == "Fyll ut «{limit} {0}»."


def test_a_keyword_nobody_knows_still_gets_a_sentence() -> None:
    assert messages.sentence(AnswerError("", "uventet"), "nb").startswith("Svaret i «Skjemaet»")


def test_limits_are_written_as_norwegians_write_numbers() -> None:
    error = AnswerError("/belop", "minimum", {"limit": 0.5})
    assert messages.sentence(error) == "Tallet i «belop» må være 0,5 eller mer."
