// The words of the drawing surface in the reader's language. Our own are bokmål in the code; those of
// the modeler are English there. What lacks words is shown as it is, and kept for the tests to find.
import { nb } from './nb.js';
import { nn, own } from './nn.js';

export const missing = new Set();

export function words(lang) {
  return (text, named = {}) => {
    const plain = own[text] !== undefined ? (lang === 'nn' ? own[text] : text) : (lang === 'nn' ? nn : nb)[text];
    if (plain === undefined) missing.add(text);
    return (plain ?? text).replace(/{(\w+)}/g, (whole, key) => named[key] ?? whole);
  };
}
