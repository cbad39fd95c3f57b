// What the panel asks about each kind of element, in plain words.
import { condition } from './condition.js';
import { make } from './dom.js';
import { more, radios, select, several, text } from './kit.js';
import { bo, body, decision, documentation, is, isAny, laneOf, operation, processOf, setting } from './model.js';
import { known, listOf } from './reach.js';
import { when } from './when.js';

const PEOPLE = ['bpmn:UserTask', 'bpmn:ManualTask'];
const quoted = (key) => (key ? `"${key}"` : '');
const unquoted = (value) => /^"([^"\\]*)"$/.exec((value ?? '').trim())?.[1];

export const isPeople = (element) => isAny(element, PEOPLE) || bo(element).$type === 'bpmn:Task';

// Everything the sections need: `_` words, `choices` of the server, `change` the verbs, `growing`.
export function sections(element, at) {
  if (element.type === 'label') return sections(element.labelTarget, at);
  if (is(element, 'bpmn:Lane')) return lane(element, at);
  if (isAny(element, ['bpmn:Process', 'bpmn:Collaboration', 'bpmn:Participant'])) return whole(element, at);
  if (is(element, 'bpmn:SequenceFlow')) return arrow(element, at);
  const found = [name(element, at)];
  if (isPeople(element)) found.push(...task(element, at));
  if (is(element, 'bpmn:ServiceTask')) found.push(...service(element, at));
  if (is(element, 'bpmn:ScriptTask')) found.push(script(element, at));
  if (is(element, 'bpmn:BusinessRuleTask')) found.push(table(element, at));
  if (is(element, 'bpmn:CallActivity')) found.push(call(element, at));
  if (is(element, 'bpmn:Gateway')) found.push(...ways(element, at));
  if (is(element, 'bpmn:Event')) found.push(...event(element, at));
  if (is(element, 'bpmn:Activity')) found.push(repeated(element, at));
  if (!isPeople(element)) found.push(help(element, at), rest(element, at));
  return found;
}

const groupsOf = (element, at, named) => known(bo(element), at.choices, named);

function name(element, at) {
  const label = is(element, 'bpmn:Gateway') ? at._('Hva er spørsmålet?') : at._('Navn');
  return text({ name: 'navn', label, value: bo(element).name ?? '', done: (value) => at.change.rename(element, value.trim()) });
}

function property(element, at, key, named) {
  return text({ name: key, value: setting(bo(element), key), done: (value) => at.change.set(element, key, value), ...named });
}

function help(element, at, holder = bo(element), label = at._('Hjelpetekst')) {
  return text({ name: 'hjelp', label, rows: 3, value: documentation(holder), done: (value) => at.change.document(element, value, holder) });
}

function duties(element, at) {
  return several({ name: 'plikt', label: at._('Hvilken plikt?'), hint: at._('Plikten steget viser at skolen har gjort.'), value: setting(bo(element), 'duty'), options: at.choices.duties, done: (value) => at.change.set(element, 'duty', value) });
}

function phases(element, at) {
  return select({ name: 'fase', label: at._('Hvor er saken da?'), value: setting(bo(element), 'phase'), options: at.choices.phases, none: at._('Som før'), done: (value) => at.change.set(element, 'phase', value) });
}

function task(element, at) {
  return [who(element, at), form(element, at), deadline(element, at), duties(element, at), help(element, at), forTask(element, at)];
}

function who(element, at) {
  const lanes = at.growing.hasLanes(element);
  const step = bo(element);
  const group = setting(step, 'candidateGroup');
  const value = lanes ? (laneOf(step)?.name ?? '') : group;
  const options = at.choices.roles.map((role) => ({ key: lanes ? role.lane : role.key, name: role.name }));
  const around = laneOf(step)?.name;
  const done = (chosen) => (lanes ? chosen && at.growing.toLane(element, chosen) : at.change.set(element, 'candidateGroup', chosen));
  const hint = lanes && group ? at._('Steget er gitt til en annen rolle enn banen. Se «Mer om steget».') : undefined;
  return select({ name: 'hvem', label: at._('Hvem gjør det?'), hint, value, options, none: lanes && value ? undefined : around ? at._('Som banen: {role}', { role: around }) : at._('Velg en rolle …'), done });
}

