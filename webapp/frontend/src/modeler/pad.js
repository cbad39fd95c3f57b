// The small buttons beside the chosen element: what comes next, change, connect, delete.
import { is, isAny } from './model.js';

const NEXT = [
  ['task', 'bpmn:UserTask', 'user-task', 'Ny oppgave etter'],
  ['choice', 'bpmn:ExclusiveGateway', 'gateway-xor', 'Nytt veivalg etter'],
  ['wait', 'bpmn:IntermediateCatchEvent', 'intermediate-event-catch-timer', 'Vent etter dette'],
  ['end', 'bpmn:EndEvent', 'end-event-none', 'Slutt etter dette'],
];

export const leadsOn = (element) => is(element, 'bpmn:FlowNode') && !is(element, 'bpmn:EndEvent') && !element.labelTarget;

export default function Pad(contextPad, modeling, connect, popupMenu, rules, translate, growing) {
  const button = (group, icon, word, click, dragstart) => ({
    group,
    className: `bpmn-icon-${icon}`,
    title: translate(word),
    action: { click, ...(dragstart && { dragstart }) },
  });

  const remove = () =>
    button('edit', 'trash', 'Slett', (event, chosen) => modeling.removeElements([].concat(chosen).slice()));

  const deletable = (elements) => {
    const allowed = rules.allowed('elements.delete', { elements });
    return Array.isArray(allowed) ? elements.every((one) => allowed.includes(one)) : allowed;
  };

  this.getMultiElementContextPadEntries = (elements) => (deletable(elements) ? { delete: remove() } : {});

  this.getContextPadEntries = (element) => {
    const found = {};
    if (element.type === 'label') return deletable([element]) ? { delete: remove() } : {};
    if (leadsOn(element)) {
      for (const [name, type, icon, word] of NEXT) {
        found[`next-${name}`] = button('next', icon, word, () => growing.after(element, type));
      }
      const start = (event) => connect.start(event, element);
      found.connect = button('edit', 'connection-multi', 'Dra en pil herfra', start, start);
    }
    if (is(element, 'bpmn:Activity')) {
      found.deadline = button('next', 'intermediate-event-catch-non-interrupting-timer', 'Når tiden går', () =>
        growing.deadline(element),
      );
    }
    if (is(element, 'bpmn:FlowNode')) {
      found.replace = button('edit', 'screw-wrench', 'Bytt til noe annet', (event) => {
        const pad = event.target?.closest?.('.djs-context-pad')?.getBoundingClientRect() ?? { left: event.x, bottom: event.y };
        const spot = { x: pad.left, y: pad.bottom + 5, cursor: { x: event.x || pad.left, y: event.y || pad.bottom } };
        popupMenu.open(element, 'bpmn-replace', spot, { title: translate('Bytt til'), width: 280, search: false });
      });
    }
    if (isAny(element, ['bpmn:Lane', 'bpmn:Participant'])) {
      found['lane-above'] = button('lanes', 'lane-insert-above', 'Ny bane over', () => modeling.addLane(element, 'top'));
      found['lane-below'] = button('lanes', 'lane-insert-below', 'Ny bane under', () => modeling.addLane(element, 'bottom'));
    }
    if (deletable([element])) found.delete = remove();
    return found;
  };

  contextPad.registerProvider(this);
}

Pad.$inject = ['contextPad', 'modeling', 'connect', 'popupMenu', 'rules', 'translate', 'growing'];
