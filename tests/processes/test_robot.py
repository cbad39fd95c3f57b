"""Whatever people answer, and however long they wait: no process gets stuck or breaks."""

import pytest

from engine.bundles import read_diagram
from tests.processes.robot import walk, year_values
from tests.processes.story import ROOT, bundle

#: Walks of each process.
RUNS = 200
PROCESSES = sorted(path.parent.name for path in ROOT.glob("processes/*/*.bpmn"))


@pytest.mark.parametrize("process", PROCESSES)
def test_a_robot_answering_at_random_always_gets_through(process: str) -> None:
    diagram = read_diagram(bundle(process).diagram_text.encode())
    per_class = any(e.properties.get("startFor") == "klasse" for e in diagram.starts())
    ended = 0
    for seed in range(RUNS):
        story = walk(process, seed, year_values(per_class))
        assert story.finished or story.open or story.next_due
        ended += story.finished
    assert ended > RUNS // 2, f"{process}: only {ended} of {RUNS} walks came to an end"
