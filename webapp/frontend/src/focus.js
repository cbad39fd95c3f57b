// After a refused form the summary has the focus; after an added row its first field has.
function toWhatMatters(root) {
  const wanted = [...(root.querySelectorAll?.('[autofocus]') ?? [])];
  const found = wanted.find((element) => !element.closest('dialog'));
  if (found && found !== document.activeElement) found.focus();
}

document.addEventListener('htmx:after:swap', (event) => toWhatMatters(event.target));
toWhatMatters(document);

// Menus close when one clicks outside them or leaves with Esc.
document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details.hp-menu[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
