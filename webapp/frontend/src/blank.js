// Hides the page at once: the button works by itself (popover), Esc Esc does the same from the keys.
const sheet = document.getElementById('skjerm');
const title = document.title;

export function hide() {
  if (sheet && !sheet.matches(':popover-open')) sheet.showPopover();
}

sheet?.addEventListener('toggle', (event) => {
  // The tab's own title would still tell what was open.
  document.title = event.newState === 'open' ? '–' : title;
  if (event.newState === 'open') sheet.querySelector('button')?.focus();
});
