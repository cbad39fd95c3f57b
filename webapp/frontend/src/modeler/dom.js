// Elements in one call: make('button', { class: 'x', onclick: f }, 'text', child). Nothing is read as HTML.
export function make(tag, named = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(named)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (name in made && !name.startsWith('aria') && name !== 'list') made[name] = value;
    else made.setAttribute(name === 'className' ? 'class' : name, value === true ? '' : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

let last = 0;

// An id no other element of the page has.
export function fresh(name) {
  last += 1;
  return `tegn-${name}-${last}`;
}

// Waits until nothing has happened for a while; `now()` does it at once, if it is waiting.
export function later(work, milliseconds) {
  let timer;
  const waiting = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      work();
    }, milliseconds);
  };
  waiting.now = () => {
    if (timer === undefined) return undefined;
    clearTimeout(timer);
    timer = undefined;
    return work();
  };
  return waiting;
}
