// The few controls of the panel. Each tells what was chosen when the reader is done with it.
import { fresh, later, make } from './dom.js';

const field = (id, label, hint, control) =>
  make('div', { className: 'tegn-field' }, make('label', { htmlFor: id }, label),
    hint && make('p', { className: 'tegn-hint', id: `${id}-hint` }, hint), control);

// A line of text, or several with `rows`. Told when left, and while typing pauses.
export function text({ name, label, hint, value, done, rows, feel, options }) {
  const id = fresh(name);
  let said = value;
  const tell = () => {
    if (input.value === said) return;
    said = input.value;
    done(said);
  };
  const pausing = later(tell, 600);
  const list = options?.length ? make('datalist', { id: `${id}-list` }, options.map((one) => make('option', { value: one.key }, one.name))) : null;
  const input = make(rows ? 'textarea' : 'input', {
    id, name, className: feel ? 'ds-input tegn-feel' : 'ds-input', rows, spellcheck: !feel,
    'aria-describedby': hint && `${id}-hint`, list: list && list.id, oninput: pausing, onchange: tell,
  });
  input.value = value;
  const made = field(id, label, hint, input);
  if (list) made.append(list);
  return made;
}

// One of several. `options`: [{ key, name }]; an unknown value stays as it is.
export function select({ name, label, hint, value, options, none, done, beside }) {
  const id = fresh(name);
  const rows = value && !options.some((one) => one.key === value) ? [...options, { key: value, name: value }] : options;
  const list = make('select', { id, name, className: 'ds-input', 'aria-describedby': hint && `${id}-hint`, onchange: () => done(list.value) },
    none !== undefined && make('option', { value: '' }, none), rows.map((one) => make('option', { value: one.key }, one.name)));
  list.value = value;
  return field(id, label, hint, beside ? make('div', { className: 'tegn-beside' }, list, beside) : list);
}

// Any number of several; told as keys with a space between.
export function several({ name, label, hint, value, options, done }) {
  const chosen = new Set(value.split(/[\s,]+/).filter(Boolean));
  const rows = [...options, ...[...chosen].filter((key) => !options.some((one) => one.key === key)).map((key) => ({ key, name: key }))];
  const words = rows.filter((one) => chosen.has(one.key)).map((one) => one.name).join(', ');
  return make('details', { className: 'tegn-several', 'data-name': name }, make('summary', {}, label, make('span', { className: 'tegn-chosen' }, words || '–')),
    hint && make('p', { className: 'tegn-hint' }, hint),
    rows.map((one) => {
      const box = make('input', { type: 'checkbox', name: `${name}-${one.key}`, checked: chosen.has(one.key), onchange: () => {
        if (box.checked) chosen.add(one.key);
        else chosen.delete(one.key);
        done(rows.filter((row) => chosen.has(row.key)).map((row) => row.key).join(' '));
      } });
      return make('label', { className: 'tegn-check', title: one.text }, box, one.name);
    }));
}

export function radios({ name, label, value, options, done }) {
  return make('fieldset', { className: 'tegn-field' }, make('legend', {}, label), options.map((one) =>
    make('label', { className: 'tegn-check' }, make('input', { type: 'radio', name, value: one.key, checked: one.key === value, onchange: () => done(one.key) }), one.name)));
}

export const more = (name, label, ...children) =>
  make('details', { className: 'tegn-more', 'data-name': name }, make('summary', {}, label), children);
