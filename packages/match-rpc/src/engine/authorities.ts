import { ByteReader, ByteWriter, NakodoError } from "@nakodo/core";
import { ALL, HOST } from "../ids.js";
import { type AuthorityEntry, readAuthority, writeAuthority } from "../wire/authority.js";
import type { Table } from "../wire/control.js";
import { type EngineState, unknownPeer } from "./engine-state.js";
import { ALL_LANES, FRAME_START } from "./lanes.js";
import * as LIMITS from "./limits.js";
import { assertPath } from "./objects.js";
import type { Rights } from "./rights.js";
import type { Speech } from "./speech.js";
import type { Terms } from "./terms.js";

/**
 * Who has authority over which path (PROTOCOL.md, C6). The authority asks the host to hand it on, the host decides and
 * tells everyone, and who got it notes so before its first call: whoever hears it before the host's word waits for that.
 */
export class Authorities {
  readonly #state: EngineState;
  readonly #terms: Terms;
  readonly #rights: Rights;
  readonly #speech: Speech;
  /** What others decided, or made up, who may have been host in this host's term. */
  #undecided: { readonly entry: AuthorityEntry; readonly senderId: number }[] = [];
  readonly #writer = new ByteWriter(128);

  constructor(state: EngineState, terms: Terms, rights: Rights, speech: Speech) {
    this.#state = state;
    this.#rights = rights;
    this.#terms = terms;
    this.#speech = speech;
  }

  /**
   * Hands the authority over `path`, and what inherits from it, to `peerId`, for everyone.
   *
   * @throws {NakodoError} `not-authority` unless this peer has it or is host; `unknown-peer`; `invalid-argument`;
   *   `queue-full` when too many paths have been handed over
   */
  handOver(path: string, peerId: number): void {
    const state = this.#state;
    const { objects, table, isHost, selfId } = state;
    assertPath(path);
    if (!isHost && !state.hasAuthority(selfId, path))
      throw new NakodoError("not-authority", `only the authority of ${path} or the host may hand it over`);
    if (peerId !== HOST && table.get(peerId) === undefined) throw unknownPeer(peerId);
    if (!objects.hasRoomFor(path))
      throw new NakodoError("queue-full", "too many paths were handed over: hand over a parent path");
    if (isHost) this.#decide(path, peerId);
    else this.#send(HOST, { term: state.term, path, peerId, epoch: objects.epochOf(path) + 1 }, false);
  }

  /** An entry that arrived from `senderId`. */
  receive(entry: AuthorityEntry, senderId: number): void {
    const state = this.#state;
    const { isHost, hostId, selfId } = state;
    const { term, path, peerId, epoch } = entry;
    // The word of a later host, whose table says it, too.
    if (term > state.term) return;
    const isPresent = term === state.term;
    if (isPresent && senderId === hostId && senderId !== selfId) {
      this.#rights.hand(path, peerId, epoch);
      if (peerId === selfId) this.#send(ALL, entry, true);
      return;
    }
    // A note of what we know, a request that came too late, or one to a former host.
    if (epoch <= state.objects.epochOf(path) || (peerId === senderId && !isHost)) return;
    const isRequest = isPresent && state.hasAuthority(senderId, path);
    // What another host decided before it heard of this one is this one's to keep.
    if (isHost && (isRequest || this.#rights.wasHost(senderId))) this.#decideFor(path, peerId);
    // Nobody has said yet that it follows that one.
    else if (isHost && isPresent && this.#terms.isTermYoung)
      this.#undecided = [...this.#undecided.slice(1 - LIMITS.undecidedAuthorities), { entry, senderId }];
    // Of two who claimed one term each was host until it heard of the other.
    else if (
      isPresent &&
      !isRequest &&
      peerId !== senderId &&
      !this.#rights.mayCall(senderId, path) &&
      !this.#terms.isTermYoung
    )
      state.violationOf("not-allowed", senderId, "an authority that was not its sender's to hand over");
  }

  /** What another host of this host's term had decided, by its claim and by its word, which gives way (C6). */
  keep(hostId: number, authorities: Table["authorities"]): void {
    const { objects, term } = this.#state;
    const said = this.#undecided.filter((one) => one.senderId === hostId && one.entry.term === term);
    this.#undecided = [];
    for (const { path, peerId, epoch } of [...authorities, ...said.map(({ entry }) => entry)])
      if (epoch > objects.epochOf(path)) this.#decideFor(path, peerId);
  }

  /** A request of this peer's own that waited for a host, which this peer has become. */
  receiveOwn(body: Uint8Array): void {
    const { path, peerId } = readAuthority(new ByteReader(body));
    this.#decideFor(path, peerId);
  }

  /**
   * Whether `senderId` notes an authority that the host has not told us of yet. Where we are host ourselves, it has it from one who is
   * host after us, or was in our term until it heard of us.
   */
  isEarly({ term, path, peerId, epoch }: AuthorityEntry, senderId: number): boolean {
    const state = this.#state;
    if (senderId === state.hostId || peerId !== senderId) return false;
    if (term !== state.term) return term > state.term;
    const isOurs = state.isHost && (state.hasAuthority(senderId, path) || this.#rights.wasHost(senderId));
    const known = state.objects.epochOf(path);
    // What fell to the host when its owner left may have been handed on before, by the host that has left, too.
    return !isOurs && (state.hostId === undefined ? epoch >= known : epoch > known);
  }

  /** Does what was asked for, unless it cannot be done any more. */
  #decideFor(path: string, peerId: number): void {
    const { table, objects } = this.#state;
    if ((peerId === HOST || table.get(peerId) !== undefined) && objects.hasRoomFor(path))
      this.#decide(path, peerId);
  }

  #decide(path: string, peerId: number): void {
    const epoch = this.#state.objects.epochOf(path) + 1;
    this.#send(ALL, { term: this.#state.term, path, peerId, epoch }, false);
    this.#rights.hand(path, peerId, epoch);
  }

  #send(target: number, entry: AuthorityEntry, first: boolean): void {
    this.#writer.reset();
    writeAuthority(this.#writer, entry);
    this.#speech.say(target, this.#writer, first ? FRAME_START : ALL_LANES);
  }
}
