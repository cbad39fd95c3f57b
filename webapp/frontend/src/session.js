// Warns before the session ends, and keeps what is written on the page when it has.
const note = document.getElementById('okt');

if (note) {
  const idle = Number(note.dataset.idle) * 60_000;
  const warning = 2 * 60_000;
  const [soon, over] = [note.querySelector('[data-soon]'), note.querySelector('[data-over]')];
  let touched = Date.now();

  const show = (which) => {
    note.hidden = which === null;
    soon.hidden = which !== 'soon';
    over.hidden = which !== 'over';
  };

  const look = () => {
    const left = touched + idle - Date.now();
    show(left <= 0 ? 'over' : left <= warning ? 'soon' : null);
  };

  const stay = note.querySelector('[data-stay]');
  stay.addEventListener('click', async () => {
    const answer = await fetch(stay.dataset.stay, { method: 'HEAD', redirect: 'manual' });
    if (answer.ok) touched = Date.now();
    look();
  });

  document.addEventListener('htmx:after:request', () => {
    touched = Date.now();
  });
  document.addEventListener('visibilitychange', look);
  setInterval(look, 15_000);
}
