// Keeps what is drawn: saves by itself when the drawing rests, and never writes over what somebody
// else has saved. Nothing drawn here is lost: it stays on the canvas until it is kept.
import { later, make } from './dom.js';

const REST = 900;
const AGAIN = 5000;

export function saving({ given, modeler, _, line, news, opened }) {
  const { addresses } = given;
  let state = given.state;
  let unsaved = false;
  let working = null;
  let theirs = null;
  let held = false;
  let token = document.querySelector('meta[name="csrf"]').content;

  const say = (words, bad = false) => {
    line.textContent = words;
    line.dataset.bad = bad ? 'yes' : 'no';
  };
  const said = () => say(state.saved ? _('Lagret {time}', { time: state.saved }) : _('Ingenting er endret ennå'));

  async function drawn() {
    return (await modeler.saveXML({ format: true })).xml;
  }

  // Signed in again in another tab: the seal of this page is made anew.
  async function renewed() {
    const page = await fetch(location.href, { headers: { Accept: 'text/html' } });
    const found = new DOMParser().parseFromString(await page.text(), 'text/html').querySelector('meta[name="csrf"]');
    if (!found || found.content === token) return false;
    token = found.content;
    return true;
  }

  async function post(path, body, again = true) {
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': token };
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    // What counts down to signing out begins anew, see session.js.
    if (answer.ok) document.dispatchEvent(new CustomEvent('htmx:after:request', { detail: {} }));
    if (answer.status === 400 && again && (await renewed())) return post(path, body, false);
    return answer;
  }

  async function keep(seen = state.revision) {
    const bpmn = await drawn();
    unsaved = false;
    if (bpmn === state.bpmn && seen === state.revision) return said();
    say(_('Lagrer …'));
    const answer = await post(addresses.save, { seen, bpmn });
    if (answer.ok) {
      state = await answer.json();
      told();
      return said();
    }
    unsaved = true;
    if (answer.status !== 409) throw new Error(String(answer.status));
    const now = await answer.json();
    if (now.bpmn !== state.bpmn) return ask(now);
    // Only a form or another file was changed: the drawing goes on from there.
    state = now;
    return keep();
  }

  // One saving at a time; what is drawn meanwhile is saved right after.
  function save() {
    if (theirs || held) return Promise.resolve();
    working ??= keep()
      .catch((error) => {
        unsaved = true;
        const out = /^(401|403)$/.test(error.message);
        say(out ? _('Ikke lagret. Du er logget ut; logg inn i en ny fane.') : _('Ikke lagret. Prøver igjen …'), true);
        setTimeout(soon, AGAIN);
      })
      .finally(() => {
        working = null;
      });
    return working;
  }

  const soon = later(() => {
    if (working) return soon();
    return save();
  }, REST);

  // Somebody else has saved another drawing: the reader chooses, and neither is lost.
  function ask(now) {
    theirs = now;
    say(_('Ikke lagret'), true);
    const who = now.mine ? _('Du har også endret flyten i et annet vindu') : _('{who} har også endret flyten', { who: now.by });
    const choose = (words, work) => make('button', { type: 'button', className: 'ds-button', 'data-variant': 'secondary', 'data-size': 'sm', onclick: work }, words);
    news.replaceChildren(
      make('p', {}, make('strong', {}, now.saved ? `${who} (${now.saved}).` : `${who}.`), ' ', _('Det du har tegnet, står her, men er ikke lagret.')),
      make('div', { className: 'hp-cluster' },
        choose(now.mine ? _('Hent det andre') : _('Hent det {who} har tegnet', { who: now.by }), takeTheirs),
        choose(_('Behold mitt'), keepMine),
        make('button', { type: 'button', className: 'tegn-link', onclick: download }, _('Last ned det jeg har tegnet'))),
    );
    news.hidden = false;
    news.focus();
  }

  function settled() {
    theirs = null;
    news.hidden = true;
    news.replaceChildren();
  }

  // The file holds something that cannot be drawn: nothing is saved before the reader has said so.
  function hold(on) {
    held = on;
    if (!on) return;
    say(_('Ikke lagret'), true);
    news.replaceChildren(
      make('p', {}, make('strong', {}, _('Noe i flyten kan ikke vises her.')), ' ', _('Tegner du videre, blir det borte. Det er trygt å endre flyten som liste.')),
      make('div', { className: 'hp-cluster' }, make('button', { type: 'button', className: 'ds-button', 'data-variant': 'secondary', 'data-size': 'sm', onclick: () => {
        held = false;
        settled();
        said();
        if (unsaved) soon();
      } }, _('Tegn videre likevel'))),
    );
    news.hidden = false;
  }

  async function keepMine() {
    const now = theirs;
    settled();
    state = now;
    await save();
  }

  // Mine is saved on top of theirs and undone at once: theirs stands, and mine can be done again.
  async function takeTheirs() {
    const now = theirs;
    settled();
    const mine = await post(addresses.save, { seen: now.revision, bpmn: await drawn() });
    if (mine.status === 409) return ask(await mine.json());
    const on = await mine.json();
    const back = on.revision === now.revision ? on : await (await post(addresses.undo, { seen: on.revision })).json();
    return adopt(back);
  }

  function download() {
    drawn().then((bpmn) => {
      const address = URL.createObjectURL(new Blob([bpmn], { type: 'application/xml' }));
      make('a', { href: address, download: `${given.key}-min.bpmn` }).click();
      URL.revokeObjectURL(address);
    });
  }

  // The page stands on what the server has.
  async function adopt(now) {
    state = now;
    unsaved = false;
    await opened(now.bpmn);
    told();
    said();
  }

  async function step(path) {
    await settle();
    const answer = await post(path, { seen: state.revision });
    if (answer.ok || answer.status === 409 || answer.status === 422) await adopt(await answer.json());
  }

  async function settle() {
    soon.now();
    if (working) await working;
    if (unsaved) await save();
  }

  // The lists may have grown while another tab made a form.
  async function fresher() {
    const before = state;
    const answer = await fetch(addresses.state).catch(() => null);
    if (!answer?.ok) return;
    const { choices, ...now } = await answer.json();
    // What was saved meanwhile is newer than this answer.
    if (state !== before) return;
    const changed = JSON.stringify(choices) !== JSON.stringify(given.choices);
    given.choices = choices;
    if (working || unsaved || theirs) {
      if (changed) told();
    } else if (now.bpmn === state.bpmn) {
      state = now;
      if (changed) told();
    } else {
      await adopt(now);
      say(now.mine ? _('Hentet det du har tegnet i et annet vindu') : _('Hentet det {who} har tegnet', { who: now.by }));
    }
  }

  const listeners = [];
  const told = () => listeners.forEach((listener) => listener(state));

  modeler.get('eventBus').on('commandStack.changed', ({ trigger }) => {
    if (trigger === 'clear') return;
    unsaved = true;
    if (!theirs && !held) say(_('Lagrer …'));
    soon();
  });
  document.addEventListener('visibilitychange', () => (document.hidden ? soon.now() : fresher()));
  window.addEventListener('focus', fresher);
  window.addEventListener('beforeunload', (event) => {
    if ((unsaved && !held) || theirs) event.preventDefault();
  });
  said();

  return {
    post,
    drawn,
    settle,
    undo: () => step(addresses.undo),
    redo: () => step(addresses.redo),
    state: () => state,
    hold,
    waits: () => !held && (unsaved || Boolean(working)),
    on: (listener) => listeners.push(listener),
  };
}
