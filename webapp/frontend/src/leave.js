// "Forlat siden": away at once, and Back does not come here again.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-leave]');
  if (!link) return;
  event.preventDefault();
  document.documentElement.hidden = true;
  location.replace(link.href);
});
