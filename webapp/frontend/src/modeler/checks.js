// The check list: what the server's lint says of the drawing as it stands, in the list and as marks
// on the drawing. A late answer to an old drawing is dropped.
import { later, make } from './dom.js';

const REST = 350;
// Room for the palette to the left and the small buttons to the right.
const CLEAR = { top: 80, right: 240, bottom: 120, left: 230 };

export function checks({ modeler, addresses, store, frame, _ }) {
  const [overlays, registry, selection, canvas] = ['overlays', 'elementRegistry', 'selection', 'canvas'].map((name) => modeler.get(name));
  let asked = 0;
  let last = '';

  function go(id) {
    const element = registry.get(id);
    if (!element) return;
    canvas.scrollToElement(element, CLEAR);
    selection.select(element);
  }

  function badge(id, found) {
    const element = registry.get(id);
    if (!element || element === canvas.getRootElement()) return;
    const bad = found.some((one) => one.severity === 'error');
    const html = make('button', { type: 'button', className: 'tegn-badge', 'data-severity': bad ? 'error' : 'warning', title: found.map((one) => one.text).join('\n'), tabIndex: -1, onclick: () => go(id) }, bad ? '!' : 'i');
    html.setAttribute('aria-label', _('Se i lista: {count}', { count: found.length }));
    overlays.add(id, 'sjekk', { position: element.waypoints ? { top: -10, left: 0 } : { top: -11, right: 11 }, html });
  }

  function line(one) {
    const mark = make('span', { className: 'tegn-mark', 'data-severity': one.severity }, one.severity === 'error' ? _('Feil') : _('Råd'));
    if (registry.get(one.element)) return make('li', {}, make('button', { type: 'button', className: 'tegn-finding', 'data-element': one.element, onclick: () => go(one.element) }, mark, ' ', one.text));
    if (one.form) return make('li', {}, make('a', { className: 'tegn-finding', href: one.form, target: '_blank', rel: 'noopener' }, mark, ' ', one.text));
    return make('li', {}, make('p', { className: 'tegn-finding' }, mark, ' ', one.text));
  }

  function show(found) {
    const text = JSON.stringify(found);
    const errors = found.filter((one) => one.severity === 'error').length;
    const advice = found.length - errors;
    overlays.remove({ type: 'sjekk' });
    const at = Map.groupBy ? Map.groupBy(found, (one) => one.element) : grouped(found);
    for (const [id, those] of at) if (id && registry.get(id)) badge(id, those);
    frame.dataset.ready = String(asked);
    if (text === last) return;
    last = text;
    const sum = found.length
      ? [errors && _('{n} feil må rettes', { n: errors }), advice && _('{n} råd', { n: advice })].filter(Boolean).join(', ')
      : _('Alt i orden. Flyten kan publiseres.');
    frame.replaceChildren(
      make('h2', {}, _('Sjekk')),
      make('p', { className: 'tegn-sum', role: 'status', 'data-errors': errors, 'data-advice': advice }, sum),
      make('ul', { className: 'tegn-findings' }, found.map(line)),
    );
  }

  function grouped(found) {
    const map = new Map();
    for (const one of found) map.set(one.element, [...(map.get(one.element) ?? []), one]);
    return map;
  }

  async function check() {
    asked += 1;
    const mine = asked;
    const started = performance.now();
    try {
      const answer = await store.post(addresses.check, { bpmn: await store.drawn() });
      if (mine !== asked) return;
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      if (mine !== asked) return;
      frame.dataset.milliseconds = String(Math.round(performance.now() - started));
      show(found);
    } catch {
      if (mine === asked) frame.querySelector('.tegn-sum')?.replaceChildren(_('Får ikke sjekket akkurat nå.'));
    }
  }

  const soon = later(check, REST);
  modeler.get('eventBus').on('commandStack.changed', soon);
  store.on(soon);
  frame.replaceChildren(make('h2', {}, _('Sjekk')), make('p', { className: 'tegn-sum' }, _('Sjekker …')));
  return { check };
}
