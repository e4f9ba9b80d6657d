import type { Controls } from "./controls.js";

const STICK_REACH_PX = 52;

/** A stick that appears under the left thumb and a button under the right one, once the screen is touched. */
export class TouchControls {
  readonly #stick = element("touch-stick");
  readonly #knob = element("touch-knob");
  readonly #button = element("touch-button");
  readonly #controls: Controls;
  #pointer: { readonly id: number; readonly x: number; readonly y: number } | undefined;

  constructor(canvas: HTMLElement, controls: Controls) {
    this.#controls = controls;
    this.#stick.append(this.#knob);
    this.#button.textContent = "kick";
    document.body.append(this.#stick, this.#button);
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    addEventListener("pointermove", (event) => this.#move(event));
    addEventListener("pointerup", (event) => this.#up(event));
    addEventListener("pointercancel", (event) => this.#up(event));
    this.#button.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      controls.act();
    });
    if (matchMedia("(pointer: coarse)").matches) document.body.classList.add("touch");
  }

  #down(event: PointerEvent): void {
    if (event.pointerType === "mouse" || this.#pointer !== undefined) return;
    document.body.classList.add("touch");
    this.#pointer = { id: event.pointerId, x: event.clientX, y: event.clientY };
    this.#stick.style.left = `${event.clientX}px`;
    this.#stick.style.top = `${event.clientY}px`;
    this.#stick.classList.add("held");
  }

  #move(event: PointerEvent): void {
    const start = this.#pointer;
    if (start?.id !== event.pointerId) return;
    const dx = (event.clientX - start.x) / STICK_REACH_PX;
    const dz = (event.clientY - start.y) / STICK_REACH_PX;
    const length = Math.max(1, Math.hypot(dx, dz));
    this.#controls.setStick(dx / length, dz / length);
    this.#knob.style.transform = `translate(${(dx / length) * STICK_REACH_PX}px, ${(dz / length) * STICK_REACH_PX}px)`;
  }

  #up(event: PointerEvent): void {
    if (this.#pointer?.id !== event.pointerId) return;
    this.#pointer = undefined;
    this.#controls.setStick(0, 0);
    this.#knob.style.transform = "";
    this.#stick.classList.remove("held");
  }
}

function element(className: string): HTMLDivElement {
  const div = document.createElement("div");
  div.className = className;
  return div;
}
