// Keys for those who want them. Elements say which key they answer to:
//   data-go="o"    g then o          data-key="c"   c, in the row or pane with the focus, or else on the page
//   data-back      Esc               [data-rows] a.hp-row__link   j and k
// Nothing fires while somebody types, with a modifier down, or when keys are turned off.
import { hide } from './blank.js';

const STORED = 'handlingsplan.keys';
const sheet = document.getElementById('taster');
const choice = sheet?.querySelector('input[type="checkbox"]');
let wanted = readChoice();
let waitingForPlace = false;
let lastEscape = 0;
let leaving;

function readChoice() {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true;
  }
}

function typing(target) {
  return Boolean(
    target.closest('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]'),
  );
}

function move(step) {
  const links = [...document.querySelectorAll('[data-rows] .hp-row__link')];
  if (links.length === 0) return;
  const row = document.activeElement.closest('.hp-row') ?? document.querySelector('.hp-row[data-chosen]');
  const at = links.findIndex((link) => row?.contains(link));
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
  links[Math.min(Math.max(next, 0), links.length - 1)].focus();
}

function use(element) {
  if (!element) return false;
  if (element.matches('input, textarea, select, summary')) element.focus();
  if (!element.matches('input, textarea, select')) element.click();
  return true;
}

function escape() {
  const now = Date.now();
  clearTimeout(leaving);
  if (now - lastEscape < 600) {
    lastEscape = 0;
    hide();
    return;
  }
  lastEscape = now;
  for (const menu of document.querySelectorAll('details.hp-menu[open]')) menu.open = false;
  const back = document.querySelector('[data-back]');
  // Wait for a second Esc before leaving the page.
  if (back && wanted && !typing(document.activeElement)) leaving = setTimeout(() => back.click(), 620);
}

function single(key) {
  if (waitingForPlace) {
    waitingForPlace = false;
    return use(document.querySelector(`[data-go="${CSS.escape(key)}"]`));
  }
  if (key === 'g') {
    waitingForPlace = true;
    setTimeout(() => {
      waitingForPlace = false;
    }, 1500);
    return true;
  }
  if (key === 'j' || key === 'k') {
    move(key === 'j' ? 1 : -1);
    return true;
  }
  if (key === '?') {
    sheet?.showModal();
    return true;
  }
  const named = `[data-key="${CSS.escape(key)}"]`;
  const near = document.activeElement.closest('.hp-row') ?? document.activeElement.closest('.hp-pane');
  return use(near?.querySelector(named)) || use(document.querySelector(named));
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === 'Escape' && !document.querySelector('dialog[open]')) {
    escape();
    return;
  }
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  if (!wanted || modified || event.key.length !== 1 || typing(event.target)) return;
  if (document.querySelector('dialog[open], :popover-open')) return;
  if (single(event.key)) event.preventDefault();
});

document.querySelector('[data-shows-keys]')?.addEventListener('click', () => sheet?.showModal());
for (const button of document.querySelectorAll('[data-shows-keys]')) button.hidden = false;
if (choice) {
  choice.checked = wanted;
  choice.addEventListener('change', () => {
    wanted = choice.checked;
    localStorage.setItem(STORED, wanted ? 'on' : 'off');
  });
}
