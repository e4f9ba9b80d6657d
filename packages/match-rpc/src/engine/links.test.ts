import { describe, expect, it } from "vitest";
import { FrameLog } from "./frame-log.js";
import * as LIMITS from "./limits.js";
import type { Link } from "./link.js";
import { Links } from "./links.js";

const peer = (peerId: number, userId = "u"): { peerId: number; userId: string } => ({ peerId, userId });

/** A link with so many bytes of a large message that is not whole. */
function half(links: Links, peerId: number, bytes: number): Link {
  const link = links.meet(peer(peerId));
  link.parts.set(0, { chunks: [], bytes, count: 2 });
  return link;
}

describe("Links", () => {
  it("S6 · one that was given up and is known again goes on where its stream stood, in the middle of a large message", () => {
    const links = new Links(new FrameLog(1000));
    const link = half(links, 2, 1000);
    link.lastIn = 7;
    links.forget(link);
    expect(links.get(2)).toBeUndefined();
    const again = links.meet(peer(2));
    expect([again.lastIn, again.baseSeq, again.parts.size, again.isTorn]).toEqual([7, 0, 1, false]);
    expect([again.awayIn, again.awayOut]).toEqual([true, true]);
  });

  it("L · S6 · 256 KiB of large messages are kept of those who are gone, and not a byte more", () => {
    const links = new Links(new FrameLog(1000));
    links.forget(half(links, 2, LIMITS.goneBytes - 1000));
    links.forget(half(links, 3, 1000));
    expect([links.meet(peer(2)).isTorn, links.meet(peer(3)).isTorn]).toEqual([false, false]);
    links.forget(links.meet(peer(2)));
    links.forget(half(links, 3, 1001));
    const torn = links.meet(peer(3));
    expect([torn.isTorn, torn.parts.size]).toEqual([true, 0]);
    expect(links.meet(peer(2)).isTorn).toBe(false);
  });

  it("S2 · H11 · an id that another player has by now, in another match, is another stream", () => {
    const links = new Links(new FrameLog(1000));
    const old = links.meet(peer(2));
    old.lastIn = 7;
    expect(links.meet(peer(2))).toBe(old);
    expect(links.meet(peer(2, "v")).lastIn).toBe(0);
    links.forget(links.meet(peer(2, "v")));
    expect([links.meet(peer(2)).lastIn, links.meet(peer(2)).awayOut]).toEqual([0, false]);
  });

  it("L · 128 of those who are gone are remembered, the newest", () => {
    const links = new Links(new FrameLog(1000));
    for (let i = 0; i <= LIMITS.peers; i++) {
      const link = links.meet(peer(2 + i));
      link.lastIn = 1;
      links.forget(link);
    }
    expect([links.meet(peer(2)).lastIn, links.meet(peer(3)).lastIn]).toEqual([0, 1]);
  });
});
