"""A subprocess for each item of a list: every round has names of its own."""

from tests.diagrams import Drawing
from tests.engine.runtime.test_loops import rows
from tests.engine.runtime.walking import MONDAY, Walk


def measures() -> Drawing:
    """A subprocess for each measure, with a choice and a second task inside."""
    inner = Drawing(start="s2")
    inner.user("do", form="do", dueDate="tiltak.frist", assignee="tiltak.ansvarlig")
    inner.script("judge", 'resultat = if do.virket then "ok" else tiltak.navn')
    inner.xor("g2")
    inner.user("more")
    inner.chain("s2", "do", "judge", "g2")
    inner.flow("g2", "more", when="do.virket = false")
    inner.flow("g2", "end2", otherwise=True)
    inner.end("end2")
    inner.chain("more", "end3")
    d = Drawing()
    d.user("plan", form="plan")
    d.sub("each", inner)
    d.many("each", "plan.tiltak", item="tiltak", output=("resultater", "resultat"))
    d.user("z")
    d.xor("g")
    d.chain("start", "plan", "each", "g")
    d.flow("g", "z", when="count(resultater) > 0")
    d.flow("g", "end", otherwise=True)
    d.chain("z", "end_z")
    d.end()
    return d


PLAN = {
    "tiltak": [
        {"navn": "tilsyn", "frist": "2026-01-20", "ansvarlig": "kari"},
        {"navn": "samtale", "frist": "2026-01-10", "ansvarlig": None},
    ]
}


def test_a_subprocess_for_each_item_keeps_its_own_names() -> None:
    walk = Walk(measures())
    walk.do("plan", PLAN)
    first, second = walk.step.opened
    assert (first.item, first.number, first.assignee) == (PLAN["tiltak"][0], 1, "kari")
    assert (second.item, second.number, second.assignee) == (PLAN["tiltak"][1], 2, None)
    assert first.due == MONDAY.replace(day=20, hour=22, minute=59)
    walk.do("do", {"virket": False}, item=PLAN["tiltak"][1])
    walk.do("do", {"virket": True}, item=PLAN["tiltak"][0])
    assert walk.open == ["more"]
    assert walk.task("more").item == PLAN["tiltak"][1]
    assert walk.document.keys() == {"plan"}
    walk.do("more")
    assert walk.open == ["z"]
    assert walk.document["resultater"] == ["ok", "samtale"]


def test_names_of_a_round_are_not_seen_outside_it() -> None:
    walk = Walk(measures())
    walk.do("plan", PLAN)
    for task in list(walk.tasks.values()):
        walk.do("do", {"virket": True}, item=task.item)
    assert walk.document.keys() == {"plan", "resultater"}


def test_rounds_inside_rounds_find_the_names_of_both() -> None:
    inner = Drawing(start="s2")
    inner.user("a", form="a", assignee="ytre.navn + tall")
    inner.many("a", "ytre.liste", item="tall")
    inner.chain("s2", "a", "end2")
    d = Drawing()
    d.sub("each", inner)
    d.many("each", "liste", item="ytre", sequential=True)
    d.chain("start", "each", "end")
    liste = [{"navn": "x", "liste": ["1", "2"]}, {"navn": "y", "liste": ["3"]}]
    walk = Walk(d, {"liste": liste})
    assert [t.assignee for t in walk.step.opened] == ["x1", "x2"]
    walk.do("a", item="1")
    walk.do("a", item="2")
    assert [t.assignee for t in walk.step.opened] == ["y3"]
    walk.do("a")
    assert walk.finished


def test_parallel_branches_inside_a_round_lose_nothing_of_each_other() -> None:
    inner = Drawing(start="s2")
    inner.both("split")
    inner.both("join")
    inner.user("b1", form="b1")
    inner.user("b2", form="b2")
    inner.script("sum", "sv = b1.n + b2.n")
    inner.chain("s2", "split", "b1", "join", "sum", "end2")
    inner.chain("split", "b2", "join")
    d = Drawing()
    d.sub("each", inner)
    d.many("each", times="2", output=("svar", "sv"))
    d.script("read", "alle = svar")
    d.chain("start", "each", "read", "end")
    walk = Walk(d)
    for number in (1, 2):
        for name in ("b1", "b2"):
            task = next(t for t in walk.tasks.values() if (t.element, t.number) == (name, number))
            walk.tasks = {task.id: task} | {k: v for k, v in walk.tasks.items() if k != task.id}
            walk.do(name, {"n": number * (10 if name == "b1" else 1)})
    assert walk.document["alle"] == [11, 22]


def test_a_deadline_on_a_loop_of_subprocesses_leaves_nothing_behind() -> None:
    d = measures()
    d.boundary("late", on="each", timer=("duration", "P5D"))
    d.user("help")
    d.chain("late", "help", "end_late")
    walk = Walk(d)
    walk.do("plan", PLAN)
    walk.do("do", {"virket": False}, item=PLAN["tiltak"][1])
    walk.wait(days=5)
    assert walk.open == ["help"]
    assert len(rows(walk)) < 80
