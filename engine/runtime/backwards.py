"""Which earlier tasks a task can be sent back to, read from the drawing alone."""

from collections.abc import Iterator

from engine.bundles import Diagram, Element
from engine.runtime.definitions import Definition

#: make several tokens of one, or one of several
_NEVER_CROSSED = frozenset({"parallelGateway", "inclusiveGateway", "subProcess", "callActivity"})


def send_back_targets(definition: Definition, element_id: str) -> tuple[str, ...]:
    """Tasks from which a single token could have come here, nearest first.

    Whether the case really passed them, the caller knows. A `sendBackTo` property narrows them.
    """
    element = definition.elements.get(element_id)
    if element is None or element.loop is not None or not element.waits_for_people:
        return ()
    prefix = element_id[: element_id.rfind("/") + 1]
    diagram = definition.called[prefix[:-1]] if prefix else definition.diagram
    found = [step.id for step in _backwards(diagram, element_id.removeprefix(prefix))]
    allowed = element.properties.get("sendBackTo", "").replace(",", " ").split()
    return tuple(prefix + key for key in found if not allowed or key in allowed)


def _backwards(diagram: Diagram, element_id: str) -> Iterator[Element]:
    """People's tasks met going against the arrows, crossing nothing that makes or joins tokens."""
    seen, todo = {element_id}, [element_id]
    while todo:
        here = diagram.elements[todo.pop(0)]
        if here.attached_to:
            sources = [here.attached_to] if here.interrupting else []
        else:
            sources = [diagram.flows[flow].source for flow in here.incoming]
        for source in sources:
            step = diagram.elements[source]
            if source in seen or step.kind in _NEVER_CROSSED or step.loop is not None:
                continue
            seen.add(source)
            todo.append(source)
            if step.waits_for_people:
                yield step
