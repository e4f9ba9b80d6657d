import { ByteWriter } from "@nakodo/core";
import { type ControlEntry, control, type GoesOn } from "../wire/control.js";
import { frameHead } from "../wire/frame.js";
import type { FrameLog } from "./frame-log.js";
import * as LIMITS from "./limits.js";
import type { Link } from "./link.js";
import type { Links } from "./links.js";
import type { Audience } from "./outbox.js";
import { replays } from "./replays.js";
import type { Way } from "./way.js";

/** A greeting, as its receiver needs it. */
export interface HeardGreet {
  readonly last: number;
  readonly no: number;
  readonly isAnswer: boolean;
}

/** What came of a greeting, where it is not what it should be. */
export type Greeted =
  /** What the peer lacks is no longer kept, because we were away: we must begin anew (S6). */
  | "cut"
  /** Too many greetings. */
  | "limit"
  | undefined;

/** What is said of streams, outside of them and on their way. */
type StreamWord = Extract<ControlEntry, { kind: "greet" | "live" | "cut" }>;

/** A frame of before, or one with words of streams, that waits for its turn. */
interface ReadyFrame {
  readonly bytes: Uint8Array;
  /** Who asked for it; without them it is for `audience`. */
  readonly due?: readonly GoesOn[];
  readonly audience?: Audience;
}

/** What so many lack, and one in so many, is sent to everyone. */
const REPLAY_TO_ALL = 4;

/**
 * Says, and hears, after which number each stream goes on when there was a gap, and sends again what was kept (PROTOCOL.md, S2
 * to S4).
 */
export class Greetings {
  readonly #links: Links;
  readonly #log: FrameLog;
  readonly #way: Way;
  readonly #maxBytes: number;
  readonly #writer = new ByteWriter(1024);
  /** To whom something is to be said. */
  readonly #due = new Set<Link>();
  #ready: ReadyFrame[] = [];
  #no = 0;

  /** Frames have at most `maxBytes` bytes. */
  constructor(links: Links, log: FrameLog, way: Way, maxBytes: number) {
    this.#links = links;
    this.#log = log;
    this.#way = way;
    this.#maxBytes = maxBytes;
  }

  /** Whether somebody is to hear where streams go on. */
  get areDue(): boolean {
    return this.#due.size > 0 && this.#way.isOpen;
  }

  /** Whether nothing is ready to be sent. */
  get isEmpty(): boolean {
    return this.#ready.length === 0;
  }

  /** The stream to a peer, and with `isDeaf` the one from it, begins again. */
  begin(link: Link, isDeaf = true): void {
    link.begin(isDeaf);
    this.#due.delete(link);
  }

  /** A peer is to hear what we have of its stream. */
  greet(link: Link, isAnswer = false): void {
    link.greetDue ??= isAnswer;
    this.#due.add(link);
  }

  /** Forgets what is ready: whoever lacks it asks for it again. */
  clear(): void {
    this.#ready = [];
  }

  /** There are no streams any more. */
  reset(): void {
    this.clear();
    this.#due.clear();
  }

  /**
   * A peer says what it has of our stream. When what it lacks is gone, `weBegin` says who begins anew; `undefined`: whoever was away.
   */
  hear(link: Link, greet: HeardGreet, weBegin: boolean | undefined): Greeted {
    link.greetsHeard++;
    if (link.greetsHeard > LIMITS.greets) return "limit";
    if (greet.isAnswer) {
      // It had greeted before it heard ours, and our answer to that is on its way.
      if (link.outLive) return undefined;
    } else {
      // It has begun again: what it says before its next `live` may follow on what we have not got.
      link.inLive = false;
      // It may have heard our greeting before: it needs to know what we have once more.
      this.greet(link, true);
    }
    const from = Math.max(greet.last, link.baseSeq);
    if (!this.#log.reaches(from)) {
      if (weBegin ?? link.awayOut) return "cut";
      this.#speak([{ kind: "cut", peerId: link.peerId }]);
      return undefined;
    }
    link.answeredNo = greet.no;
    link.liveDue = from;
    link.awayOut = false;
    this.#due.add(link);
    return undefined;
  }

  /** From now on a peer's frames arrive in order, numbered from `seq` + 1 (S4). */
  hearLive(link: Link, { seq, no }: GoesOn, nowMs: number): void {
    if (link.inLive || link.firstGreetNo === undefined || no < link.firstGreetNo) return;
    link.inLive = true;
    link.inLiveSinceMs = nowMs;
    link.awayIn = false;
    link.lastIn = Math.max(link.lastIn, seq);
  }

  /** Says what is due: what we have of others' streams (S2), where ours goes on for them, and then what was kept for them (S3). */
  sayDue(): void {
    const due = [...this.#due].filter((link) => this.#links.get(link.peerId) === link);
    this.#due.clear();
    const words: StreamWord[] = [];
    for (const isAnswer of [false, true]) {
      const links = due.filter((link) => link.greetDue === isAnswer);
      if (links.length === 0) continue;
      const no = ++this.#no;
      for (const link of links) {
        link.firstGreetNo ??= no;
        link.greetDue = undefined;
      }
      const to = links.map(({ peerId, lastIn }) => ({ peerId, last: lastIn }));
      words.push({ kind: "greet", peerId: this.#way.selfId, no, isAnswer, to });
    }
    const lives = due.flatMap((link) => {
      const { peerId, liveDue, answeredNo } = link;
      if (liveDue === undefined) return [];
      link.liveDue = undefined;
      link.outLive = true;
      link.settlingSinceMs ??= 0;
      return [{ peerId, seq: liveDue, no: answeredNo }];
    });
    if (lives.length > 0) words.push({ kind: "live", to: lives });
    this.#speak(words);
    if (lives.length === 0) return;
    const kept = this.#log.after(Math.min(...lives.map((one) => one.seq)));
    for (const { bytes, due: lacking, wasForAll } of replays(kept, lives, this.#maxBytes)) {
      // Who has it drops it (S5). Where many lack it, it shares a message with more when it goes to everyone.
      const isForMany = lacking.length >= REPLAY_TO_ALL && lacking.length * REPLAY_TO_ALL >= this.#links.size;
      this.#ready.push(wasForAll && isForMany ? { bytes } : { bytes, due: lacking });
    }
  }

  /** Sends the next frame that is ready. False when there is none. */
  sendNext(): boolean {
    const ready = this.#ready.shift();
    if (ready === undefined) return false;
    const { bytes, due, audience } = ready;
    // One who has greeted again has no use for what it asked for before.
    const stillDue = due?.filter(({ peerId, no }) => {
      const link = this.#links.get(peerId);
      return link?.outLive === true && link.answeredNo === no;
    });
    this.#way.send(bytes, stillDue?.map(({ peerId }) => peerId) ?? audience);
    return true;
  }

  /** Says words of streams on their way: to one, or where they are for several, to all. */
  #speak(words: readonly StreamWord[]): void {
    const writer = this.#writer;
    writer.reset();
    frameHead.write(writer, undefined);
    for (const word of words) control.write(writer, word);
    const to = new Set(
      words.flatMap((word) => (word.kind === "cut" ? word.peerId : word.to.map(({ peerId }) => peerId))),
    );
    const [first] = to;
    if (first === undefined) return;
    if (words.length > 1 && writer.length > this.#maxBytes) for (const word of words) this.#speak([word]);
    else {
      const audience = to.size === 1 && this.#way.isStraight(first) ? [first] : undefined;
      this.#ready.push({ bytes: writer.copy(), audience });
    }
  }
}
