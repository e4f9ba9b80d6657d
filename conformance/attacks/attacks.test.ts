import { ByteWriter } from "@nakodo/core";
import { expect, it, vi } from "vitest";
import { proofHashOf } from "../../packages/match-rpc/src/engine/admission.js";
import { writeAuthority } from "../../packages/match-rpc/src/wire/authority.js";
import { writeBarrier } from "../../packages/match-rpc/src/wire/barrier.js";
import { frameHead } from "../../packages/match-rpc/src/wire/frame.js";
import { forgedTable } from "../../packages/match-rpc/test/crafted.js";
import { playTogether, type Seat, sitDown, wire } from "../match/table.js";
import { Intruder } from "./intruder.js";

const settled = { timeout: 20_000, interval: 10 };

/** A match of two honest players, and who must still be in it as before when an attack is over. */
async function honestMatch(
  route: "mesh" | "star" = "mesh",
): Promise<{ a: Seat; b: Seat; matchId: string; unharmed: () => Promise<void> }> {
  const [a, b] = (await playTogether(2, { maxPlayers: 4, route })) as [Seat, Seat];
  await vi.waitFor(() => expect(b.match.players).toHaveLength(2), settled);
  const unharmed = async (): Promise<void> => {
    const word = `fine ${crypto.randomUUID()}`;
    a.match.rpc(a.board, "order", word);
    b.match.rpc(b.board, "note", word);
    await vi.waitFor(() => {
      expect(b.board.heard).toContain(`2!${word}`);
      expect(a.board.heard).toContain(`3:${word}`);
    }, settled);
    for (const { match, events } of [a, b]) {
      expect([match.hostId, match.player(2)?.status, match.player(3)?.status]).toEqual([
        2,
        "connected",
        "connected",
      ]);
      expect(events.filter((event) => event.startsWith("hostChanged"))).toEqual(["hostChanged 2"]);
    }
  };
  return { a, b, matchId: a.match.matchId ?? "", unharmed };
}

/** Waits until a player has counted a violation of this reason by that peer. */
async function reported(seat: Seat, reason: string, peerId: number, act: () => void): Promise<void> {
  const before = seat.match.counters.violations;
  const violation = seat.match.once("violation", {
    where: (one) => one.reason === reason && one.peerId === peerId,
    signal: AbortSignal.timeout(20_000),
  });
  act();
  await violation;
  expect(seat.match.counters.violations).toBeGreaterThan(before);
}

it("W3 · H3 · a forged claim to be host, by a stranger and by a player, is refused and counted", async () => {
  const { a, b, matchId, unharmed } = await honestMatch();
  const stranger = await Intruder.sneakIn(matchId);
  await reported(b, "false-claim", 0, () =>
    stranger.say({ kind: "claim", table: forgedTable(2, 2, stranger.self) }),
  );
  await reported(a, "false-claim", 0, () =>
    stranger.say({ kind: "claim", table: forgedTable(9, 9, stranger.self) }),
  );
  const member = await Intruder.member(matchId, 2, 3);
  await vi.waitFor(() => expect(b.match.players).toHaveLength(3), settled);
  // A player might become host one day: its claim waits until nothing bears it out.
  await reported(b, "false-claim", member.peerId, () =>
    member.say({ kind: "claim", table: forgedTable(2, member.peerId, member.self) }),
  );
  expect(a.match.isHost).toBe(true);
  await unharmed();
});