function form(element, at) {
  const value = setting(bo(element), 'formKey');
  const options = at.choices.forms.map((one) => ({ key: one.key, name: one.title }));
  const beside = [
    value && make('a', { href: at.addresses.form + value, target: '_blank', rel: 'noopener' }, at._('Rediger skjemaet')),
    make('a', { href: `${at.addresses.form}ny`, target: '_blank', rel: 'noopener' }, at._('Nytt skjema')),
  ].filter(Boolean);
  return select({ name: 'skjema', label: at._('Hva fylles ut?'), value, options, none: at._('Ingenting, bare kryss av'), done: (key) => at.change.set(element, 'formKey', key), beside: make('span', { className: 'tegn-links' }, beside) });
}

function deadline(element, at, key = 'dueDate', label = at._('Når senest?')) {
  return when({ label, text: setting(bo(element), key), groups: groupsOf(element, at), done: (value) => at.change.set(element, key, value), _: at._ });
}

function forTask(element, at) {
  const persons = groupsOf(element, at).flatMap((group) => group.fields.filter((one) => one.kind === 'person').map((one) => ({ key: one.path, name: `${one.title} – ${group.title}` })));
  const others = at.others(element).map((one) => ({ key: bo(one).id, name: bo(one).name || bo(one).id }));
  const roles = at.choices.roles.map((role) => ({ key: role.key, name: role.name }));
  return more('mer', at._('Mer om steget'), [
    property(element, at, 'assignee', { label: at._('Gis til én bestemt person'), hint: at._('Et felt som navngir personen, for eksempel plan.ansvarlig.'), feel: true, rows: 2, options: undefined }),
    persons.length > 0 && select({ name: 'person', label: at._('… den som er nevnt i'), value: '', options: persons, none: at._('Velg et felt …'), done: (value) => value && at.change.set(element, 'assignee', value) }),
    at.growing.hasLanes(element) && select({ name: 'gruppe', label: at._('Gis til en annen rolle enn banen'), value: setting(bo(element), 'candidateGroup'), options: roles, none: at._('Nei, til den banen sier'), done: (value) => at.change.set(element, 'candidateGroup', value) }),
    deadline(element, at, 'warnDate', at._('Når skal det minnes om?')),
    deadline(element, at, 'followUpDate', at._('Når kan det begynne?')),
    property(element, at, 'priority', { label: at._('Hvor viktig, fra 1 til 100'), hint: at._('50 når ingenting står her.') }),
    select({ name: 'tilbake', label: at._('Kan sendes tilbake til'), value: setting(bo(element), 'sendBackTo'), options: others, none: at._('Ingen'), done: (value) => at.change.set(element, 'sendBackTo', value) }),
    phases(element, at),
    law(element, at),
    id(element, at),
  ]);
}

function law(element, at) {
  return [
    property(element, at, 'legalRole', { label: at._('Hva loven kaller steget'), options: at.legal().map((key) => ({ key, name: '' })) }),
    several({ name: 'rad', label: at._('Rad i handlingsplanen'), value: setting(bo(element), 'planRow'), options: at.choices.rows.map((row) => ({ key: row.key, name: `${row.key} ${row.name}` })), done: (value) => at.change.set(element, 'planRow', value) }),
    select({ name: 'hvem-ser', label: at._('Hvem ser saken fra nå?'), value: setting(bo(element), 'realm'), options: [{ key: 'owner', name: at._('Bare skoleeier') }], none: at._('Som før'), done: (value) => at.change.set(element, 'realm', value) }),
  ];
}

