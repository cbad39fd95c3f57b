// A condition as sentences: «Alvorlig» er «Ja». What is not such a sentence is shown as FEEL, and is
// never rewritten unless somebody writes there.
import { fresh, make } from './dom.js';

const TERM = /^([a-z_]\w*(?:\.\w+)*)\s*(=|!=|<=|>=|<|>)\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null|date\("[\d-]+"\))$/;
const HAS = /^list contains\(([a-z_]\w*(?:\.\w+)*),\s*("(?:[^"\\]|\\.)*")\)$/;

const MARKS = {
  yes_or_no: ['=', '!='],
  choice: ['=', '!='],
  list: ['has'],
  number: ['=', '!=', '>', '>=', '<', '<='],
  date: ['=', '>', '<'],
  other: ['=', '!=', '>', '>=', '<', '<='],
  text: ['=', '!='],
};
const WORDS = {
  '=': 'er',
  '!=': 'er ikke',
  '>': 'er mer enn',
  '>=': 'er minst',
  '<': 'er mindre enn',
  '<=': 'er høyst',
  has: 'har med',
  filled: 'er fylt ut',
  empty: 'er ikke fylt ut',
};

function split(text, word) {
  // Only outside texts: "a and b" is one text.
  const parts = [''];
  for (const piece of text.split(/("(?:[^"\\]|\\.)*")/)) {
    if (piece.startsWith('"')) parts[parts.length - 1] += piece;
    else {
      const [first, ...rest] = piece.split(new RegExp(`\\s+${word}\\s+`));
      parts[parts.length - 1] += first;
      parts.push(...rest);
    }
  }
  return parts.map((part) => part.trim());
}

// { join, terms: [{ path, mark, value }] }, or null when the text says something else.
export function read(text) {
  if (!text.trim()) return { join: 'and', terms: [] };
  for (const join of ['and', 'or']) {
    const terms = split(text.trim(), join).map(term);
    if (terms.every(Boolean)) return { join, terms };
  }
  return null;
}

function term(text) {
  const has = HAS.exec(text);
  if (has) return { path: has[1], mark: 'has', value: has[2] };
  const found = TERM.exec(text);
  if (!found) return null;
  const [, path, mark, value] = found;
  if (value === 'null') return mark === '=' || mark === '!=' ? { path, mark: mark === '=' ? 'empty' : 'filled', value } : null;
  return { path, mark, value };
}

export function write({ join, terms }) {
  return terms
    .filter((one) => one.path && (one.value || one.mark === 'filled' || one.mark === 'empty'))
    .map(({ path, mark, value }) => {
      if (mark === 'has') return `list contains(${path}, ${value})`;
      if (mark === 'filled' || mark === 'empty') return `${path} ${mark === 'empty' ? '=' : '!='} null`;
      return `${path} ${mark} ${value}`;
    })
    .join(` ${join} `);
}

const quoted = (text) => `"${text.replace(/[\\"]/g, '\\$&')}"`;
const bare = (value) => (value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value);

