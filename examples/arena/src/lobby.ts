import { make, makeButton } from "./dom.js";
import type { ErrorText } from "./error-text.js";

/** What the player asks for in the lobby. */
export interface LobbyActions {
  play(name: string): void;
  createPrivate(name: string): void;
  join(name: string, code: string): void;
  cancel(): void;
}

/** What the lobby begins with. */
export interface LobbyStart {
  readonly name: string;
  readonly code: string;
  /** The server's address, to show. */
  readonly server: string;
}

const MAX_NAME = 16;

/** The screen before the match: name, three ways in, what is going on, and what went wrong. */
export class Lobby {
  readonly #root = make("section", "lobby");
  readonly #name = make("input", "field");
  readonly #code = make("input", "field code");
  readonly #choices = make("div", "choices");
  readonly #waiting = make("div", "waiting");
  readonly #waitingText = make("p", "waiting-text");
  readonly #error = make("div", "error");
  readonly #actions: LobbyActions;
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor(actions: LobbyActions, start: LobbyStart) {
    this.#actions = actions;
    this.#name.id = "name";
    this.#name.maxLength = MAX_NAME;
    this.#name.placeholder = "Your name";
    this.#name.autocomplete = "off";
    this.#name.value = start.name;
    this.#code.id = "code";
    this.#code.placeholder = "Code of a match";
    this.#code.autocomplete = "off";
    this.#code.spellcheck = false;
    this.#code.value = start.code;
    this.#error.setAttribute("role", "alert");
    this.#buildChoices();
    this.#waiting.append(
      make("span", "spinner"),
      this.#waitingText,
      this.#button("cancel", "Cancel", () => actions.cancel()),
    );
    this.#root.append(
      make("h1", "title", [make("span", "", "Nakodo"), make("b", "", "Arena")]),
      make("p", "subtitle", "Two goals, one ball, whoever is here."),
      this.#label("Name", this.#name),
      this.#choices,
      this.#waiting,
      this.#error,
      make("p", "server", `Server ${start.server}`),
    );
    document.body.append(this.#root);
    this.showChoices();
  }

  /** Shows the lobby with its choices, and an error if there is one. */
  showChoices(error?: ErrorText): void {
    this.#show("choices");
    this.#error.replaceChildren(
      ...(error === undefined ? [] : [make("b", "cause", error.cause), make("span", "cure", error.cure)]),
    );
  }

  /** Shows that something goes on, and for how long. */
  showWaiting(text: string): void {
    this.#show("waiting");
    this.#error.replaceChildren();
    const startedAtMs = performance.now();
    const tick = (): void => {
      const seconds = Math.floor((performance.now() - startedAtMs) / 1000);
      this.#waitingText.textContent = seconds < 2 ? text : `${text} ${seconds} s`;
    };
    tick();
    this.#ticking = setInterval(tick, 250);
  }

  hide(): void {
    this.#show("hidden");
  }

  #show(what: "choices" | "waiting" | "hidden"): void {
    clearInterval(this.#ticking);
    this.#root.dataset["show"] = what;
    this.#name.disabled = what !== "choices";
  }

  #buildChoices(): void {
    const join = make("form", "join", [this.#code, make("button", "button", "Join")]);
    join.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#actions.join(this.#givenName(), this.#code.value);
    });
    this.#choices.append(
      this.#button("play", "Play now", () => this.#actions.play(this.#givenName())),
      this.#button("private", "Private match", () => this.#actions.createPrivate(this.#givenName())),
      make("p", "or", "or join friends"),
      join,
    );
  }

  #button(id: string, text: string, onClick: () => void): HTMLButtonElement {
    const button = makeButton(id === "play" ? "button primary" : "button", text, onClick);
    button.id = id;
    return button;
  }

  #label(text: string, field: HTMLInputElement): HTMLLabelElement {
    return make("label", "label", [make("span", "", text), field]);
  }

  #givenName(): string {
    const name = this.#name.value.trim() || "Player";
    this.#name.value = name;
    return name;
  }
}