const id = (element, at) => make('p', { className: 'tegn-hint' }, at._('Navn i filen:'), ' ', make('code', {}, bo(element).id));

function rest(element, at) {
  const parts = is(element, 'bpmn:Gateway') || is(element, 'bpmn:EndEvent') ? [] : [duties(element, at), law(element, at)];
  return more('mer', at._('Mer om steget'), [...parts, phases(element, at), id(element, at)]);
}

function service(element, at) {
  const { key, given } = operation(bo(element));
  const put = (name, value) => at.change.operate(element, key, { ...given, [name]: value });
  const picked = (name, label, options) => {
    const plain = given[name] ? unquoted(given[name]) : '';
    return plain === undefined
      ? text({ name, label: `${label} (FEEL)`, feel: true, rows: 2, value: given[name], done: (value) => put(name, value) })
      : select({ name, label, value: plain, options, none: at._('Velg …'), done: (value) => put(name, quoted(value)) });
  };
  const feel = (name, label, hint) => text({ name, label, hint, feel: true, rows: 3, value: given[name] ?? '', done: (value) => put(name, value) });
  const roles = at.choices.roles.map((role) => ({ key: role.key, name: role.name }));
  return [
    select({ name: 'gjor', label: at._('Hva gjør systemet?'), value: key, options: at.choices.operations, none: at._('Velg …'), done: (value) => at.change.operate(element, value, given) }),
    ...(key === 'open_case' ? [
      picked('process', at._('Hvilken flyt starter?'), [...at.choices.processes, { key: at.key, name: at._('Denne flyten') }]),
      feel('answers', at._('Hva står i den nye saken fra start? (FEEL)'), at._('Feltene i startskjemaet, for eksempel {elev: melding.elev}.')),
    ] : []),
    ...(key === 'notify' ? [
      picked('role', at._('Hvilken rolle får beskjed?'), roles),
      feel('person', at._('… eller hvilken person? (FEEL)')),
      picked('template', at._('Hva står i beskjeden?'), at.choices.templates),
    ] : []),
  ];
}

function script(element, at) {
  return text({ name: 'skript', label: at._('Hva regnes ut?'), hint: at._('Én linje for hver verdi: navn = uttrykk.'), feel: true, rows: 4, value: bo(element).script ?? '', done: (value) => at.change.write(element, bo(element), { script: value.trim() || undefined }) });
}

function table(element, at) {
  const options = at.choices.tables.map((one) => ({ key: one.key, name: one.name }));
  return select({ name: 'tabell', label: at._('Hvilken tabell avgjør?'), value: decision(bo(element)), options, none: at._('Velg …'), done: (value) => at.change.decide(element, value) });
}

function call(element, at) {
  const value = (bo(element).calledElement ?? '').trim();
  const beside = value && make('a', { href: at.addresses.flows + value, target: '_blank', rel: 'noopener' }, at._('Se flyten'));
  return select({ name: 'flyt', label: at._('Hvilken flyt?'), hint: at._('Steget er ferdig når flyten er ferdig.'), value, options: at.choices.processes, none: at._('Velg …'), done: (chosen) => at.change.write(element, bo(element), { calledElement: chosen || undefined }), beside });
}

const DECIDES = ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway'];

function ways(element, at) {
  if (!isAny(element, DECIDES) || element.outgoing.length < 2) return [];
  return [make('h3', {}, at._('Veiene videre')), make('ol', { className: 'tegn-ways' }, element.outgoing.map((flow) => make('li', {}, way(flow, at))))];
}

