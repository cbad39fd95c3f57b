# SpiffWorkflow carries no types, so its classes are Any to mypy.
# mypy: disallow-subclassing-any=False
"""A bundle made ready to run: parsed once, adapted once, shared by every case and thread."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from SpiffWorkflow.bpmn.parser.ValidationException import (
    ValidationException as spiff_ValidationException,
)
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask as spiff_Inside
from SpiffWorkflow.spiff.parser import SpiffBpmnParser as spiff_Parser

from engine.bundles import (
    Bundle,
    BundleRefused,
    Diagram,
    Element,
    Form,
    read_diagram,
    read_form,
    read_xml,
)
from engine.expressions import DecisionTable, ExpressionError, read_decision
from engine.runtime.adapt import adapt, output_names
from engine.runtime.errors import DefinitionRefused
from engine.runtime.places import Compiler, reads_of
from engine.runtime.scripting import pick

#: ids SpiffWorkflow gives tasks of its own, beside those of the diagram
_RESERVED = frozenset({"Start", "End"})
_DERIVED = re.compile(r"\.(?:BoundaryEvent(?:Split|Join)|EndJoin)$| \[child\]$")


@dataclass(frozen=True, eq=False)
class Definition:
    """A bundle ready to run. Nothing in it changes."""

    #: of the bundle
    digest: str
    key: str
    name: str
    diagram: Diagram
    #: every element by id; those of called processes as "<key>/<id>"
    elements: Mapping[str, Element]
    forms: Mapping[str, Form]
    #: fields some expression reads, by form or other name; None means all of it
    reads: Mapping[str, frozenset[str] | None]
    #: diagrams of the processes it calls, by key
    called: Mapping[str, Diagram]
    spiff_spec: Any = field(repr=False)
    spiff_subprocesses: Mapping[str, Any] = field(repr=False)

    @property
    def start_form(self) -> str | None:
        """Key of the form that opens a case."""
        return self.diagram.start_form

    @property
    def start_roles(self) -> tuple[str, ...]:
        """Keys of the roles that may start it."""
        return self.diagram.start_roles

    def kept(self, form: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The part of a form's answers that belongs in the case document under the form's key."""
        return pick(self.reads, form, answers)


class _Parser(spiff_Parser):
    """SpiffWorkflow's parser without its decision tables, which would run Python text."""

    def get_engine(self, decision_ref: str | None, node: Any) -> None:
        """Our own tables are found by the element."""


class _Ready:
    """One bundle on its way to a definition."""

    def __init__(self, bundle: Bundle, prefix: str) -> None:
        self.bundle = bundle
        self.prefix = prefix
        self.diagram = read_diagram(bundle.diagram_text.encode())
        self.compiler = Compiler(self.diagram, self._tables(), prefix)
        self.specs: dict[str, Any] = {}

    def _tables(self) -> dict[str, DecisionTable]:
        found = {}
        for name, text in self.bundle.tables.items():
            root = read_xml(text.encode())
            for decision in root.iterfind("{*}decision"):
                key = decision.get("id", "")
                try:
                    found[key] = read_decision(root, key)
                except ExpressionError as fault:
                    raise DefinitionRefused(
                        element=None, property=name, reason=fault.key
                    ) from fault
        return found

    def parse(self) -> None:
        """Every process and subprocess of the bundle, by its name in the definition."""
        for key, element in self.diagram.elements.items():
            if key in _RESERVED or _DERIVED.search(key):
                raise self.compiler.refused(element, "id", "reserved")
        parser = _Parser()
        try:
            parser.add_bpmn_xml(self.diagram.tree)
            self._collect(parser, self.diagram.key)
        except spiff_ValidationException as fault:
            name = getattr(fault, "id", None)
            raise DefinitionRefused(
                element=self.prefix + name if name else None,
                property="construct",
                reason="not_parsed",
                detail=str(fault)[:300],
            ) from fault

    def _collect(self, parser: Any, name: str) -> None:
        spec = parser.get_spec(name, required=False)
        if spec is None or self.prefix + name in self.specs:
            return
        self.specs[self.prefix + name] = spec
        for task_spec in list(spec.task_specs.values()):
            if isinstance(task_spec, spiff_Inside):
                self._collect(parser, task_spec.spec)

    def elements(self) -> dict[str, Element]:
        """The elements as the definition names them."""
        if not self.prefix:
            return dict(self.diagram.elements)
        return {
            self.prefix + key: replace(element, id=self.prefix + key)
            for key, element in self.diagram.elements.items()
        }


def compile_definition(bundle: Bundle, called: Sequence[Bundle] = ()) -> Definition:
    """The bundle ready to run, together with the bundles its call activities name.

    Kept by digest. Raises DefinitionRefused, or BundleRefused for what cannot be read.
    """
    return _compiled(_Bundles(bundle, tuple(called)))


class _Bundles:
    """A bundle and those it calls; the same as another with the same digests."""

    def __init__(self, bundle: Bundle, called: tuple[Bundle, ...]) -> None:
        self.bundle = bundle
        self.called = called
        self._same = (bundle.key, bundle.digest, *((b.key, b.digest) for b in called))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bundles) and self._same == other._same

    def __hash__(self) -> int:
        return hash(self._same)


@lru_cache(maxsize=512)
def _compiled(bundles: _Bundles) -> Definition:
    ready = [_Ready(bundles.bundle, "")]
    ready += [_Ready(bundle, f"{bundle.key}/") for bundle in bundles.called]
    for one in ready:
        one.parse()
        for spec in one.specs.values():
            adapt(spec, one.compiler)
    specs = {name: spec for one in ready for name, spec in one.specs.items()}
    _link(ready, specs)
    reads = reads_of(set().union(*(one.compiler.paths for one in ready)))
    for spec in specs.values():
        output_names(spec.task_specs.values(), reads)
    main = ready[0]
    return Definition(
        digest=bundles.bundle.digest,
        key=bundles.bundle.key,
        name=main.diagram.name,
        diagram=main.diagram,
        elements={key: found for one in ready for key, found in one.elements().items()},
        forms=_forms(ready),
        reads=reads,
        called={one.bundle.key: one.diagram for one in ready[1:]},
        spiff_spec=specs[main.diagram.key],
        spiff_subprocesses=specs,
    )


def _link(ready: list[_Ready], specs: Mapping[str, Any]) -> None:
    """Every subprocess and call activity names the specification it runs."""
    by_key = {one.bundle.key: one.prefix + one.diagram.key for one in ready}
    for one in ready:
        for spec in one.specs.values():
            for host in spec.task_specs.values():
                if not isinstance(host, spiff_Inside):
                    continue
                inside = one.prefix + host.spec
                host.spec = inside if inside in specs else by_key.get(host.spec, "")
                if host.spec not in specs:
                    about = host.place.about
                    raise one.compiler.refused(about, "called", "not_found")


def _forms(ready: list[_Ready]) -> dict[str, Form]:
    """The forms of all bundles. Two bundles may share a form, not a key for two forms."""
    texts: dict[str, str] = {}
    found: dict[str, Form] = {}
    for one in ready:
        for key, text in one.bundle.forms.items():
            if texts.setdefault(key, text) != text:
                raise BundleRefused(reason="file_form_twice", name=key)
            found[key] = read_form(text, key)
    return found
