// Ctrl+K (or Cmd+K) goes anywhere: type, arrow down, Enter.
const sheet = document.getElementById('gaatil');
const field = sheet?.querySelector('input');
const hits = () => [...sheet.querySelectorAll('#gaatil-treff a')];

function step(event, by) {
  const links = hits();
  const at = links.indexOf(document.activeElement) + by;
  event.preventDefault();
  (links[Math.min(at, links.length - 1)] ?? field).focus();
}

if (sheet) {
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (event.key.toLowerCase() !== 'k' || document.querySelector(':popover-open')) return;
    event.preventDefault();
    if (sheet.open) return;
    for (const other of document.querySelectorAll('dialog[open]')) other.close();
    sheet.showModal();
    field.select();
    field.dispatchEvent(new Event('hent'));
  });
  sheet.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') step(event, 1);
    else if (event.key === 'ArrowUp') step(event, -1);
  });
  sheet.querySelector('form').addEventListener('submit', (event) => {
    const [first] = hits();
    if (!first) return;
    event.preventDefault();
    first.click();
  });
}
