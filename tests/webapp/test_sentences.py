from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.audit import Event, Kind
from engine.casefile import Part
from webapp.sentences import Teller
from webapp.sentencetexts import PARTS, SENTENCES, WORDS

#: One of everything an event can know.
BODY: dict[str, Any] = {
    "note": "Tydeligere slutt",
    "process": "tiny",
    "number": 3,
    "called": "w1",
    "called_number": 2,
    "form": "melding",
    "name": "Vurder meldingen",
    "element": "vurder",
    "task": "a" * 32,
    "phase": "undersokes",
    "realm": "owner",
    "to": 2,
    "person": 2,
    "part": "affected",
    "role": "rektor",
    "persons": 4,
    "due": "2026-11-23T12:00:00+00:00",
    "until": "2026-11-24T12:00:00+00:00",
    "priority": 90,
    "size": 2048,
    "files": 6,
    "manifest": "f" * 64,
    "rule": "condition",
    "origin": "school",
    "outcome": "slutt",
    "page": "timeline",
    "row": "F4",
    "year": "2026/27",
    "occasion": 3,
    "mentioned": [],
    "new": 5,
    "changed": 3,
    "left": 2,
}


def told(kind: str, lang: str = "nb", actor: int = 1, **body: Any) -> str:
    teller = Teller(
        lang, {1: "Kari Kontakt", 2: "Mo Miljø"}, {"vurder": "Vurder meldingen", "slutt": "Vurdert"}
    )
    event = Event(1, 1, datetime(2026, 11, 23, tzinfo=UTC), actor, kind, body, b"")
    return teller.sentence(event)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_sentence_in_both_written_forms(kind: Kind) -> None:
    body = BODY | ({"to": "vurder"} if kind == Kind.TASK_RETURNED else {})
    for lang in ("nb", "nn"):
        sentence = told(kind, lang, **body)
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert "…" not in sentence


def test_every_variant_belongs_to_a_kind() -> None:
    assert {key.split(".")[0] for key in SENTENCES} == {str(kind) for kind in Kind}


def test_every_part_has_words() -> None:
    assert set(PARTS) == set(Part)


def test_the_one_who_acted_is_named() -> None:
    assert told(Kind.TASK_CLAIMED, **BODY) == "Kari Kontakt tok oppgaven «Vurder meldingen»."
    assert told(Kind.TASK_CLAIMED, "nn", **BODY) == "Kari Kontakt tok oppgåva «Vurder meldingen»."


def test_the_system_and_the_nameless_are_told_apart() -> None:
    assert told(Kind.CASE_OPENED, actor=0, by="anonym").startswith(WORDS["anonymous"][0])
    assert told(Kind.CASE_OPENED, actor=0, by="system").startswith("Systemet")


def test_a_reason_somebody_wrote_is_repeated_word_for_word() -> None:
    body = BODY | {"reason": "Jeg er syk {who}"}
    assert told(Kind.TASK_ASSIGNED, **body).endswith("Begrunnelse: Jeg er syk {who}")


def test_a_deadline_is_told_on_the_oslo_clock() -> None:
    assert "23. nov. kl. 13.00" in told(Kind.DEADLINE_PASSED, **BODY)


def test_a_kind_from_a_newer_program_is_told_calmly() -> None:
    assert "ikke kjenner" in told("case_frobnicated")


_facts = st.dictionaries(st.sampled_from(sorted(BODY)), st.none() | st.text(max_size=20))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(Kind)), _facts)
def test_an_event_that_lacks_facts_still_reads(kind: Kind, body: dict[str, Any]) -> None:
    body = {key: value for key, value in body.items() if key not in ("due", "until", "size")}
    assert told(kind, "nn", **body)
