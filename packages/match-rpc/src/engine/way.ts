import type { Links } from "./links.js";
import type { Sessions } from "./notices.js";
import type { Audience } from "./outbox.js";
import type { PeerTable } from "./peer-table.js";
import { Relay } from "./relay.js";
import type { Star } from "./star.js";
import { Uplink } from "./uplink.js";

/** Sends a message, whose bytes are good until it returns. */
type Send = (bytes: Uint8Array, to: Sessions) => void;

/** The way of frames: straight to their receivers, or through the host of a star (PROTOCOL.md, R). */
export class Way {
  /** This peer's own id; 0 before it was let in. */
  selfId = 0;
  /** The host that frames go through; `undefined`: they go straight. */
  star: Star | undefined;
  readonly relay: Relay;
  readonly uplink: Uplink;
  readonly #table: PeerTable;
  readonly #links: Links;
  readonly #send: Send;

  constructor(table: PeerTable, links: Links, maxFrameBytes: number, relayMs: number, send: Send) {
    this.#table = table;
    this.#links = links;
    this.#send = send;
    this.relay = new Relay(maxFrameBytes, relayMs);
    this.uplink = new Uplink(maxFrameBytes, (bytes) => {
      if (this.star !== undefined) send(bytes, [this.star.session]);
    });
  }

  /** Whether this peer is the host of a star. */
  get isCentre(): boolean {
    return this.star?.hostId === this.selfId;
  }

  /** Whether frames can go: in a star without a host there is nobody to go through. */
  get isOpen(): boolean {
    return this.star?.hostId !== 0;
  }

  /** Whether nobody stands between us and this peer. */
  isStraight(peerId: number): boolean {
    return this.star === undefined || this.star.hostId === peerId || this.isCentre;
  }

  /** Whether what a peer says comes by the way that its stream takes now (R4). */
  expects(peerId: number, routed: boolean): boolean {
    return this.isCentre || (routed !== this.isStraight(peerId) && this.isOpen);
  }

  /** Sends a frame to those of `audience`; `[]`: nobody. */
  send(frame: Uint8Array, audience: Audience): void {
    const { star } = this;
    if (audience?.length === 0) return;
    if (star === undefined || this.isCentre) {
      const to = this.#sessionsOf(audience);
      if (to === undefined) this.#send(this.relay.nextWith(frame, this.#term) ?? frame, to);
      else if (to.length > 0) this.#send(frame, to);
    } else if (audience?.length === 1 && audience[0] === star.hostId) {
      this.uplink.flush();
      this.#send(frame, [star.session]);
    } else if (this.isOpen) this.uplink.add(star.term, audience, this.#links.keys(), frame);
  }

  /** Gives `send` the next message of what came for others. False when there is none. */
  passOn(send: Send = this.#send): boolean {
    const message = this.relay.next(this.#term);
    if (message === undefined) return false;
    const to = this.#sessionsOf(message.audience);
    if (to?.length !== 0) send(message.bytes, to);
    return true;
  }

  get #term(): number {
    return this.star?.term ?? 0;
  }

  #sessionsOf(audience: Audience): Sessions {
    return audience?.flatMap((peerId) => {
      const row = this.#table.get(peerId);
      return row?.status === "connected" ? [row.sessionId] : [];
    });
  }
}
