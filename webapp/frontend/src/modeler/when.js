// A moment in words and as it is written: «5 skoledager» is skoledager(5).
import { fresh, make } from './dom.js';

const KINDS = [
  ['school', /^skoledager\((\d+)\)$/, (n) => `skoledager(${n})`, 'skoledager'],
  ['work', /^virkedager\((\d+)\)$/, (n) => `virkedager(${n})`, 'virkedager'],
  ['days', /^P(\d+)D$/, (n) => `P${n}D`, 'dager, også helg'],
  ['hours', /^PT(\d+)H$/, (n) => `PT${n}H`, 'timer'],
  ['minutes', /^PT(\d+)M$/, (n) => `PT${n}M`, 'minutter'],
];
const WEEKS = ['weeks', /^skoleuker\((\d+)\)$/, (n) => `skoleuker(${n})`, 'uker mellom hver gang'];
const FIELD = /^date\(([a-z_][\w.]*)\)$|^([a-z_]\w*\.[\w.]+)$/;
const TABLE = /^skoledager\(([a-z_]\w*)\)$/;

// { kind, value } of a text; kind "feel" for what only FEEL can say, "" for nothing.
export function read(text) {
  if (!text) return { kind: '', value: '' };
  for (const [kind, pattern] of [...KINDS, WEEKS]) {
    const found = pattern.exec(text);
    if (found) return { kind, value: found[1] };
  }
  const field = FIELD.exec(text);
  if (field) return { kind: 'field', value: field[1] ?? field[2] };
  const table = TABLE.exec(text);
  if (table) return { kind: 'table', value: table[1] };
  return { kind: 'feel', value: text };
}

export function write(kind, value) {
  if (!kind || !value) return '';
  const plain = [...KINDS, WEEKS].find(([name]) => name === kind);
  if (plain) return plain[2](value);
  if (kind === 'field') return `date(${value})`;
  return kind === 'table' ? `skoledager(${value})` : value;
}

const of = (groups, kind) =>
  groups.map((group) => ({ ...group, fields: group.fields.filter((one) => one.kind === kind) })).filter((group) => group.fields.length);

// The controls for one moment. `done(text)` is called with what is to be written.
export function when({ label, text, groups, done, _, year = false, optional = true }) {
  const before = read(text);
  const dates = of(groups, 'date');
  const tables = of(groups, 'other');
  const listed = year ? [WEEKS] : KINDS.filter(([kind]) => kind !== 'minutes' || before.kind === kind);
  const options = [
    ...(optional ? [['', _('Ingen frist')]] : [['', _('Velg …')]]),
    ...listed.map(([kind, , , words]) => [kind, _(words)]),
    ...(!year && (dates.length || before.kind === 'field') ? [['field', _('datoen i et felt')]] : []),
    ...(!year && (tables.length || before.kind === 'table') ? [['table', _('skoledager, så mange som tabellen sier')]] : []),
    ['feel', _('noe annet (FEEL)')],
  ];
  const counted = KINDS.some(([kind]) => kind === before.kind) || before.kind === 'table';
  const id = fresh('nar');
  const choice = make('select', { id, name: id, className: 'ds-input' }, options.map(([value, words]) => make('option', { value }, words)));
  choice.value = before.kind;
  const second = make('span', { className: 'tegn-second' });
  const finish = (value) => {
    const now = write(choice.value, value.trim());
    if (now !== text || !choice.value) done(now);
  };

  function control(kind, value) {
    const named = { 'aria-label': label, name: `${id}-value`, className: 'ds-input' };
    if (kind === 'field' || kind === 'table') {
      const among = kind === 'field' ? dates : tables;
      const strange = value && !among.some((group) => group.fields.some((one) => one.path === value));
      const list = make('select', { ...named, onchange: () => finish(list.value) }, make('option', { value: '' }, _('Velg …')),
        among.map((group) => make('optgroup', { label: group.title || _('Andre verdier') }, group.fields.map((one) => make('option', { value: one.path }, one.title)))),
        strange && make('option', { value }, value));
      list.value = value;
      return list;
    }
    if (kind === 'feel') {
      const area = make('textarea', { ...named, rows: 2, className: 'ds-input tegn-feel', spellcheck: false, onchange: () => finish(area.value) });
      area.value = value;
      return area;
    }
    const field = make('input', { ...named, inputMode: 'numeric', size: 4, onchange: () => /^\d{1,4}$/.test(field.value.trim()) && finish(String(Number(field.value))) });
    field.value = value;
    return field;
  }

  function show(value) {
    second.replaceChildren(...(choice.value ? [control(choice.value, value)] : []));
  }

  choice.addEventListener('change', () => {
    const number = /^\d+$/.test(before.value) ? before.value : '';
    const same = ['feel', 'field', 'table'].includes(choice.value) ? (choice.value === 'feel' ? text : '') : number;
    show(same);
    if (!choice.value || same) finish(same);
    second.querySelector('input, select, textarea')?.focus();
  });
  show(before.value);
  return make('div', { className: 'tegn-field' }, make('label', { htmlFor: id }, label), counted && make('p', { className: 'tegn-hint' }, _('Regnet fra steget begynner.')),
    make('div', { className: 'tegn-pair', 'data-kind': before.kind }, second, choice));
}
