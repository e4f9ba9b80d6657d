import type { MatchEngine } from "../../src/engine/engine.js";
import type { EngineOptions } from "../../src/engine/engine-options.js";
import { Objects } from "../../src/engine/objects.js";
import { HOST } from "../../src/ids.js";
import { SimulatedMatch, type SimulatedPeer } from "../simulated-match.js";

/** The peers of Godot's measurements: S is the server, here the host, and A, B, C are the others. */
export const LETTERS = ["S", "A", "B", "C"] as const;

/** A match of four on a perfect link, and their engines by letter. */
export class LetteredMatch {
  readonly match = new SimulatedMatch(1);
  readonly #objects = new Map<SimulatedPeer, Objects>();

  constructor(options: Partial<EngineOptions>) {
    for (const letter of LETTERS) {
      const objects = new Objects();
      const entry = letter === "S" ? "create" : "join";
      this.#objects.set(this.match.join(letter, { ...options, entry, objects }), objects);
      this.match.run(1000);
    }
    this.match.run(2000);
  }

  /** The objects of one peer. */
  objectsOf(peer: SimulatedPeer): Objects {
    const objects = this.#objects.get(peer);
    if (objects === undefined) throw new Error("a peer of another match");
    return objects;
  }

  peer(letter: string): SimulatedPeer {
    return this.match.peer((LETTERS as readonly string[]).indexOf(letter));
  }

  engine(letter: string): MatchEngine {
    return this.peer(letter).engine;
  }

  /** `0`, `A` or `-A` as a target. The server's id is the host's address, as a Godot game has it. X is nobody. */
  target(to: string): number {
    const sign = to.startsWith("-") ? -1 : 1;
    const peer = to.replace("-", "");
    if (peer === "0") return 0;
    if (peer === "X") return sign * 99;
    return sign * (peer === "S" ? HOST : this.engine(peer).selfId);
  }

  /** The letter of a peer. */
  letter(peerId: number): string {
    return LETTERS.find((one) => this.engine(one).selfId === peerId) ?? "?";
  }

  /** Lets all that was said arrive. */
  settle(): void {
    this.match.run(60);
  }
}

/** The code of what `run` throws; nothing else may be thrown. */
export function thrownCode(run: () => void): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Error && "code" in error) return String(error.code);
    throw error;
  }
  return "";
}
