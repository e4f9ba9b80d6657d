import { randomUUID } from "node:crypto";
import { setImmediate as breath, setTimeout as wait } from "node:timers/promises";
import { Client, type Socket } from "@heroiclabs/nakama-js";
import type { OnlineOptions } from "@nakodo/session";
import { WebSocket } from "ws";
import { compiledPackages, type Packages } from "../harness/compiled-packages.js";
import type { Measurement } from "../harness/row.js";
import { median, percentile } from "../harness/statistics.js";
import { within } from "../harness/within.js";
import { matchPair } from "../match-pair.js";
import type { BenchServer } from "../servers.js";

const ROUNDS = 15;
const CALLS_PER_ROUND = 200;
/**
 * Before it, of each side, in several matches at once: as many as a game makes in three minutes. After that the engine has
 * compiled both as they will run for the rest of it.
 */
const WARM_UP_MATCHES = 10;
const WARM_UP_CALLS = 1200;
/** Between two of each side: about a hundred in a second, which is below what a match is paced at. */
const PAUSE_MS = 9;
const OP_CODE = 1;

/** Sends one small message and resolves with the milliseconds until it was there. */
type Trip = (x: number) => Promise<number>;

/** A way for messages. */
interface Side {
  readonly trip: Trip;
  close(): Promise<void>;
}

/** Ours over a binary socket and over one of text, and the peer, which has text alone. */
const SIDES = ["binary", "text", "peer"] as const;

type Sides = Readonly<Record<(typeof SIDES)[number], Side>>;

/** Milliseconds of one round's trips. */
type Round = Readonly<Record<(typeof SIDES)[number], number[]>>;

/**
 * From a call on one machine to the method running on the other, over a relayed match, against three floats in a bare
 * nakama-js message on the same server; over sockets that are binary, and over sockets of text, as nakama-js's are. They take
 * turns, call by call, and who begins changes each time. Ours is the peer's times the median ratio of the rounds, so that a
 * moment in which the machine is busy with something else counts in none.
 */
export async function latency(server: BenchServer): Promise<Measurement[]> {
  const packages = await compiledPackages();
  const makeSides = async (): Promise<Sides> => ({
    binary: await callTrip(server, packages, { codec: packages.binarySocket() }),
    text: await callTrip(server, packages),
    peer: await bareTrip(server),
  });
  const warmUp: Sides[] = [];
  for (let i = 0; i < WARM_UP_MATCHES; i++) warmUp.push(await makeSides());
  await Promise.all(warmUp.map((sides) => playRound(sides, WARM_UP_CALLS)));
  await Promise.all(warmUp.map(close));
  const sides = await makeSides();
  const rounds: Round[] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await playRound(sides, CALLS_PER_ROUND));
  await close(sides);
  const measured = (id: string, side: "binary" | "text", part: number): Measurement => {
    const peer = median(rounds.map((round) => percentile(round.peer, part)));
    const ratio = median(rounds.map((round) => percentile(round[side], part) / percentile(round.peer, part)));
    const peerName = `nakama-js sendMatchState (${server.name})`;
    return { id, ours: peer * ratio, peer, peerName, unit: "ms", better: "lower" };
  };
  return [
    measured("latency-p50", "binary", 0.5),
    measured("latency-p99", "binary", 0.99),
    measured("latency-text-p50", "text", 0.5),
    measured("latency-text-p99", "text", 0.99),
  ];
}

/** Plays one round. A limit for all of it: a timer for each trip would be part of it. */
function playRound(sides: Sides, calls: number): Promise<Round> {
  const round: Round = { binary: [], text: [], peer: [] };
  const play = async (): Promise<Round> => {
    for (let i = 0; i < calls; i++) {
      for (let turn = 0; turn < SIDES.length; turn++) {
        const side = SIDES[(i + turn) % SIDES.length] ?? "peer";
        round[side].push(await sides[side].trip(i));
        // What the one still has to do after its message came is not the other's.
        await breath();
      }
      await wait(PAUSE_MS);
    }
    return round;
  };
  return within(120_000, "a round of messages", play());
}

async function close(sides: Sides): Promise<void> {
  await Promise.all(SIDES.map((side) => sides[side].close()));
}

async function callTrip(server: BenchServer, packages: Packages, how: OnlineOptions = {}): Promise<Side> {
  const { remotes, t } = packages;
  let arrived: (x: number) => void = () => {};
  class Mover {
    moveTo(position: { readonly x: number; readonly y: number; readonly z: number }): void {
      arrived(position.x);
    }
  }
  const type = remotes("Mover", Mover, {
    moveTo: { mode: "authority", transfer: "unreliableOrdered", args: [t.vec3] },
  });
  const pair = await matchPair(server, type, {}, { caller: how, callee: how }, packages);
  const { caller, callee } = pair;
  const mover = new Mover();
  caller.add("/mover", mover, { authority: caller.peerId });
  callee.add("/mover", new Mover(), { authority: caller.peerId });
  const trip: Trip = (x) =>
    new Promise((resolve, reject) => {
      const startMs = performance.now();
      arrived = (got) => {
        if (got === x) resolve(performance.now() - startMs);
        else reject(new Error(`call ${got} arrived in the place of ${x}`));
      };
      caller.rpc(mover, "moveTo", { x, y: 1, z: 2 });
    });
  return { trip, close: () => pair.close() };
}

async function bareTrip(server: BenchServer): Promise<Side> {
  const globals: { WebSocket?: unknown } = globalThis;
  globals.WebSocket ??= WebSocket;
  const client = new Client("defaultkey", server.host, String(server.port));
  const player = async (): Promise<Socket> => {
    const session = await client.authenticateDevice(randomUUID(), true);
    const socket = client.createSocket();
    await socket.connect(session, true);
    return socket;
  };
  const sender = await player();
  const receiver = await player();
  const match = await sender.createMatch();
  await receiver.joinMatch(match.match_id);
  let arrived: (data: Uint8Array) => void = () => {};
  receiver.onmatchdata = ({ data }) => arrived(data);
  const trip: Trip = (x) =>
    new Promise((resolve, reject) => {
      const startMs = performance.now();
      arrived = (data) => {
        const got = new DataView(data.buffer, data.byteOffset).getFloat32(0, true);
        if (got === x) resolve(performance.now() - startMs);
        else reject(new Error(`message ${got} arrived in the place of ${x}`));
      };
      const bytes = new Uint8Array(12);
      const view = new DataView(bytes.buffer);
      view.setFloat32(0, x, true);
      view.setFloat32(4, 1, true);
      view.setFloat32(8, 2, true);
      sender.sendMatchState(match.match_id, OP_CODE, bytes).catch(reject);
    });
  return {
    trip,
    async close() {
      sender.disconnect(false);
      receiver.disconnect(false);
    },
  };
}
