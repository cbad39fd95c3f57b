"""Writes the corpus of stored states for the present format.

Run `python -m tests.engine.runtime.make_corpus` once for each new STATE_FORMAT and commit what it
writes. Never write an old number again: those files are what earlier programs really stored.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.bundles import Bundle
from engine.runtime import STATE_FORMAT, compile_definition
from tests.diagrams import Drawing
from tests.engine.runtime.walking import Move, Walk

PLACE = Path(__file__).parent / "corpus" / str(STATE_FORMAT)

Process = tuple[list[Bundle], dict[str, Any], list[Move]]


def _handling() -> Process:
    """Tasks, a choice, a parallel split, a deadline and a reminder."""
    d = Drawing("handling")
    d.user("motta", form="melding")
    d.xor("alvorlig")
    d.user("avklar")
    d.both("del")
    d.user("undersok", form="funn", dueDate="P10D")
    d.boundary("purr", on="undersok", timer=("cycle", "R/P3D"), interrupting=False)
    d.user("purret")
    d.user("hor")
    d.both("mot")
    d.user("konkluder", form="konklusjon")
    d.boundary("frist", on="konkluder", timer=("duration", "P7D"))
    d.user("rektor")
    d.chain("start", "motta", "alvorlig")
    d.flow("alvorlig", "del", when="melding.alvorlig = true")
    d.flow("alvorlig", "avklar", otherwise=True)
    d.chain("avklar", "end_avklart")
    d.chain("del", "undersok", "mot", "konkluder", "end")
    d.chain("del", "hor", "mot")
    d.chain("purr", "purret", "end_purret")
    d.chain("frist", "rektor", "end_rektor")
    moves: list[Move] = [
        ("motta", {"alvorlig": True}, 0),
        (None, {}, 3),
        ("hor", {}, 0),
        ("undersok", {}, 0),
        ("purret", {}, 0),
        (None, {}, 7),
        ("rektor", {}, 0),
    ]
    return [d.bundle()], {}, moves


def _measures() -> Process:
    """A subprocess for each measure, one by one, inside a loop that is gone round twice."""
    inner = Drawing(start="begynn")
    inner.user("gjor", form="gjort", dueDate="tiltak.frist")
    inner.script("vurder", 'resultat = if gjort.virket then "ok" else tiltak.navn')
    inner.chain("begynn", "gjor", "vurder", "end_tiltak")
    d = Drawing("tiltak")
    d.xor("igjen")
    d.user("plan", form="plan")
    d.sub("hvert", inner)
    d.many("hvert", "plan.tiltak", item="tiltak", output=("svar", "resultat"), sequential=True)
    d.user("stem", form="stemme")
    d.many("stem", times="3", output=("stemmer", "sv"), until="stemme.ja = true")
    d.user("evaluer", form="ev")
    d.xor("ferdig")
    d.chain("start", "igjen", "plan", "hvert", "stem", "evaluer", "ferdig")
    d.flow("ferdig", "igjen", when="ev.igjen = true and count(svar) + count(stemmer) > 1")
    d.flow("ferdig", "end", otherwise=True)
    d.end()
    rows = [{"navn": "tilsyn", "frist": "2026-02-01"}, {"navn": "samtale", "frist": None}]
    once: list[Move] = [
        ("plan", {"tiltak": rows}, 0),
        ("gjor", {"virket": True}, 0),
        ("gjor", {"virket": False}, 0),
        ("stem", {"ja": False}, 0),
        ("stem", {"ja": True}, 0),
    ]
    moves = [*once, ("evaluer", {"igjen": True}, 0), *once, ("evaluer", {"igjen": False}, 0)]
    return [d.bundle()], {}, moves


def _waiting() -> Process:
    """A called process, an event gateway, an inclusive split and an error."""
    called = Drawing("samtykke")
    called.user("spor", form="samtykke")
    called.chain("start", "spor", "end")
    d = Drawing("venting")
    d.call("samtykket", "samtykke")
    d.node("eventBasedGateway", "hva")
    d.wait("kort", "duration", "P2D")
    d.wait("lang", "date", "2026-12-01")
    d.some("hvilke")
    d.user("a")
    d.user("b")
    d.some("alle")
    inside = Drawing(start="inne")
    inside.user("prov")
    inside.node("endEvent", "avvik", d.code("error", "avvik"))
    inside.chain("inne", "prov", "avvik")
    d.sub("forsok", inside)
    d.boundary("feil", on="forsok", event=d.code("error", "avvik"))
    d.user("rett")
    d.chain("start", "samtykket", "hva", "kort", "hvilke")
    d.chain("hva", "lang", "end_lang")
    d.flow("hvilke", "a", when="samtykke.a")
    d.flow("hvilke", "b", when="samtykke.b")
    d.flow("hvilke", "alle", otherwise=True)
    d.chain("a", "alle", "forsok", "end_forsok")
    d.chain("b", "alle")
    d.chain("feil", "rett", "end_rett")
    moves: list[Move] = [
        ("samtykke/spor", {"a": True, "b": True}, 0),
        (None, {}, 2),
        ("b", {}, 0),
        ("a", {}, 0),
        ("prov", {}, 0),
        ("rett", {}, 0),
    ]
    return [d.bundle(), called.bundle()], {}, moves


def processes() -> dict[str, Callable[[], Process]]:
    """What is walked, by file name."""
    return {"handling": _handling, "tiltak": _measures, "venting": _waiting}


def walked(make: Callable[[], Process]) -> dict[str, Any]:
    """Every state on the way, each with the moves that were left."""
    bundles, document, moves = make()
    walk = Walk(compile_definition(bundles[0], bundles[1:]), document)
    points = []
    for number, (element, answers, days) in enumerate(moves):
        points.append(
            {
                "state": walk.state.hex(),
                "document": walk.document,
                "now": walk.now.isoformat(),
                "open": [[t.id, t.element, t.item, t.number] for t in walk.tasks.values()],
                "rest": moves[number:],
            }
        )
        walk.go((element, answers, days))
    assert walk.finished
    return {
        "bundles": [{"key": b.key, "files": dict(b.files)} for b in bundles],
        "outcome": walk.step.outcome,
        "points": points,
    }


if __name__ == "__main__":
    PLACE.mkdir(parents=True, exist_ok=True)
    for name, make in processes().items():
        text = json.dumps(walked(make), ensure_ascii=False, indent=1)
        (PLACE / f"{name}.json").write_text(text + "\n", encoding="utf-8")
