// Puts the drawing surface on the page where there is room for it. A small screen keeps the picture
// and the list, and is not sent the modeler at all.
const wide = matchMedia('(min-width: 60rem)');

async function begin() {
  if (!wide.matches) return;
  wide.removeEventListener('change', begin);
  try {
    const { open } = await import('./surface.js');
    await open(JSON.parse(document.getElementById('tegning').textContent));
  } catch (error) {
    // The picture and the list come back, with a word about why.
    document.documentElement.dataset.drawing = 'off';
    document.getElementById('tegneflate').hidden = true;
    document.getElementById('gikk-ikke').hidden = false;
    console.warn(error);
  }
}

document.documentElement.dataset.drawing = wide.matches ? 'on' : 'off';
wide.addEventListener('change', begin);
begin();