// The controls of one condition. `done(text)` is called with what is to be written.
export function condition({ label, text, groups, done, _ }) {
  const fields = new Map(groups.flatMap((group) => group.fields.map((one) => [one.path, one])));
  const frame = make('div', { className: 'tegn-condition', role: 'group', 'aria-label': label });
  let said = read(text);
  let asText = said === null;

  const finish = () => {
    const now = write(said);
    if (now !== text) done(now);
  };

  function value(one, field) {
    const named = { name: fresh('verdi'), className: 'ds-input', 'aria-label': _('Verdi') };
    const choices = field?.kind === 'yes_or_no'
      ? [['true', _('Ja')], ['false', _('Nei')]]
      : field?.choices?.map((option) => [quoted(option.value), option.name]);
    if (choices) {
      if (one.value && !choices.some(([key]) => key === one.value)) choices.push([one.value, bare(one.value)]);
      const list = make('select', { ...named, onchange: () => { one.value = list.value; finish(); } },
        make('option', { value: '' }, _('Velg …')), choices.map(([key, words]) => make('option', { value: key }, words)));
      list.value = one.value;
      return list;
    }
    const type = field?.kind === 'date' ? 'date' : 'text';
    const input = make('input', { ...named, type, onchange: () => {
      const typed = input.value.trim();
      const number = /^-?\d+([.,]\d+)?$/.test(typed) && field?.kind !== 'text';
      one.value = !typed ? '' : type === 'date' ? `date("${typed}")` : number ? typed.replace(',', '.') : /^(true|false)$/.test(typed) ? typed : quoted(typed);
      finish();
    } });
    input.value = type === 'date' ? one.value.replace(/^date\("|"\)$/g, '') : bare(one.value);
    return input;
  }

  function row(one, number) {
    const field = fields.get(one.path);
    const which = make('select', { name: fresh('felt'), className: 'ds-input', 'aria-label': _('Felt'), onchange: () => {
      const next = fields.get(which.value);
      Object.assign(one, { path: which.value, mark: (MARKS[next?.kind] ?? ['='])[0], value: next?.kind === 'yes_or_no' ? 'true' : '' });
      finish();
      show();
    } }, make('option', { value: '' }, _('Velg et felt …')),
    groups.map((group) => make('optgroup', { label: group.title || _('Andre verdier') }, group.fields.map((f) => make('option', { value: f.path }, f.title)))),
    one.path && !field && make('option', { value: one.path }, one.path));
    which.value = one.path;
    const marks = [...new Set([...(MARKS[field?.kind] ?? MARKS.other), 'filled', 'empty', one.mark])];
    const mark = make('select', { name: fresh('er'), className: 'ds-input', 'aria-label': _('Sammenligning'), onchange: () => {
      one.mark = mark.value;
      finish();
      show();
    } }, marks.map((key) => make('option', { value: key }, _(WORDS[key]))));
    mark.value = one.mark;
    const needs = one.mark !== 'filled' && one.mark !== 'empty';
    return make('div', { className: 'tegn-term' }, which, one.path && mark, one.path && needs && value(one, field),
      make('button', { type: 'button', className: 'tegn-small', 'aria-label': _('Fjern'), title: _('Fjern'), onclick: () => {
        said.terms.splice(number, 1);
        finish();
        show();
      } }, '×'));
  }

  function asFeel() {
    const area = make('textarea', { name: fresh('feel'), className: 'ds-input tegn-feel', rows: 3, spellcheck: false, 'aria-label': `${label} (FEEL)`, onchange: () => {
      if (area.value.trim() !== text) done(area.value.trim());
    } });
    area.value = said ? write(said) : text;
    return area;
  }

  function show() {
    const parts = [];
    if (asText) parts.push(asFeel());
    else {
      if (said.terms.length > 1) {
        const join = make('select', { name: fresh('alle'), className: 'ds-input', 'aria-label': _('Hvor mange må stemme?'), onchange: () => { said.join = join.value; finish(); } },
          make('option', { value: 'and' }, _('når alt dette stemmer')), make('option', { value: 'or' }, _('når noe av dette stemmer')));
        join.value = said.join;
        parts.push(join);
      }
      parts.push(...said.terms.map(row));
      parts.push(make('button', { type: 'button', className: 'tegn-link', onclick: () => {
        said.terms.push({ path: '', mark: '=', value: '' });
        show();
        frame.querySelector('.tegn-term:last-of-type select')?.focus();
      } }, said.terms.length ? _('+ Enda et vilkår') : _('+ Når …')));
    }
    const plain = read(asText && text ? text : said ? write(said) : text);
    if (plain || !asText) parts.push(make('button', { type: 'button', className: 'tegn-link', onclick: () => {
      asText = !asText;
      if (!asText) said = plain;
      show();
    } }, asText ? _('Vis som setning') : _('Vis som FEEL')));
    frame.replaceChildren(...parts);
  }

  show();
  return frame;
}
