// A name that is typed is looked up by itself: of the form around it, only what the lookup needs is sent.
document.addEventListener('htmx:config:request', (event) => {
  const { sourceElement, request } = event.detail.ctx;
  const wanted = sourceElement.dataset?.sends?.split(' ');
  if (!wanted) return;
  for (const name of [...request.body.keys()]) {
    if (!wanted.includes(name)) request.body.delete(name);
  }
});
