import { make } from "./dom.js";

const SHOWN_MS = 3600;

/** Short messages that go by themselves, and one that stays until it is taken back. */
export class Toasts {
  readonly #list = make("div", "toasts");
  readonly #lasting = make("div", "toast lasting");
  readonly #big = make("div", "big");

  constructor() {
    this.#list.setAttribute("role", "status");
    this.#lasting.hidden = true;
    this.#list.append(this.#lasting);
    document.body.append(this.#list, this.#big);
  }

  show(text: string): void {
    const toast = make("div", "toast", text);
    this.#list.append(toast);
    setTimeout(() => toast.remove(), SHOWN_MS);
  }

  /** Shows `text` until the next call; `undefined` shows nothing. */
  showLasting(text: string | undefined): void {
    this.#lasting.hidden = text === undefined;
    this.#lasting.textContent = text ?? "";
  }

  /** A word across the screen, for a moment. */
  shout(text: string, colour: string): void {
    const shout = make("span", "", text);
    shout.style.color = colour;
    this.#big.replaceChildren(shout);
    setTimeout(() => shout.remove(), 1800);
  }
}
