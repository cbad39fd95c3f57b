// Puts new steps where they belong: after another, on its edge, in the lane of whoever does it. What
// stands in the way moves aside, and everything is one step to undo.
import { getMid } from 'diagram-js/lib/layout/LayoutUtil';
import { selfAndAllChildren } from 'diagram-js/lib/util/Elements';

import { bo, is, isAny, laneOf } from './model.js';
import { OPTIONS } from './palette.js';

const GAP = 50;
const FRAMES = ['bpmn:Lane', 'bpmn:Participant', 'bpmn:Collaboration', 'bpmn:Process'];

export default function Growing(canvas, commandStack, elementFactory, elementRegistry, modeling, selection, spaceTool) {
  let made;
  const together = (work) => {
    commandStack.execute('tegn.together', { work });
    return made;
  };

  const steps = (inside) =>
    elementRegistry.filter(
      (one) => one.parent === inside && one.width && !one.labelTarget && !isAny(one, FRAMES) && !one.host,
    );

  const overlaps = (a, b) =>
    a.x < b.x + b.width && a.x + a.width > b.x && a.y < b.y + b.height && a.y + a.height > b.y;

  const taken = (bounds, inside, except) => {
    const room = { x: bounds.x - 15, y: bounds.y - 15, width: bounds.width + 30, height: bounds.height + 30 };
    return steps(inside).some((one) => one !== except && overlaps(room, one));
  };

  // Everything beyond `start` moves `distance` along the axis; what is across it grows.
  function makeRoom(axis, start, distance) {
    const delta = { x: 0, y: 0, [axis]: distance };
    const all = selfAndAllChildren(canvas.getRootElement(), true);
    const { movingShapes, resizingShapes } = spaceTool.calculateAdjustments(all, axis, distance, start);
    spaceTool.makeSpace(movingShapes, resizingShapes, delta, axis === 'x' ? 'e' : 's', start);
  }

  // A new element of this type stands after `element`, on its way on if there is one.
  this.after = (element, type) => {
    const shape = together(() => {
      const fresh = elementFactory.createShape({ type, ...OPTIONS[type] });
      const flows = element.outgoing.filter((one) => is(one, 'bpmn:SequenceFlow'));
      const flow = flows.length === 1 && !isAny(element, ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway']) ? flows[0] : null;
      const middle = getMid(element);
      const where = { x: element.x + element.width + GAP, y: middle.y - fresh.height / 2, width: fresh.width, height: fresh.height };
      if (element.host) where.y = element.y + element.height + GAP;
      const inside = element.parent;
      if (flow && !is(fresh, 'bpmn:EndEvent')) {
        if (taken(where, inside)) makeRoom('x', element.x + element.width + 5, fresh.width + GAP);
      } else {
        while (taken(where, inside)) where.y += 30;
      }
      const centre = { x: where.x + where.width / 2, y: where.y + where.height / 2 };
      made = modeling.createShape(fresh, centre, inside);
      if (flow && !is(made, 'bpmn:EndEvent')) {
        const target = flow.target;
        modeling.reconnectEnd(flow, made, centre);
        modeling.layoutConnection(flow);
        modeling.connect(made, target, { type: 'bpmn:SequenceFlow' });
      } else {
        modeling.connect(element, made, { type: 'bpmn:SequenceFlow' });
      }
    });
    selection.select(shape);
    return shape;
  };

  // A clock stands on the edge of the step.
  this.deadline = (element) => {
    const shape = together(() => {
      const type = 'bpmn:BoundaryEvent';
      const fresh = elementFactory.createShape({ type, ...OPTIONS[type] });
      const others = element.attachers?.length ?? 0;
      const spot = { x: element.x + element.width - 25 - others * 45, y: element.y + element.height };
      made = modeling.createShape(fresh, spot, element, { attach: true });
    });
    selection.select(shape);
    return shape;
  };

  function laneNamed(name, pool) {
    return elementRegistry.find((one) => is(one, 'bpmn:Lane') && bo(one).name === name && within(one, pool));
  }

  function within(element, frame) {
    for (let at = element; at; at = at.parent) if (at === frame) return true;
    return false;
  }

  function poolOf(element) {
    let at = element;
    while (at && !is(at, 'bpmn:Participant')) at = at.parent;
    return at;
  }

  function newLane(name, pool) {
    const lanes = pool.children.filter((one) => is(one, 'bpmn:Lane')).sort((a, b) => a.y - b.y);
    let lane = modeling.addLane(lanes.at(-1) ?? pool, 'bottom');
    if (!lanes.length) {
      const both = pool.children.filter((one) => is(one, 'bpmn:Lane'));
      lane = lane ?? both.at(-1);
    }
    modeling.updateProperties(lane, { name });
    return lane;
  }

  // Whether a step can be given to a role by its place in the drawing.
  this.hasLanes = (element) => Boolean(poolOf(element)) && is(element.parent, 'bpmn:Participant') && !element.host;

  // The step stands in the lane of this name, which is drawn if there is none.
  this.toLane = (element, name) => {
    if (laneOf(bo(element))?.name === name) return;
    together(() => {
      const pool = poolOf(element);
      const lane = laneNamed(name, pool) ?? newLane(name, pool);
      const bounds = { x: element.x, y: lane.y + (lane.height - element.height) / 2, width: element.width, height: element.height };
      for (let tries = 0; taken(bounds, element.parent, element) && tries < 12; tries += 1) {
        const next = lane.y + 20 + tries * 20;
        if (next + element.height > lane.y + lane.height - 15) break;
        bounds.y = next;
      }
      if (taken(bounds, element.parent, element)) {
        bounds.y = lane.y + lane.height;
        makeRoom('y', lane.y + lane.height - 5, element.height + 30);
      }
      modeling.moveElements([element], { x: 0, y: Math.round(bounds.y - element.y) }, pool);
    });
  };
}

Growing.$inject = ['canvas', 'commandStack', 'elementFactory', 'elementRegistry', 'modeling', 'selection', 'spaceTool'];
