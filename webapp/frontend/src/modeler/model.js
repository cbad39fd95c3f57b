// Reads and changes what a drawing says about one element. Every change is one step to undo.
import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';

export { is, isAny };

export const bo = (element) => getBusinessObject(element);

const PROPERTIES = 'spiffworkflow:Properties';
const OPERATOR = 'spiffworkflow:ServiceTaskOperator';
const DECISION = 'spiffworkflow:CalledDecisionId';

function extension(holder, type) {
  return holder.get('extensionElements')?.get('values')?.find((value) => is(value, type));
}

// A setting of a step, "" when it has none. `holder` is its business object, or the process.
export function setting(holder, name) {
  return extension(holder, PROPERTIES)?.get('properties').find((one) => one.name === name)?.value ?? '';
}

export function operation(holder) {
  const found = extension(holder, OPERATOR);
  const rows = given(found);
  return { key: found?.id ?? '', given: Object.fromEntries(rows.map((row) => [row.id, row.value ?? ''])) };
}

// What an operation is given; other modelers leave out the list around it.
const given = (operator) => [...(operator?.parameterList?.get('parameters') ?? []), ...(operator?.get('loose') ?? [])];

export const decision = (holder) => extension(holder, DECISION)?.value?.trim() ?? '';

export const documentation = (holder) => holder.get('documentation')?.[0]?.text ?? '';

export const body = (expression) => expression?.get('body')?.trim() ?? '';

// The verbs that change, for one modeler.
export function changes(modeler) {
  const [modeling, moddle, stack] = ['modeling', 'moddle', 'commandStack'].map((name) => modeler.get(name));

  stack.registerHandler('tegn.together', Together);

  // Everything `work` does is one step to undo.
  function together(work) {
    stack.execute('tegn.together', { work });
  }

  function create(type, named, parent) {
    const made = moddle.create(type, named);
    if (parent) made.$parent = parent;
    return made;
  }

  // Writes onto the element's own business object, or onto `holder` if that is another.
  function write(element, holder, named) {
    if (holder === bo(element)) modeling.updateProperties(element, named);
    else modeling.updateModdleProperties(element, holder, named);
  }

  // The extension of this type is `value`; without a value it is gone.
  function extend(element, holder, type, value) {
    const before = holder.get('extensionElements')?.get('values') ?? [];
    const at = before.findIndex((one) => is(one, type));
    const values = before.filter((one) => !is(one, type));
    if (value) values.splice(at < 0 ? values.length : at, 0, value);
    if (!values.length) return write(element, holder, { extensionElements: undefined });
    const made = create('bpmn:ExtensionElements', { values }, holder);
    for (const one of values) one.$parent = made;
    return write(element, holder, { extensionElements: made });
  }

  function set(element, name, value, holder = bo(element)) {
    const before = extension(holder, PROPERTIES)?.get('properties') ?? [];
    const text = value.trim();
    if (setting(holder, name) === text) return;
    const rows = before.filter((one) => one.name !== name || text).map((one) =>
      create('spiffworkflow:Property', { name: one.name, value: one.name === name ? text : one.value }),
    );
    if (text && !before.some((one) => one.name === name)) {
      rows.push(create('spiffworkflow:Property', { name, value: text }));
    }
    const made = rows.length ? create(PROPERTIES, { properties: rows }) : undefined;
    for (const row of rows) row.$parent = made;
    extend(element, holder, PROPERTIES, made);
  }

  function operate(element, key, values) {
    const holder = bo(element);
    const old = extension(holder, OPERATOR);
    const rows = Object.entries(values).filter(([, value]) => value.trim()).map(([id, value]) => {
      const before = given(old).find((row) => row.id === id);
      return create('spiffworkflow:Parameter', { id, type: before?.type ?? 'any', value });
    });
    const made = key ? create(OPERATOR, { id: key, resultVariable: old?.resultVariable }) : undefined;
    if (made && rows.length) {
      made.parameterList = create('spiffworkflow:Parameters', { parameters: rows }, made);
      for (const row of rows) row.$parent = made.parameterList;
    }
    extend(element, holder, OPERATOR, made);
  }

  function decide(element, key) {
    extend(element, bo(element), DECISION, key ? create(DECISION, { value: key }) : undefined);
  }

  function document(element, text, holder = bo(element)) {
    if (documentation(holder).trim() === text.trim()) return;
    const made = text.trim() ? [create('bpmn:Documentation', { text: text.trim() }, holder)] : [];
    write(element, holder, { documentation: made });
  }

  function rename(element, text) {
    if ((bo(element).name ?? '') !== text) modeling.updateProperties(element, { name: text || undefined });
  }

  // The text of an expression below `holder`; without a text there is none.
  function express(element, holder, name, text) {
    const made = text.trim() ? create('bpmn:FormalExpression', { body: text.trim() }, holder) : undefined;
    write(element, holder, { [name]: made });
  }

  function time(element, text) {
    const timer = bo(element).get('eventDefinitions').find((one) => is(one, 'bpmn:TimerEventDefinition'));
    const plain = text.trim();
    const name = /^R\d*\//.test(plain) || (timer.timeCycle && plain) ? 'timeCycle' : /^P[\dT]/.test(plain) ? 'timeDuration' : 'timeDate';
    const made = plain ? create('bpmn:FormalExpression', { body: plain }, timer) : undefined;
    const none = { timeCycle: undefined, timeDuration: undefined, timeDate: undefined };
    modeling.updateModdleProperties(element, timer, { ...none, [name]: made });
  }

  // What the event speaks of: a message, signal, error or escalation by its name.
  function speak(element, event, kind, name) {
    const roots = modeler.getDefinitions().get('rootElements');
    const type = `bpmn:${kind}`;
    const known = roots.find((one) => is(one, type) && one.name === name);
    const made = known ?? create(type, { id: moddle.ids.nextPrefixed(`${kind}_`), name }, modeler.getDefinitions());
    together(() => {
      if (!known && name) {
        modeling.updateModdleProperties(element, modeler.getDefinitions(), { rootElements: [...roots, made] });
      }
      const ref = `${kind[0].toLowerCase()}${kind.slice(1)}Ref`;
      modeling.updateModdleProperties(element, event, { [ref]: name ? made : undefined });
    });
  }

  return { together, create, write, set, operate, decide, document, rename, express, time, speak, modeling };
}

function Together() {}
Together.prototype.preExecute = (context) => context.work();
Together.prototype.execute = () => [];
Together.prototype.revert = () => [];

// The process an element, pool or the whole drawing belongs to.
export function processOf(element) {
  let at = bo(element);
  if (is(at, 'bpmn:Participant')) return at.processRef;
  if (is(at, 'bpmn:Collaboration')) return at.participants?.find((one) => one.processRef)?.processRef;
  while (at && !is(at, 'bpmn:Process')) at = at.$parent;
  return at;
}

// The innermost lane a step stands in; a step inside a box stands where the box stands.
export function laneOf(step) {
  for (let at = step; at && !is(at, 'bpmn:Process'); at = at.$parent) {
    const found = holding(processOf(at)?.get('laneSets') ?? [], at);
    if (found) return found;
  }
  return undefined;
}

function holding(sets, step) {
  for (const lane of sets.flatMap((set) => set.get('lanes'))) {
    const inner = lane.childLaneSet && holding([lane.childLaneSet], step);
    if (inner) return inner;
    if (lane.get('flowNodeRef').includes(step)) return lane;
  }
  return undefined;
}
