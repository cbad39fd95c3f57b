// The panel: the chosen element in plain words. It is drawn again when the drawing changes, and the
// one who was typing keeps the place.
import { make } from './dom.js';
import { isPeople, sections } from './kinds.js';
import { bo, is, setting } from './model.js';
import { leadsOn } from './pad.js';

const KINDS = [
  ['bpmn:StartEvent', 'Start'],
  ['bpmn:EndEvent', 'Slutt'],
  ['bpmn:BoundaryEvent', 'Hendelse på kanten'],
  ['bpmn:IntermediateCatchEvent', 'Venter'],
  ['bpmn:IntermediateThrowEvent', 'Beskjed'],
  ['bpmn:ParallelGateway', 'Flere ting skjer samtidig'],
  ['bpmn:EventBasedGateway', 'Det som skjer først'],
  ['bpmn:Gateway', 'Veivalg'],
  ['bpmn:CallActivity', 'Egen flyt'],
  ['bpmn:SubProcess', 'Delprosess'],
  ['bpmn:BusinessRuleTask', 'Tabell avgjør'],
  ['bpmn:ScriptTask', 'Systemet regner ut'],
  ['bpmn:ServiceTask', 'Systemet gjør noe'],
  ['bpmn:Task', 'Oppgave'],
  ['bpmn:SequenceFlow', 'Pil'],
  ['bpmn:Lane', 'Bane'],
];

export function panel(modeler, frame, at) {
  const [registry, selection, canvas, events] = ['elementRegistry', 'selection', 'canvas', 'eventBus'].map((name) => modeler.get(name));
  let shown;

  const chosen = () => {
    const found = selection.get();
    if (found.length > 1) return null;
    return found[0]?.labelTarget ?? found[0] ?? canvas.getRootElement();
  };

  const context = {
    ...at,
    pool: (process) => registry.find((one) => is(one, 'bpmn:Participant') && bo(one).processRef === process),
    others: (element) => registry.filter((one) => one !== element && !one.labelTarget && isPeople(one)),
    legal: () => [...new Set(registry.filter((one) => !one.labelTarget && is(one, 'bpmn:FlowNode')).map((one) => setting(bo(one), 'legalRole')).filter(Boolean))].sort(),
    show: (element) => selection.select(element),
  };

  function grow(element) {
    if (!leadsOn(element)) return null;
    const button = (type, words) => make('button', { type: 'button', className: 'hp-quietbutton', onclick: () => at.growing.after(element, type) }, words);
    return make('div', { className: 'tegn-grow' }, make('p', { className: 'tegn-label' }, at._('Sett inn etter')),
      button('bpmn:UserTask', at._('Oppgave')), button('bpmn:ExclusiveGateway', at._('Veivalg')), button('bpmn:EndEvent', at._('Slutt')));
  }

  function draw() {
    const element = chosen();
    const same = element && element === shown;
    const active = frame.contains(document.activeElement) ? document.activeElement : null;
    const place = same && active ? { name: active.name, start: selectionOf(active), typed: active.value } : null;
    const open = same ? new Set([...frame.querySelectorAll('details[open]')].map((one) => one.dataset.name)) : new Set();
    const scrolled = same ? frame.scrollTop : 0;
    shown = element;
    if (!element) {
      frame.replaceChildren(make('p', { className: 'tegn-hint' }, at._('Flere elementer er valgt.')));
      return;
    }
    const kind = KINDS.find(([type]) => is(element, type));
    const body = make('div', { className: 'tegn-form' }, sections(element, { ...context, choices: at.given().choices }));
    frame.replaceChildren(make('h2', {}, kind ? at._(kind[1]) : at._('Hele flyten')), body, grow(element) ?? '');
    for (const one of frame.querySelectorAll('details')) if (open.has(one.dataset.name)) one.open = true;
    frame.scrollTop = scrolled;
    if (place?.name) restore(place);
  }

  function selectionOf(control) {
    return 'selectionStart' in control && /^(text|textarea|)$/.test(control.type) ? [control.selectionStart, control.selectionEnd] : null;
  }

  // Names with a number at the end are made anew each time; their place among their like is the same.
  function restore({ name, start, typed }) {
    const stem = name.replace(/-\d+$/, '');
    const control = [...frame.querySelectorAll('input, select, textarea')].find((one) => one.name === name || (one.name.replace(/-\d+$/, '') === stem && one.value === typed));
    if (!control) return;
    control.focus({ preventScroll: true });
    if (start && control.setSelectionRange) control.setSelectionRange(...start);
  }

  let waiting;
  const soon = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(draw);
  };
  events.on(['selection.changed', 'commandStack.changed', 'import.done', 'root.set'], soon);
  return { draw: soon };
}
