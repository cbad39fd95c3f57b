"""Changing a drawing step by step: what the list editor does, and the picture made anew after it.

Pure: text in, text out. What is not touched keeps its place in the file and every word of it; only
a change of steps, arrows or lanes draws the picture again.
"""

from lxml import etree

from engine.bundles.layout import laid_out
from engine.bundles.normalize import kind_of
from engine.bundles.redrawtree import SPLITS, B, RedrawRefused, Tree, prefix, put_property

__all__ = ["RedrawRefused", "Redrawing"]


class Redrawing(Tree):
    """One drawing that is being changed. Read the outcome with `text`."""

    @property
    def text(self) -> str:
        """The drawing as it is now, with a new picture if steps, arrows or lanes have changed."""
        if self._shape:
            return laid_out(etree.tostring(self._root, encoding="UTF-8")).decode()
        if self._words:
            etree.indent(self._root, "  ")
            made = etree.tostring(self._root, encoding="UTF-8", xml_declaration=True)
            return made.decode().rstrip() + "\n"
        return self._before

    # what a step says

    def rename(self, key: str, name: str) -> None:
        """The step or arrow is called this; "" for nothing."""
        node = self._any(key)
        if name:
            node.set("name", name)
        elif "name" in node.attrib:
            del node.attrib["name"]
        self._words = True

    def explain(self, key: str, text: str) -> None:
        """The help text of a step; "" for none."""
        node = self._step(key)
        said = node.find(f"{B}documentation")
        if not text:
            if said is not None:
                node.remove(said)
        else:
            if said is None:
                said = etree.Element(f"{B}documentation")
                node.insert(0, said)
            said.text = text
        self._words = True

    def put(self, key: str, name: str, value: str) -> None:
        """One property of a step, such as "formKey"; "" takes it away."""
        put_property(self._step(key), name, value)
        self._words = True

    def start_roles(self, keys: str) -> None:
        """Who may start the process: keys of roles with blanks between; "" for nobody."""
        put_property(next(self._root.iter(f"{B}process")), "startRoles", keys)
        self._words = True

    def condition(self, flow: str, feel: str) -> None:
        """What must hold for the arrow to be taken; "" where nothing else holds."""
        arrow = self._arrow(flow)
        for old in arrow.findall(f"{B}conditionExpression"):
            arrow.remove(old)
        source = self._step(arrow.get("sourceRef", ""))
        if feel:
            said = etree.SubElement(arrow, f"{B}conditionExpression")
            kind = "{http://www.w3.org/2001/XMLSchema-instance}type"
            said.set(kind, f"{prefix(self._root)}tFormalExpression")
            said.text = feel
            if source.get("default") == flow:
                del source.attrib["default"]
        else:
            source.set("default", flow)
        self._words = True

    def hand_to(self, key: str, lane: str) -> None:
        """The step stands in the lane with this name, which is there afterwards."""
        node = self._step(key)
        process = self._process_of(node)
        if self._scope(node) is not process:
            raise RedrawRefused(reason="other_scope", element=key)
        self._into_lane(process, key, lane)
        self._shape = True

    # which steps there are

    def add(self, flow: str, kind: str, name: str, lane: str = "") -> str:
        """A new step on this arrow, in this lane or that of the step before; its id."""
        arrow = self._arrow(flow)
        made = self._new(self._scope(arrow), kind, name)
        target = arrow.get("targetRef", "")
        self._point(arrow, made.get("id", ""))
        self._connect(made.get("id", ""), target)
        self._place(made, lane or self._lane_of(arrow.get("sourceRef", "")))
        return made.get("id", "")

    def add_beside(self, key: str, name: str, lane: str = "") -> str:
        """A new step done at the same time as this one; both must be done before it goes on."""
        node = self._step(key)
        into, out = self._into(key), self._out(key)
        if len(into) == 0 or len(out) != 1:
            raise RedrawRefused(reason="ways_out", element=key)
        scope = self._scope(node)
        split = self._new(scope, "parallelGateway", "", f"{key}_deles")
        join = self._new(scope, "parallelGateway", "", f"{key}_samles")
        beside = self._new(scope, "userTask", name)
        for arrow in into:
            self._point(arrow, split.get("id", ""))
        self._leave(out[0], join.get("id", ""))
        for one in (key, beside.get("id", "")):
            self._connect(split.get("id", ""), one)
            self._connect(one, join.get("id", ""))
        here = self._lane_of(key)
        for gateway in (split, join):
            self._place(gateway, here)
        self._place(beside, lane or here)
        return beside.get("id", "")

    def add_branch(self, flow: str, question: str, label: str, name: str, lane: str = "") -> str:
        """A question on this arrow; answered with `label` a new step is done, else not.

        Returns the id of the arrow to the new step, which has no condition yet.
        """
        arrow = self._arrow(flow)
        scope, here = self._scope(arrow), self._lane_of(arrow.get("sourceRef", ""))
        target = arrow.get("targetRef", "")
        gateway = self._new(scope, "exclusiveGateway", question)
        merge = self._new(scope, "exclusiveGateway", "", f"{gateway.get('id')}_videre")
        step = self._new(scope, "userTask", name)
        self._point(arrow, gateway.get("id", ""))
        branch = self._connect(gateway.get("id", ""), step.get("id", ""))
        branch.set("name", label)
        straight = self._connect(gateway.get("id", ""), merge.get("id", ""))
        gateway.set("default", straight.get("id", ""))
        self._connect(step.get("id", ""), merge.get("id", ""))
        self._connect(merge.get("id", ""), target)
        for one in (gateway, merge):
            self._place(one, here)
        self._place(step, lane or here)
        return branch.get("id", "")

    def move(self, key: str, flow: str) -> None:
        """The step is taken out where it stands and put on this arrow."""
        arrow = self._arrow(flow)
        if key in (arrow.get("sourceRef"), arrow.get("targetRef")):
            raise RedrawRefused(reason="own_arrow", element=key)
        node = self._step(key)
        if self._scope(node) is not self._scope(arrow):
            raise RedrawRefused(reason="other_scope", element=key)
        self._bridge(key)
        target = arrow.get("targetRef", "")
        self._point(arrow, key)
        self._connect(key, target)
        self._shape = True

    def remove(self, key: str) -> None:
        """The step is gone, with what hangs on its edge; what led to it leads past it."""
        node = self._step(key)
        for event in self._hung_on(key):
            for arrow in self._out(event):
                self._prune(arrow.get("id", ""))
            self._drop(self._step(event))
        if kind_of(node) in SPLITS and len(self._out(key)) > 1:
            raise RedrawRefused(reason="ways_out", element=key)
        self._bridge(key)
        self._drop(node)
        self._tidy()
        self._shape = True

    def remove_branch(self, flow: str) -> None:
        """The arrow is gone, with everything that could only be reached by it."""
        arrow = self._arrow(flow)
        source = arrow.get("sourceRef", "")
        others = [one for one in self._out(source) if one is not arrow]
        if not others:
            raise RedrawRefused(reason="last_way", element=source)
        self._prune(flow)
        gateway = self._step(source)
        if gateway.get("default") == flow:
            del gateway.attrib["default"]
        self._tidy()
        self._shape = True
