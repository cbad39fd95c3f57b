// What the modeler itself says, in bokmål.
export const nb = {
  'Search in diagram': 'Finn i tegningen',
  'Delete': 'Slett',
  'Open {element}': 'Åpne {element}',
  'flow elements must be children of pools/participants': 'Steg må stå inne i flyten, ikke utenfor.',
  'Data object must be placed within a pool/participant.': 'Data må stå inne i flyten.',
};
