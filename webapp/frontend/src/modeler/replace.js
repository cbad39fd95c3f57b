// What an element can be turned into: only what the engine carries out, in plain words.
import ReplaceMenuProvider from 'bpmn-js/lib/features/popup-menu/ReplaceMenuProvider';

const WORDS = {
  'replace-with-user-task': 'Oppgave noen gjør',
  'replace-with-service-task': 'Systemet gjør noe',
  'replace-with-script-task': 'Systemet regner ut',
  'replace-with-rule-task': 'Tabell avgjør',
  'replace-with-call-activity': 'Egen flyt',
  'replace-with-expanded-subprocess': 'Delprosess',
  'replace-with-subprocess': 'Delprosess',
  'replace-with-exclusive-gateway': 'Veivalg: én vei',
  'replace-with-inclusive-gateway': 'Veivalg: én eller flere veier',
  'replace-with-parallel-gateway': 'Samtidig: alle veier',
  'replace-with-event-based-gateway': 'Det som skjer først',
  'replace-with-none-start': 'Start av noen',
  'replace-with-timer-start': 'Start etter skoleruta',
  'replace-with-none-end': 'Slutt',
  'replace-with-terminate-end': 'Slutt som stopper alt',
  'replace-with-error-end': 'Slutt med feil',
  'replace-with-escalation-end': 'Slutt med opptrapping',
  'replace-with-timer-intermediate-catch': 'Vent på en tid',
  'replace-with-message-intermediate-catch': 'Vent på en melding',
  'replace-with-message-intermediate-throw': 'Send en melding',
  'replace-with-signal-intermediate-catch': 'Vent på et signal',
  'replace-with-signal-intermediate-throw': 'Send et signal',
  'replace-with-escalation-intermediate-throw': 'Si fra om opptrapping',
  'replace-with-timer-boundary': 'Når tiden går: stopp steget',
  'replace-with-non-interrupting-timer-boundary': 'Når tiden går: steget fortsetter',
  'replace-with-message-boundary': 'Melding: stopp steget',
  'replace-with-non-interrupting-message-boundary': 'Melding: steget fortsetter',
  'replace-with-signal-boundary': 'Signal: stopp steget',
  'replace-with-non-interrupting-signal-boundary': 'Signal: steget fortsetter',
  'replace-with-error-boundary': 'Feil: stopp steget',
  'replace-with-escalation-boundary': 'Opptrapping: stopp steget',
  'replace-with-non-interrupting-escalation-boundary': 'Opptrapping: steget fortsetter',
};

export default class Replace extends ReplaceMenuProvider {
  _createEntries(target, options) {
    return super._createEntries(
      target,
      options.filter((one) => one.actionName in WORDS).map((one) => ({ ...one, label: WORDS[one.actionName] })),
    );
  }

  // Arrows have their conditions in the panel.
  _createSequenceFlowEntries() {
    return {};
  }

  getPopupMenuHeaderEntries() {
    return {};
  }
}
Replace.$inject = ReplaceMenuProvider.$inject;
