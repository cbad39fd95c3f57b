"""What must hold for every form and drawing we ship, told as a list of what is wrong."""

from collections.abc import Iterator
from typing import Any

from tests.processes.answers import answers
from tests.processes.story import bundle, definition, findings

#: The processes that carry the duty to act from report to closed case.
CORE = ("melding", "skolemiljosak")
DUTIES = tuple(f"D{number}" for number in range(1, 9))
_TEXTS = ("title", "description", "x-section", "x-errors")


def wrong_with_bundle(process: str) -> list[str]:
    """Findings of the lint, texts without nynorsk, steps without deadline, help, duty or form."""
    found = [f"lint: {f.rule} {f.element} {dict(f.params)}" for f in findings(process)]
    found += [f"nynorsk: {key}{at}" for key, at in _without_nynorsk(process)]
    found += _steps(process)
    found += _names(process)
    if process in CORE:
        found += _duties(process)
    return found


def wrong_with_answers(process: str) -> list[str]:
    """Forms whose example is missing, refused, or leaves out something that can be asked."""
    found = []
    for key, form in definition(process).forms.items():
        given = answers(process, key)
        found += [f"{key}: {fault}" for fault in form.check(given)]
        if form.prune(given) != given:
            found.append(f"{key}: the example answers something that is not asked")
    return found


def _without_nynorsk(process: str) -> Iterator[tuple[str, str]]:
    for key, form in definition(process).forms.items():
        yield from ((key, at) for at in _untranslated(form.schema, ""))


def _untranslated(node: Any, at: str) -> Iterator[str]:
    if isinstance(node, list):
        for number, part in enumerate(node):
            yield from _untranslated(part, f"{at}/{number}")
    elif isinstance(node, dict):
        said = node.get("x-i18n", {}).get("nn", {})
        yield from (f"{at}/{name}" for name in _TEXTS if not _told(node.get(name), said.get(name)))
        for name, part in node.items():
            if name not in ("x-i18n", "x-errors"):
                yield from _untranslated(part, f"{at}/{name}")


def _told(text: Any, said: Any) -> bool:
    """Whether every text here is also said in nynorsk."""
    if isinstance(text, str):
        return isinstance(said, str) and said != ""
    if isinstance(text, dict) and all(isinstance(part, str) for part in text.values()):
        return isinstance(said, dict) and text.keys() == said.keys()
    return True


def _steps(process: str) -> Iterator[str]:
    for element in definition(process).elements.values():
        if element.kind != "userTask":
            continue
        for name in ("formKey", "dueDate"):
            if not element.properties.get(name):
                yield f"{element.id} has no {name}"
        if not element.lane:
            yield f"{element.id} stands in no lane"
        if len(element.documentation) < 40:
            yield f"{element.id} does not say why it is done"


def _duties(process: str) -> Iterator[str]:
    definition_ = definition(process)
    for element in definition_.elements.values():
        if element.kind == "userTask" and not element.properties.get("duty"):
            yield f"{element.id} answers to no duty"
    covered = {duty for form in definition_.forms.values() for duty in form.duties}
    yield from (f"no field answers to {duty}" for duty in DUTIES if duty not in covered)


def _names(process: str) -> Iterator[str]:
    one = bundle(process)
    diagram, names = definition(process).diagram, one.names("nn")
    drawn = {e.id: e.name for e in diagram.elements.values() if e.name}
    drawn |= {flow.id: flow.name for flow in diagram.flows.values() if flow.name}
    drawn |= {lane.id: lane.name for lane in diagram.lanes}
    yield from (f"{key} has no nynorsk name" for key in drawn if key not in names)
    if not one.name("nn"):
        yield "the process has no nynorsk name"
