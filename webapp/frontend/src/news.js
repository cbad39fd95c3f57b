// Says in a line that new tasks have come; the list itself stands still. Asks only while somebody
// is there, so that a page left open does not keep its session alive.
const line = document.getElementById('nytt');
const EVERY = 60_000;
const THERE = 5 * 60_000;
let seen = Date.now();

async function ask() {
  if (document.hidden || Date.now() - seen > THERE) return;
  const shown = [...document.querySelectorAll('.hp-row[data-task]')].map((row) => row.dataset.task.slice(0, 8));
  const address = new URL(line.dataset.news, location.href);
  address.searchParams.set('vist', shown.join('.'));
  try {
    const answer = await fetch(address, { redirect: 'error' });
    const text = answer.status === 200 ? (await answer.text()).trim() : '';
    if (line.dataset.said === text) return;
    line.dataset.said = text;
    line.innerHTML = text;
  } catch {
    // The next time will do.
  }
}

if (line?.dataset.news) {
  for (const kind of ['pointerdown', 'keydown', 'scroll']) {
    addEventListener(kind, () => { seen = Date.now(); }, { passive: true, capture: true });
  }
  setInterval(ask, EVERY);
  document.addEventListener('visibilitychange', ask);
  document.addEventListener('hp:pane', (event) => {
    if ('sent' in event.detail.dataset) setTimeout(ask, 300);
  });
}
