import { describe, expect, it } from "vitest";
import { HOST } from "../ids.js";
import { remotesOf } from "../remotes/remotes.js";
import { OnlineMatch } from "./online-match.js";
import { watchAuthority } from "./watch-authority.js";

describe("watchAuthority", () => {
  it("R4 · tells what a parent that comes and goes, a match entered and left do to an inherited authority", async () => {
    const match = new OnlineMatch(undefined, { minPlayers: 1 });
    const parent = {};
    const child = {};
    match.add("/boat/mast", child);
    const heard: string[] = [];
    const changed: string[] = [];
    match.on("authorityChanged", ({ path, peerId }) => changed.push(`${path} ${peerId}`));
    watchAuthority(match, child, ({ peerId, isMaster }) => heard.push(`${peerId} ${isMaster}`));
    await match.playOffline();
    expect(heard.splice(0)).toEqual([`${HOST} true`]);
    const takeOut = match.add("/boat", parent, { authority: 7 });
    expect(heard.splice(0)).toEqual(["7 false"]);
    match.setAuthority(parent, match.peerId);
    expect(heard.splice(0)).toEqual(["2 true"]);
    match.setAuthority(parent, HOST);
    // Who has it is another way to say the same peer.
    expect(heard.splice(0)).toEqual([`${HOST} true`]);
    takeOut();
    takeOut();
    expect(heard).toEqual([]);
    match.leave();
    expect(heard.splice(0)).toEqual([`${HOST} false`]);
    expect(changed).toEqual(["/boat 7", "/boat 2", `/boat ${HOST}`, `/boat ${HOST}`]);
  });

  it("R4 · ends when told to, or when its object is taken out", async () => {
    const match = new OnlineMatch(undefined, { minPlayers: 1 });
    const [one, two] = [{}, {}];
    match.add("/one", one);
    match.add("/two", two);
    const heard: string[] = [];
    const end = watchAuthority(match, one, () => heard.push("one"));
    watchAuthority(match, two, () => heard.push("two"));
    end();
    end();
    match.remove(two);
    await match.playOffline();
    match.add("/two", two, { authority: 9 });
    expect(heard).toEqual([]);
    expect(() => watchAuthority(match, {}, () => {})).toThrow(expect.objectContaining({ code: "not-added" }));
  });
});

describe("declares", () => {
  it("R6 · tells whether a match has a type, so that an adapter can ask for what it needs", () => {
    const Ball = remotesOf<{ kick(): void }>()("Ball", { kick: "anyPeer" });
    const other = remotesOf<{ kick(): void }>()("Ball", { kick: "anyPeer" });
    const match = new OnlineMatch(undefined, { remotes: [Ball] });
    expect([match.declares(Ball), match.declares(other)]).toEqual([true, false]);
    expect(new OnlineMatch(undefined).declares(Ball)).toBe(false);
  });
});