it("W3 · W5 · nobody lets himself in, welcomes others, kicks, locks or hands over in the host's place", async () => {
  const { a, b, matchId, unharmed } = await honestMatch();
  const stranger = await Intruder.sneakIn(matchId);
  const row = {
    peerId: 9,
    seat: 9,
    ...stranger.self,
    proofHash: proofHashOf(new Uint8Array(16)),
    arrived: true,
  };
  await reported(b, "not-host", 0, () => stranger.say({ kind: "peer", term: 1, nextPeerId: 10, row }));
  await reported(b, "not-host", 0, () =>
    stranger.say({ kind: "settings", term: 1, settings: { locked: true, playing: true, star: false } }),
  );
  stranger.say({
    kind: "welcome",
    peerId: 3,
    resumed: true,
    table: { ...forgedTable(9, 9, stranger.self), rows: [row] },
  });
  const member = await Intruder.member(matchId, 2, 3);
  await vi.waitFor(() => expect(b.match.players).toHaveLength(3), settled);
  for (const seat of [a, b])
    await reported(seat, "not-host", member.peerId, () => {
      member.say({ kind: "remove", term: 1, peerId: 3, kicked: true });
      member.say({ kind: "handOver", term: 1, peerId: member.peerId });
    });
  expect(a.match.players.map((player) => player.peerId)).toEqual([2, 3, member.peerId]);
  expect([a.match.state, b.match.state]).toEqual(["READY", "READY"]);
  await unharmed();
});

it("W3 · A4 · an id is not stolen: a wrong proof, and a proof that was overheard and used, give no place", async () => {
  const line = await wire();
  const a = await sitDown({ maxPlayers: 4 }, line);
  const matchId = await a.match.create();
  const b = await sitDown({ maxPlayers: 4 });
  await b.match.join(matchId);
  await vi.waitFor(() => expect(a.match.players).toHaveLength(2), settled);
  const intruder = await Intruder.sneakIn(matchId);
  intruder.hello({ peerId: 3, secret: new Uint8Array(16).fill(7) });
  expect(await intruder.hear("refuse")).toMatchObject({ reason: "resume-refused" });
  // A host that comes back proves itself to everyone: the intruder hears how.
  const overheard = (async () => {
    for (;;) {
      const { resume } = await intruder.hear("hello");
      if (resume !== undefined) return resume;
    }
  })();
  line.cut();
  const resume = await overheard;
  expect(resume.peerId).toBe(2);
  await vi.waitFor(() => expect(a.events).toContain("reconnected 2 true"), settled);
  await vi.waitFor(() => expect(b.match.player(2)?.status).toBe("connected"), settled);
  const attempt = intruder.hello(resume);
  for (;;) {
    const refusal = await intruder.hear("refuse");
    expect(refusal.reason).toBe("resume-refused");
    if (refusal.attempt === attempt) break;
  }
  expect(a.match.peerId).toBe(2);
  a.match.rpc(a.board, "note", "still me");
  await vi.waitFor(() => expect(b.board.heard).toEqual(["2:still me"]), settled);
  expect(b.match.players.map((player) => `${player.peerId} ${player.status}`)).toEqual([
    "2 connected",
    "3 connected",
  ]);
});

it("W3 · W6 · C3 · calls by a stranger, by a player in another's name, and without the right to them never run", async () => {
  const { a, b, matchId, unharmed } = await honestMatch();
  const stranger = await Intruder.sneakIn(matchId);
  stranger.say(
    { kind: "greet", peerId: 3, no: 1, isAnswer: false, to: [{ peerId: 2, last: 0 }] },
    { kind: "live", to: [{ peerId: 2, seq: 0, no: 1 }] },
  );
  for (const seq of [undefined, 1, 2]) stranger.call("order", ["forged"], seq);
  const member = await Intruder.member(matchId, 2, 3);
  await vi.waitFor(() => expect(b.match.players).toHaveLength(3), settled);
  for (const seat of [a, b])
    await reported(seat, "not-allowed", member.peerId, () => member.call("order", ["forged"]));
  // Another's goodbye, another's greeting, another's authority, another's barrier.
  member.say(
    { kind: "bye", peerId: 3 },
    { kind: "greet", peerId: 3, no: 1, isAnswer: false, to: [{ peerId: 2, last: 0 }] },
  );
  // Until the term is old enough, the member may have been its host by what the others know.
  const told: string[] = [];
  a.match.on("violation", ({ detail }) => told.push(`a: ${detail}`));
  b.match.on("violation", ({ detail }) => told.push(`b: ${detail}`));
  let seq = 1;
  await vi.waitFor(
    () => {
      const forged = new ByteWriter();
      frameHead.write(forged, seq++);
      writeAuthority(forged, { term: 1, path: "/board", peerId: 1, epoch: 900 });
      member.sayBytes(forged.copy());
      forged.reset();
      frameHead.write(forged, seq++);
      writeBarrier(forged, { state: "passed", term: 1, name: "setUp", peerIds: [] });
      member.sayBytes(forged.copy());
      expect(told).toContain("a: an authority that was not its sender's to hand over");
      expect(told).toContain("b: a barrier is the host's to lift");
    },
    { timeout: 20_000, interval: 500 },
  );
  expect(b.match.missingAt("setUp")).toHaveLength(3);
  for (const { board } of [a, b]) expect(board.heard.join()).not.toContain("forged");
  expect(b.match.authorityOf(b.board)).toBe(1);
  await unharmed();
});

