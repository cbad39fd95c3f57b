// What is known where: the fields that have been asked about before a step can be reached.
import { decision, is, setting } from './model.js';

// Everything that can have happened before a step, with what stands around it.
function earlier(step) {
  const found = new Set();
  const waiting = [step];
  while (waiting.length) {
    const at = waiting.pop();
    const before = [
      ...(at.get('incoming') ?? []).map((flow) => flow.sourceRef),
      at.attachedToRef,
      is(at.$parent, 'bpmn:FlowNode') ? at.$parent : undefined,
    ].filter(Boolean);
    for (const one of before) {
      if (found.has(one)) continue;
      found.add(one);
      waiting.push(one);
      if (!contains(one, step)) inside(one).forEach((held) => found.add(held));
    }
  }
  return found;
}

function contains(box, step) {
  for (let at = step; at; at = at.$parent) if (at === box) return true;
  return false;
}

function inside(box) {
  const held = (box.flowElements ?? []).filter((one) => is(one, 'bpmn:FlowNode'));
  return held.flatMap((one) => [one, ...inside(one)]);
}

// Names a script sets: what stands before `=` on each of its lines.
function named(script) {
  return [...(script ?? '').matchAll(/^\s*([a-z_]\w*)\s*=(?!=)/gim)].map((match) => match[1]);
}

// [{ title, fields: [{ path, title, kind, choices }] }] for a step, the nearest names first.
export function known(step, choices, { itself = false } = {}) {
  const steps = [...earlier(step), ...(itself ? [step] : [])];
  const groups = [];
  const add = (title, fields) => fields.length && groups.push({ title, fields });
  for (const [title, fields] of rows([step, ...steps.filter((one) => contains(one, step))], choices)) add(title, fields);
  const keys = new Set(steps.map((one) => setting(one, 'formKey')).filter(Boolean));
  for (const form of choices.forms.filter((one) => keys.has(one.key))) {
    add(form.title, form.fields.filter((field) => !field.path.includes('*')).map((field) => at(form.key, field)));
  }
  for (const table of choices.tables.filter((one) => steps.some((step) => decision(step) === one.key))) {
    add(table.name, table.outputs.map((one) => ({ path: one.name, title: one.title, kind: 'other' })));
  }
  const names = new Set(steps.filter((one) => is(one, 'bpmn:ScriptTask')).flatMap((one) => named(one.script)));
  add('', [...names].map((name) => ({ path: name, title: name, kind: 'other' })));
  return groups;
}

const at = (form, field, skip = 0) => ({
  ...field,
  path: [form, ...field.path.slice(skip)].join('.'),
});

// The row a repeated step has in its hands, by the name it goes under there.
function* rows(steps, choices) {
  for (const step of steps) {
    const loop = step.loopCharacteristics;
    const name = loop?.inputDataItem?.id ?? loop?.inputDataItem?.name;
    if (!name) continue;
    const [form, ...path] = listOf(loop).split('.');
    const start = [...path, '*'];
    const fields = (choices.forms.find((one) => one.key === form)?.fields ?? []).filter(
      (field) => field.path.length > start.length && start.every((part, i) => field.path[i] === part),
    );
    const whole = { path: name, title: name, kind: 'person' };
    yield [name, fields.length ? fields.map((field) => at(name, field, start.length)) : [whole]];
  }
}

// The list a repeated step goes through, as it is written: a path or FEEL, see surface.js.
export function listOf(loop) {
  return (loop?.loopDataInputRef ?? '').trim();
}
