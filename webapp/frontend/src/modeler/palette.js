// The palette: what can be drawn, each by the word people use for it.
const PIECES = [
  ['start', 'bpmn:StartEvent', 'start-event-none', 'Start'],
  ['task', 'bpmn:UserTask', 'user-task', 'Oppgave'],
  ['choice', 'bpmn:ExclusiveGateway', 'gateway-xor', 'Veivalg'],
  ['both', 'bpmn:ParallelGateway', 'gateway-parallel', 'Samtidig'],
  ['wait', 'bpmn:IntermediateCatchEvent', 'intermediate-event-catch-timer', 'Vent'],
  ['call', 'bpmn:CallActivity', 'call-activity', 'Egen flyt'],
  ['box', 'bpmn:SubProcess', 'subprocess-expanded', 'Delprosess'],
  ['system', 'bpmn:ServiceTask', 'service-task', 'Systemet gjør'],
  ['end', 'bpmn:EndEvent', 'end-event-none', 'Slutt'],
];

const TOOLS = [
  ['hand', 'hand-tool', 'Flytt bildet'],
  ['lasso', 'lasso-tool', 'Velg flere'],
  ['space', 'space-tool', 'Lag plass'],
  ['connect', 'connection-multi', 'Dra en pil'],
];

const entry = (icon, word) =>
  `<div class="entry tegn-piece" draggable="true"><span class="bpmn-icon-${icon}" aria-hidden="true"></span><span>${word}</span></div>`;

// What the element is made with besides its type.
export const OPTIONS = {
  'bpmn:SubProcess': { isExpanded: true },
  'bpmn:IntermediateCatchEvent': { eventDefinitionType: 'bpmn:TimerEventDefinition' },
  'bpmn:BoundaryEvent': { eventDefinitionType: 'bpmn:TimerEventDefinition', cancelActivity: false },
};

export default function Palette(palette, create, elementFactory, handTool, lassoTool, spaceTool, globalConnect, translate) {
  const begin = {
    hand: (event) => handTool.activateHand(event),
    lasso: (event) => lassoTool.activateSelection(event),
    space: (event) => spaceTool.activateSelection(event),
    connect: (event) => globalConnect.start(event),
  };

  function place(event, type) {
    const shape = elementFactory.createShape({ type, ...OPTIONS[type] });
    if (type !== 'bpmn:SubProcess') return create.start(event, shape);
    const start = elementFactory.createShape({ type: 'bpmn:StartEvent', x: 40, y: 82, parent: shape });
    return create.start(event, [shape, start], { hints: { autoSelect: [shape] } });
  }

  this.getPaletteEntries = () => ({
    ...Object.fromEntries(
      TOOLS.map(([name, icon, word]) => [
        `tool-${name}`,
        { group: 'tools', html: entry(icon, translate(word)), action: { click: begin[name] } },
      ]),
    ),
    'tool-line': { group: 'tools', separator: true },
    ...Object.fromEntries(
      PIECES.map(([name, type, icon, word]) => {
        const start = (event) => place(event, type);
        return [
          `piece-${name}`,
          { group: 'pieces', html: entry(icon, translate(word)), action: { click: start, dragstart: start } },
        ];
      }),
    ),
  });

  palette.registerProvider(this);
}

Palette.$inject = ['palette', 'create', 'elementFactory', 'handTool', 'lassoTool', 'spaceTool', 'globalConnect', 'translate'];