function way(flow, at) {
  const gateway = flow.source;
  const step = bo(flow);
  const goal = bo(flow.target).name || at._('neste steg');
  const otherwise = bo(gateway).default === step;
  const label = step.name || goal;
  const box = make('input', { type: 'checkbox', name: `ellers-${step.id}`, checked: otherwise, onchange: () => at.change.together(() => {
    at.change.modeling.updateProperties(gateway, { default: box.checked ? step : undefined });
    if (box.checked) at.change.express(flow, step, 'conditionExpression', '');
  }) });
  return [
    make('p', { className: 'tegn-to' }, '→ ', make('button', { type: 'button', className: 'tegn-link', onclick: () => at.show(flow.target) }, goal)),
    text({ name: `svar-${step.id}`, label: at._('Svaret på pilen'), value: step.name ?? '', done: (value) => at.change.rename(flow, value.trim()) }),
    !otherwise && condition({ label, text: body(step.conditionExpression), groups: groupsOf(gateway, at), done: (value) => at.change.express(flow, step, 'conditionExpression', value), _: at._ }),
    make('label', { className: 'tegn-check' }, box, at._('Ellers: når ingen av de andre stemmer')),
  ];
}

function arrow(element, at) {
  if (isAny(element.source, DECIDES) && element.source.outgoing.length > 1) return way(element, at);
  return [text({ name: 'navn', label: at._('Tekst på pilen'), value: bo(element).name ?? '', done: (value) => at.change.rename(element, value.trim()) })];
}

const SPOKEN = { 'bpmn:MessageEventDefinition': ['Message', 'Navn på meldingen'], 'bpmn:SignalEventDefinition': ['Signal', 'Navn på signalet'], 'bpmn:ErrorEventDefinition': ['Error', 'Navn på feilen'], 'bpmn:EscalationEventDefinition': ['Escalation', 'Navn på opptrappingen'] };

function event(element, at) {
  const found = [];
  const own = bo(element);
  const definition = own.get('eventDefinitions')?.[0];
  if (definition && is(definition, 'bpmn:TimerEventDefinition')) found.push(clock(element, definition, at));
  const spoken = definition && SPOKEN[definition.$type];
  if (spoken) {
    const [kind, words] = spoken;
    const ref = definition[`${kind.toLowerCase()}Ref`];
    found.push(text({ name: 'om', label: at._(words), value: ref?.name ?? '', done: (value) => at.change.speak(element, definition, kind, value.trim()) }));
  }
  if (is(element, 'bpmn:BoundaryEvent') && definition && !is(definition, 'bpmn:ErrorEventDefinition')) {
    const value = own.cancelActivity === false ? 'no' : 'yes';
    found.push(radios({ name: `stopp-${own.id}`, label: at._('Hva skjer med steget?'), value, options: [{ key: 'no', name: at._('Det fortsetter') }, { key: 'yes', name: at._('Det stopper') }], done: (chosen) => at.change.modeling.updateProperties(element, { cancelActivity: chosen === 'yes' }) }));
  }
  if (is(element, 'bpmn:StartEvent')) found.push(...start(element, definition, at));
  if (is(element, 'bpmn:EndEvent')) found.push(property(element, at, 'outcome', { label: at._('Hvordan endte det?'), hint: at._('Ett ord med små bokstaver, for tall og søk. For eksempel: gjort.') }));
  return found;
}

function clock(element, definition, at) {
  const year = is(element, 'bpmn:StartEvent');
  const now = body(definition.timeDate) || body(definition.timeDuration) || body(definition.timeCycle);
  const label = year ? at._('Når i skoleåret?') : is(element, 'bpmn:BoundaryEvent') ? at._('Hvor lenge er det til?') : at._('Hvor lenge ventes det?');
  return when({ label, text: now, groups: year ? [] : groupsOf(element, at), done: (value) => at.change.time(element, value), _: at._, year, optional: false });
}

function start(element, definition, at) {
  const own = bo(element);
  if (!is(own.$parent, 'bpmn:Process')) return [];
  if (definition) return [select({ name: 'for', label: at._('Én sak for hver'), value: setting(own, 'startFor'), options: [{ key: 'klasse', name: at._('klasse') }], none: at._('Bare én sak'), done: (value) => at.change.set(element, 'startFor', value) })];
  return [form(element, at)];
}

