// <hp-count for="field" max="500" data-left="%d tegn igjen" data-over="%d tegn for mye">
// says how much room is left, and says it aloud only when writing pauses.
class Count extends HTMLElement {
  connectedCallback() {
    this.field = document.getElementById(this.getAttribute('for') ?? '');
    if (!this.field) return;
    this.show = this.show.bind(this);
    this.field.addEventListener('input', this.show);
    // A form drawn anew by the server has no words here.
    document.addEventListener('htmx:after:swap', this.show);
    this.show();
  }

  disconnectedCallback() {
    this.field?.removeEventListener('input', this.show);
    document.removeEventListener('htmx:after:swap', this.show);
    clearTimeout(this.pause);
  }

  show() {
    const left = Number(this.getAttribute('max')) - [...this.field.value].length;
    const words = left < 0 ? this.dataset.over : this.dataset.left;
    this.dataset.state = left < 0 ? 'over' : 'within';
    this.setAttribute('aria-live', 'off');
    this.textContent = (words ?? '%d').replace('%d', String(Math.abs(left)));
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      if (left > 20) return;
      this.setAttribute('aria-live', 'polite');
      this.textContent = `${this.textContent} `;
    }, 1000);
  }
}

customElements.define('hp-count', Count);
