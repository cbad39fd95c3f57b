// <hp-left data-seconds="30" data-words="(%d s)"> counts down beside a button; when nothing is left
// its form goes away, and whoever had the focus in it stands at the heading above.
class Left extends HTMLElement {
  connectedCallback() {
    this.ends = performance.now() + Number(this.dataset.seconds) * 1000;
    this.show();
    this.ticking = setInterval(() => this.show(), 250);
  }

  disconnectedCallback() {
    clearInterval(this.ticking);
  }

  show() {
    const left = Math.ceil((this.ends - performance.now()) / 1000);
    if (left > 0) {
      this.textContent = this.dataset.words.replace('%d', String(left));
      return;
    }
    clearInterval(this.ticking);
    const form = this.closest('form');
    if (form?.contains(document.activeElement)) document.querySelector('[data-heading]')?.focus();
    if (form) form.hidden = true;
  }
}

customElements.define('hp-left', Left);