function repeated(element, at) {
  const loop = bo(element).loopCharacteristics;
  const many = loop && is(loop, 'bpmn:MultiInstanceLoopCharacteristics');
  const list = many ? listOf(loop) : '';
  const lists = groupsOf(element, at).flatMap((group) => group.fields.filter((one) => one.kind === 'list' || one.kind === 'persons').map((one) => ({ key: one.path, name: `${one.title} – ${group.title}` })));
  const put = (named) => at.change.modeling.updateModdleProperties(element, loop, named);
  const begin = (path) => {
    const item = path.split('.').at(-1).replace(/er$/, '') || 'en';
    const made = at.change.create('bpmn:MultiInstanceLoopCharacteristics', { isSequential: false, loopDataInputRef: path });
    made.inputDataItem = at.change.create('bpmn:DataInput', { id: item, name: item }, made);
    at.change.write(element, bo(element), { loopCharacteristics: made });
  };
  const chosen = (path) => {
    if (!path) at.change.write(element, bo(element), { loopCharacteristics: undefined });
    else if (many) put({ loopDataInputRef: path });
    else begin(path);
  };
  const box = more('flere', many ? at._('Gjøres én gang for hver i en liste') : at._('Gjøres én gang'), [
    select({ name: 'liste', label: at._('For hver i'), value: list, options: lists, none: at._('Bare én gang'), done: chosen }),
    many && text({ name: 'liste-feel', label: at._('Listen som FEEL'), feel: true, rows: 2, value: list, done: (value) => put({ loopDataInputRef: value.trim() || undefined }) }),
    many && text({ name: 'hver', label: at._('Hva hver av dem heter i steget'), value: loop.inputDataItem?.id ?? '', done: (value) => /^[a-z]\w*$/.test(value) && put({ inputDataItem: at.change.create('bpmn:DataInput', { id: value, name: value }, loop) }) }),
    many && radios({ name: `rekke-${bo(element).id}`, label: at._('Hvordan?'), value: loop.isSequential ? 'yes' : 'no', options: [{ key: 'no', name: at._('Alle samtidig') }, { key: 'yes', name: at._('Én om gangen') }], done: (value) => put({ isSequential: value === 'yes' }) }),
    many && make('p', { className: 'tegn-label' }, at._('Resten trengs ikke')),
    many && condition({ label: at._('Resten trengs ikke'), text: body(loop.completionCondition), groups: groupsOf(element, at, { itself: true }), done: (value) => at.change.express(element, loop, 'completionCondition', value), _: at._ }),
  ]);
  box.open = Boolean(many);
  return box;
}

function lane(element, at) {
  const value = bo(element).name ?? '';
  const options = at.choices.roles.map((role) => ({ key: role.lane, name: role.name }));
  return [select({ name: 'rolle', label: at._('Hvem sin bane er det?'), hint: at._('Den som har rollen, får oppgavene i banen.'), value, options, none: value ? undefined : at._('Velg en rolle …'), done: (chosen) => chosen && at.change.rename(element, chosen) })];
}

function whole(element, at) {
  const process = processOf(element);
  if (!process) return [];
  const roles = at.choices.roles.map((role) => ({ key: role.key, name: role.name }));
  const called = (value) => at.change.together(() => {
    at.change.write(element, process, { name: value.trim() || undefined });
    const pool = at.pool(process);
    if (pool) at.change.rename(pool, value.trim());
  });
  return [
    text({ name: 'navn', label: at._('Hva heter flyten?'), value: process.name ?? '', done: called }),
    help(element, at, process, at._('Hva er flyten til for?')),
    several({ name: 'start', label: at._('Hvem kan starte den?'), value: setting(process, 'startRoles'), options: roles, done: (value) => at.change.set(element, 'startRoles', value, process) }),
    make('p', { className: 'tegn-hint' }, at._('Velg et steg i tegningen for å endre det.')),
  ];
}