it("W3 · W2 · frames that say who else they are from, or more than they may, are refused whole", async () => {
  const { b, matchId, unharmed } = await honestMatch();
  const member = await Intruder.member(matchId, 2, 3);
  await vi.waitFor(() => expect(b.match.players).toHaveLength(3), settled);
  for (const flags of [0x80, 0x40, 0xfe])
    await reported(b, "bad-frame", member.peerId, () => member.sayBytes(Uint8Array.of(1, flags, 3, 0x20, 0)));
  await reported(b, "bad-frame", member.peerId, () => member.sayBytes(Uint8Array.of(2, 0, 0x0a, 1, 3)));
  await unharmed();
});

it("W3 · R11 · frames that one who is no host passes on as another's never run, in a star and in a mesh", async () => {
  for (const route of ["star", "mesh"] as const) {
    const { a, b, matchId, unharmed } = await honestMatch(route);
    await vi.waitFor(() => expect(b.match.route).toBe(route), settled);
    const stranger = await Intruder.sneakIn(matchId);
    for (const [seat, origin] of [
      [a, 3],
      [b, 2],
    ] as const)
      await reported(seat, "not-host", 0, () => stranger.relay(1, origin, "forged"));
    if (route === "mesh") {
      const member = await Intruder.member(matchId, 2, 3);
      await vi.waitFor(() => expect(b.match.players).toHaveLength(3), settled);
      await reported(b, "not-host", member.peerId, () => member.relay(1, 2, "forged"));
    }
    await unharmed();
    expect([...a.board.heard, ...b.board.heard].filter((line) => line.includes("forged"))).toEqual([]);
  }
});

it("W3 · L · a flood of frames, greetings and half messages is dropped and counted, and the match goes on", async () => {
  const { a, b, matchId } = await honestMatch();
  const floods = [await Intruder.sneakIn(matchId), await Intruder.member(matchId, 2, 3)];
  const piece = new ByteWriter();
  piece.u8(1);
  piece.u8(0);
  piece.u8(0x0d);
  piece.bytes(Uint8Array.from([0, 100, ...new Array<number>(1000).fill(7)]));
  for (let round = 0; round < 20; round++) {
    for (const flood of floods) {
      for (let i = 0; i < 10; i++) {
        flood.sayBytes(Uint8Array.of(1, 0, 0x20, 9, 9));
        flood.say({
          kind: "greet",
          peerId: flood.peerId === 0 ? 3 : flood.peerId,
          no: i,
          isAnswer: false,
          to: [{ peerId: 2, last: 0 }],
        });
      }
      flood.sayBytes(piece.copy());
    }
    // The server reads on before more comes, so that it is the players' defence that is seen.
    await Promise.all(floods.map((flood) => flood.socket.settle()));
  }
  await vi.waitFor(() => expect(a.match.counters.violations).toBeGreaterThan(100), settled);
  b.match.rpc(b.board, "note", "still here");
  a.match.rpc(a.board, "order", "still host");
  await vi.waitFor(() => {
    expect(a.board.heard).toContain("3:still here");
    expect(b.board.heard).toContain("2!still host");
  }, settled);
  expect(a.match.isHost).toBe(true);
});
