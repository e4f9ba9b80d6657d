import { PHRASES, type Phrase } from "./avatar.js";
import { make, makeButton } from "./dom.js";
import type { Team } from "./teams.js";

/** What the player asks for during the match. */
export interface HudActions {
  say(phrase: Phrase): void;
  leave(): void;
}

/** What the HUD shows of the connection. */
export interface HudFacts {
  readonly pingMs: number | undefined;
  readonly host: string;
  readonly peers: number;
  readonly bytesPerSecond: number;
}

/** What lies over the game: score, connection, the match's code, and a few buttons. */
export class Hud {
  readonly #root = make("section", "hud");
  readonly #score: Record<Team, HTMLElement> = {
    blue: make("b", "blue", "0"),
    coral: make("b", "coral", "0"),
  };
  readonly #facts = {
    ping: make("dd", ""),
    host: make("dd", "host"),
    peers: make("dd", ""),
    up: make("dd", ""),
  };
  readonly #code = make("code", "match-code");

  constructor(actions: HudActions) {
    const facts = make("dl", "facts");
    for (const [name, value] of Object.entries(this.#facts)) facts.append(make("dt", "", name), value);
    this.#code.id = "match-code";
    const copyCode = makeButton(
      "small",
      "Copy code",
      () => void this.#copy(copyCode, this.#code.textContent ?? ""),
    );
    const copyLink = makeButton("small", "Copy link", () => void this.#copy(copyLink, this.#link()));
    const leave = makeButton("small", "Leave", () => actions.leave());
    leave.id = "leave";
    this.#root.append(
      make("div", "score", [this.#score.blue, make("span", "", ":"), this.#score.coral]),
      facts,
      make("div", "invite", [make("span", "", "Code"), this.#code, copyCode, copyLink, leave]),
      make(
        "div",
        "phrases",
        PHRASES.map((phrase) => makeButton("small", phrase, () => actions.say(phrase))),
      ),
      make("p", "keys", "WASD or arrows walk · Space kicks the ball, else jumps · 1 2 3 talk"),
    );
    document.body.append(this.#root);
    this.hide();
  }

  show(code: string): void {
    this.#code.textContent = code;
    this.#root.hidden = false;
  }

  hide(): void {
    this.#root.hidden = true;
  }

  setScore(score: Readonly<Record<Team, number>>): void {
    this.#score.blue.textContent = String(score.blue);
    this.#score.coral.textContent = String(score.coral);
  }

  setFacts({ pingMs, host, peers, bytesPerSecond }: HudFacts): void {
    this.#facts.ping.textContent =
      pingMs === undefined ? "–" : `${pingMs < 10 ? pingMs.toFixed(1) : Math.round(pingMs)} ms`;
    this.#facts.host.textContent = host;
    this.#facts.peers.textContent = String(peers);
    this.#facts.up.textContent =
      bytesPerSecond < 1000
        ? `${Math.round(bytesPerSecond)} B/s`
        : `${(bytesPerSecond / 1000).toFixed(1)} kB/s`;
  }

  /** The page's address with the code in it. It holds no secret but the code. */
  #link(): string {
    const link = new URL(location.href);
    link.searchParams.delete("name");
    link.searchParams.set("join", this.#code.textContent ?? "");
    return link.href;
  }

  async #copy(button: HTMLButtonElement, text: string): Promise<void> {
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      // Pages from an unsafe place may not write to the clipboard: leave it selected, for the player to copy.
      getSelection()?.selectAllChildren(this.#code);
      button.textContent = "Ctrl-C";
    }
    setTimeout(() => {
      button.textContent = before;
    }, 1500);
  }
}
