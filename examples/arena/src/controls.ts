import type { Phrase } from "./avatar.js";
import { PHRASES } from "./avatar.js";

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  KeyW: [0, -1],
  ArrowUp: [0, -1],
  KeyS: [0, 1],
  ArrowDown: [0, 1],
  KeyA: [-1, 0],
  ArrowLeft: [-1, 0],
  KeyD: [1, 0],
  ArrowRight: [1, 0],
};

/** What the player wants, from keys and touch alike. */
export class Controls {
  readonly #held = new Set<string>();
  #stick = { x: 0, z: 0 };
  #action = false;
  readonly #onPhrase: (phrase: Phrase) => void;

  /** `onPhrase` hears what the player says with a key. */
  constructor(onPhrase: (phrase: Phrase) => void) {
    this.#onPhrase = onPhrase;
    addEventListener("keydown", (event) => this.#down(event));
    addEventListener("keyup", (event) => this.#held.delete(event.code));
    addEventListener("blur", () => this.#held.clear());
  }

  /** Where to, with a length of at most 1: x to the right, z towards the viewer. */
  get direction(): { readonly x: number; readonly z: number } {
    let { x, z } = this.#stick;
    for (const key of this.#held) {
      const [dx, dz] = DIRECTIONS[key] ?? [0, 0];
      x += dx;
      z += dz;
    }
    const length = Math.hypot(x, z);
    return length <= 1 ? { x, z } : { x: x / length, z: z / length };
  }

  /** Whether kick or jump was asked for since the last call. */
  takeAction(): boolean {
    const wanted = this.#action;
    this.#action = false;
    return wanted;
  }

  /** Touch: how far the stick is pushed, at most 1. */
  setStick(x: number, z: number): void {
    this.#stick = { x, z };
  }

  /** Touch: the button. */
  act(): void {
    this.#action = true;
  }

  #down(event: KeyboardEvent): void {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.code in DIRECTIONS) {
      this.#held.add(event.code);
      event.preventDefault();
    }
    if (event.repeat) return;
    if (event.code === "Space") {
      this.#action = true;
      event.preventDefault();
    }
    const phrase = PHRASES[Number(/^Digit(\d)$/.exec(event.code)?.[1]) - 1];
    if (phrase !== undefined) this.#onPhrase(phrase);
  }
}
