"""One definition used by many threads at once."""

from concurrent.futures import ThreadPoolExecutor

from engine.runtime import compile_definition
from tests.diagrams import Drawing
from tests.engine.runtime.make_corpus import processes
from tests.engine.runtime.test_rounds import measures
from tests.engine.runtime.walking import Walk


def test_cases_in_different_threads_do_not_see_each_other() -> None:
    definition = compile_definition(measures().bundle())

    def one(number: int) -> object:
        plan = {"tiltak": [{"navn": f"{number}-{n}", "frist": None} for n in range(number % 4)]}
        walk = Walk(definition)
        walk.do("plan", plan)
        for row in plan["tiltak"]:
            walk.do("do", {"virket": False}, item=row)
        for row in reversed(plan["tiltak"]):
            walk.do("more", item=row)
        if plan["tiltak"]:
            walk.do("z")
        assert walk.finished
        return walk.document["resultater"]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(one, range(160)))
    assert found == [[f"{n}-{m}" for m in range(n % 4)] for n in range(160)]


def test_every_kind_of_process_runs_in_many_threads_at_once() -> None:
    made = [make() for make in processes().values()]
    ready = [(compile_definition(b[0], b[1:]), moves) for b, _, moves in made]

    def one(number: int) -> list[str]:
        definition, moves = ready[number % len(ready)]
        walk = Walk(definition)
        for move in moves:
            walk.go(move)
        assert walk.finished
        return walk.passed

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(one, range(90)))
    for number, passed in enumerate(found):
        assert passed == found[number % len(ready)]


def test_a_definition_is_made_once_even_when_many_ask_at_the_same_time() -> None:
    d = Drawing("samtidig")
    d.user("a")
    d.chain("start", "a", "end")
    bundle = d.bundle()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: Walk(bundle).do("a"), range(40)))
    assert compile_definition(bundle) is compile_definition(d.bundle())
