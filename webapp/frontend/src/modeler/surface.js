// The drawing surface: the modeler with only what the engine carries out, the panel, the check list.
import Modeler from 'bpmn-js/lib/Modeler';

import { checks } from './checks.js';
import { make } from './dom.js';
import Growing from './growing.js';
import { changes } from './model.js';
import Pad from './pad.js';
import Palette from './palette.js';
import { panel } from './panel.js';
import Replace from './replace.js';
import { saving } from './saving.js';
import spiff from './spiff.json';
import { missing, words } from './words.js';

const INK = 'var(--ds-color-neutral-text-default)';
const LINE = 'var(--ds-color-neutral-border-strong)';
const FONT = { fontFamily: '"Inter Variable", Inter, system-ui, sans-serif', fontWeight: 'normal', lineHeight: 1.25 };

// Smallest scale a flow is opened at, and the scale when it is larger than that.
const READABLE = 0.55;
const BEGINNING = 0.75;
// Pixels to the left where the palette is, and around.
const PALETTE = 200;
const EDGE = 30;

function modelerIn(container, _) {
  const made = new Modeler({
    container,
    moddleExtensions: { spiffworkflow: spiff },
    bpmnRenderer: { defaultFillColor: 'var(--hp-raised)', defaultStrokeColor: LINE, defaultLabelColor: INK },
    textRenderer: { defaultStyle: { ...FONT, fontSize: 12 }, externalStyle: { ...FONT, fontSize: 11.5 } },
    additionalModules: [
      {
        __init__: ['growing'],
        growing: ['type', Growing],
        paletteProvider: ['type', Palette],
        contextPadProvider: ['type', Pad],
        replaceMenuProvider: ['type', Replace],
        translate: ['value', _],
      },
    ],
  });
  // BPMN has these as references to things drawn; ours are paths and FEEL, which would be dropped.
  const { properties } = made.get('moddle').registry.typeMap['bpmn:MultiInstanceLoopCharacteristics'];
  for (const one of properties.filter((property) => /loopData(In|Out)putRef$/.test(property.name))) {
    one.type = 'String';
    one.isReference = false;
  }
  made.on('import.parse.complete', ({ definitions }) => definitions && unfold(definitions));
  return made;
}

// A box drawn with its steps inside is open, also where an older tool did not say so.
function unfold(definitions) {
  for (const { plane } of definitions.get('diagrams')) {
    const shapes = plane.get('planeElement');
    for (const shape of shapes) {
      const box = shape.bpmnElement;
      if (box?.$instanceOf('bpmn:SubProcess') && shape.isExpanded === undefined) {
        shape.isExpanded = shapes.some((one) => one.bpmnElement?.$parent === box);
      }
    }
  }
}

function toolbar(modeler, store, _) {
  const [stack, canvas, events, search] = ['commandStack', 'canvas', 'eventBus', 'searchPad'].map((name) => modeler.get(name));
  const button = (words, mark, work) => make('button', { type: 'button', className: 'hp-quietbutton', title: words, onclick: work }, mark, make('span', {}, words));
  const undo = button(_('Angre'), '↶', () => (stack.canUndo() ? stack.undo() : store.undo()));
  const redo = button(_('Gjør om igjen'), '↷', () => (stack.canRedo() ? stack.redo() : store.redo()));
  const zoom = (by) => canvas.zoom(Math.min(Math.max(canvas.zoom() * by, 0.2), 4), 'auto');
  const look = () => {
    const state = store.state();
    undo.disabled = !stack.canUndo() && !state.undo;
    redo.disabled = !stack.canRedo() && !(state.redo && !stack.canUndo());
  };
  events.on('commandStack.changed', look);
  store.on(look);
  look();
  return make('div', { className: 'tegn-tools', role: 'toolbar', 'aria-label': _('Verktøylinje') }, undo, redo,
    make('span', { className: 'tegn-space' }),
    button(_('Finn steg'), '⌕', () => search.toggle()), button(_('Mindre'), '−', () => zoom(1 / 1.25)), button(_('Større'), '+', () => zoom(1.25)), button(_('Vis alt'), '⤢', () => fit(canvas)));
}

export async function open(given) {
  const _ = words(given.lang);
  const frame = document.getElementById('tegneflate');
  const [board, side, checklist, news] = [
    make('div', { className: 'tegn-board' }),
    make('section', { className: 'tegn-panel', 'aria-label': _('Det som er valgt') }),
    make('section', { className: 'tegn-checks', 'aria-label': _('Sjekk') }),
    make('div', { className: 'tegn-news', role: 'alert', tabIndex: -1, hidden: true }),
  ];
  const middle = make('div', { className: 'tegn-middle' });
  frame.replaceChildren(news, middle, make('aside', { className: 'tegn-side', 'aria-label': _('Steget og sjekklista') }, side, checklist));
  middle.append(board);
  frame.hidden = false;

  performance.mark('tegn-start');
  const modeler = modelerIn(board, _);
  Object.assign(frame, { modeler, missing });
  const canvas = modeler.get('canvas');
  let store;
  let lost = false;
  const opened = async (bpmn) => {
    const { warnings } = await modeler.importXML(bpmn);
    frame.dataset.warnings = String(warnings.length);
    lost = warnings.length > 0;
    store?.hold(lost);
    fit(canvas, READABLE);
  };
  await opened(given.state.bpmn);

  const change = changes(modeler);
  store = saving({ given, modeler, _, line: document.getElementById('lagret'), news, opened });
  store.hold(lost);
  middle.prepend(toolbar(modeler, store, _));
  const at = { _, key: given.key, given: () => given, addresses: given.addresses, change, growing: modeler.get('growing') };
  const { draw } = panel(modeler, side, at);
  store.on(draw);
  draw();
  const list = checks({ modeler, addresses: given.addresses, store, frame: checklist, _ });
  // Whoever leaves by a link of the page has what was drawn last with them.
  document.addEventListener('click', async (event) => {
    const link = event.target.closest('a[href]:not([target], [download])');
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || !store.waits()) return;
    event.preventDefault();
    await store.settle();
    location.assign(link.href);
  });
  document.documentElement.dataset.drawing = 'ready';
  performance.mark('tegn-klar');
  await list.check();
}

// The whole flow beside the palette; one too large to be read like that is shown where it begins.
function fit(canvas, least = 0) {
  const { inner, outer } = canvas.viewbox();
  const room = { width: outer.width - PALETTE - EDGE, height: outer.height - 2 * EDGE };
  const whole = Math.min(1, room.width / inner.width, room.height / inner.height);
  const scale = whole < least ? BEGINNING : whole;
  const spare = Math.max(0, room.height - inner.height * scale) / 2;
  canvas.viewbox({
    x: inner.x - PALETTE / scale,
    y: inner.y - (EDGE + spare) / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}
