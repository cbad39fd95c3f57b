// The pane beside the inbox on wide screens: a chosen task opens in it and its forms are sent from
// it, while the list stands still. Without this, on narrow screens and with a modifier held, links
// and forms do what they always do.
import htmx from 'htmx.org';

const WIDE = matchMedia('(min-width: 75rem) and (scripting: enabled)');
const TASK = /^\/oppgaver\/([^/?]+)/;
const CHOSEN = /^\/innboks\/oppgaver\/([^/?]+)/;
const said = document.getElementById('sagt');
const find = () => document.getElementById('rute');
const empty = find()?.dataset.task ? null : find()?.cloneNode(true);
const list = () => `/innboks${location.search}`;
// What is typed and not kept yet.
let unsaved = false;
// The address as we last knew it: a jump within the pane changes only what comes after "#".
let here = location.pathname + location.search;
// Counts what was asked for, so that a slow answer does not push aside a later one.
let asked = 0;
// The browser's own way of sending is on, because ours did not come through.
let plainly = false;

function move(address) {
  history.pushState({}, '', address);
  here = location.pathname + location.search;
}

const rowOf = (id) => document.querySelector(`.hp-row[data-task="${CSS.escape(id ?? '')}"]`);
const linkOf = (id) => rowOf(id)?.querySelector('.hp-row__link');

function mark(id) {
  for (const row of document.querySelectorAll('.hp-row[data-chosen]')) {
    row.removeAttribute('data-chosen');
    row.querySelector('.hp-row__link').removeAttribute('aria-current');
  }
  rowOf(id)?.setAttribute('data-chosen', '');
  linkOf(id)?.setAttribute('aria-current', 'true');
}

// The row says that its task is sent, and those who listen hear what happened.
function tell(pane) {
  const row = rowOf(pane.dataset.task);
  const sent = 'sent' in pane.dataset;
  row?.toggleAttribute('data-sent', sent);
  row?.querySelector('.hp-row__sent')?.toggleAttribute('hidden', !sent);
  const words = pane.querySelectorAll(sent ? '.hp-lead, .hp-undo > span' : '[role="status"] .hp-note');
  if (said) said.textContent = [...words].map((one) => one.innerText.trim()).join(' ');
}

function put(fresh) {
  const pane = find();
  // Savings still to come have nowhere to show themselves.
  for (const late of pane.querySelectorAll('[hx-target]')) late.removeAttribute('hx-target');
  pane.replaceWith(fresh);
  htmx.process(fresh);
  fresh.scrollTop = 0;
  mark(fresh.dataset.task);
  tell(fresh);
  unsaved = false;
  const to = fresh.querySelector('[autofocus]') ?? fresh.querySelector('[data-heading]');
  to?.focus({ preventScroll: !to.matches('[autofocus]') });
  document.dispatchEvent(new CustomEvent('hp:pane', { detail: fresh }));
}

// What is typed is kept before something else takes its place; false if it could not be sent.
async function keep() {
  const draft = unsaved && find()?.querySelector('#skjema [hx-post$="/utkast"]');
  if (!draft) return true;
  const typed = [...new FormData(draft.closest('form'))].filter(([, value]) => typeof value === 'string');
  try {
    await fetch(draft.getAttribute('hx-post'), { method: 'POST', body: new URLSearchParams(typed) });
    unsaved = false;
    return true;
  } catch {
    return false;
  }
}

async function load(address, sending = {}) {
  asked += 1;
  const own = asked;
  find().setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(address, { ...sending, headers: { 'HP-Beside': list() } });
    const away = answer.headers.get('HP-Away');
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.getElementById('rute');
    if (own !== asked) return true;
    if (away) location.assign(away);
    else if (fresh) put(document.adoptNode(fresh));
    else location.assign(answer.url);
    document.dispatchEvent(new CustomEvent('htmx:after:request', { detail: {} }));
    return true;
  } catch {
    // Nothing came through. The browser's own way says so, and Back leads to what was typed.
    find()?.removeAttribute('aria-busy');
    return false;
  }
}

async function open(address, beside) {
  if (!(await keep())) return;
  if (beside) move(beside);
  if (!(await load(address))) location.assign(address);
}

async function close() {
  const id = find().dataset.task;
  if (!(await keep())) return;
  asked += 1;
  if (!empty) {
    location.assign(list());
    return;
  }
  find().replaceWith(empty.cloneNode(true));
  mark();
  if (CHOSEN.test(location.pathname)) move(list());
  (linkOf(id) ?? document.querySelector('.hp-row__link'))?.focus();
}

function click(event) {
  const link = event.target.closest?.('a[href]');
  const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button;
  if (!link || modified || event.defaultPrevented || !WIDE.matches) return;
  const inside = find().contains(link);
  const task = TASK.exec(link.getAttribute('href'));
  if (inside && 'closes' in link.dataset) {
    event.preventDefault();
    close();
  } else if (link.dataset.beside || (inside && task)) {
    event.preventDefault();
    open(link.getAttribute('href'), link.dataset.beside ?? `/innboks${task[0]}${location.search}`);
  }
}

async function submit(event) {
  const form = event.target;
  if (plainly) {
    plainly = false;
    return;
  }
  if (!find().contains(form) || event.defaultPrevented || !WIDE.matches) return;
  const button = event.submitter;
  const address = button?.getAttribute('formaction') || form.getAttribute('action') || '';
  if (form.method !== 'post' || !TASK.test(address)) return;
  event.preventDefault();
  const body = new FormData(form);
  if (button?.name) body.append(button.name, button.value);
  if (button) button.disabled = true;
  if (await load(address, { method: 'POST', body })) {
    unsaved = false;
    return;
  }
  if (button) button.disabled = false;
  plainly = true;
  form.requestSubmit(button);
}

if (find()) {
  document.addEventListener('click', click);
  document.addEventListener('submit', submit);
  document.addEventListener('input', (event) => {
    if (event.target.closest('#rute #skjema')) unsaved = true;
  });
  document.addEventListener('htmx:after:request', (event) => {
    if (event.detail?.ctx?.request?.action?.endsWith('/utkast')) unsaved = false;
  });
  addEventListener('popstate', async () => {
    const chosen = CHOSEN.exec(location.pathname);
    if (here === location.pathname + location.search) return;
    here = location.pathname + location.search;
    if (!WIDE.matches) location.reload();
    else if (chosen) await open(`/oppgaver/${chosen[1]}`);
    else await close();
  });
  if (find().dataset.task && matchMedia('(max-width: 74.99rem)').matches) {
    location.replace(`/oppgaver/${find().dataset.task}`);
  }
}
