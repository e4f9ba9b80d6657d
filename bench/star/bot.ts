import { randomUUID } from "node:crypto";
import { t } from "@nakodo/core";
import { OnlineMatch, remotes } from "@nakodo/match-rpc";
import { device, Online } from "@nakodo/session";
import { binarySocket } from "@nakodo/session/binary";
import { CountedSocket } from "../harness/counted-socket.js";
import type { BotAccount, MatchShape } from "./messages.js";

/** All players share a few cores: that one is not heard for a moment is the machine's doing, and shall change no host. */
const PATIENCE_MS = 10_000;

/** Milliseconds since a moment that is the same in all processes of this machine. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** What a bot steers: everyone has one of each bot. */
class Ship {
  readonly #onCall: (calledAtMs: number | undefined) => void;

  constructor(onCall: (calledAtMs: number | undefined) => void) {
    this.#onCall = onCall;
  }

  greet(): void {
    this.#onCall(undefined);
  }

  /** 40 bytes: when it was called, and eight numbers of a pose. */
  steer(calledAtMs: number, ..._pose: number[]): void {
    this.#onCall(calledAtMs);
  }
}

const { f32, f64 } = t;
const ShipRemotes = remotes("Ship", Ship, {
  greet: "authority",
  steer: {
    mode: "authority",
    transfer: "unreliableOrdered",
    args: [f64, f32, f32, f32, f32, f32, f32, f32, f32],
  },
});

/** One player of a match, on a socket of its own. */
export class Bot {
  readonly #online: Online;
  readonly #socket: CountedSocket;
  /** Takes the milliseconds that a call was under way. */
  readonly #onLatency: (ms: number) => void;
  #match: OnlineMatch<readonly [typeof ShipRemotes]> | undefined;
  #ship: Ship | undefined;
  #called = 0;
  #heard = 0;
  #greeted = 0;
  #receivedBytes = 0;
  #troubles: string[] = [];
  #look = (): void => {};

  private constructor(online: Online, socket: CountedSocket, onLatency: (ms: number) => void) {
    this.#online = online;
    this.#socket = socket;
    this.#onLatency = onLatency;
    online.socket.on("disconnected", ({ code, reason }) => {
      this.#troubles.push(`a connection was lost: ${code} ${reason}`);
    });
  }

  static async signIn(host: string, port: number, onLatency: (ms: number) => void): Promise<Bot> {
    const socket = new CountedSocket();
    const online = new Online({ host, port, codec: binarySocket(), webSocket: socket.open });
    await online.authenticate(device({ id: randomUUID(), create: true }));
    await online.socket.connect();
    return new Bot(online, socket, onLatency);
  }

  /** Whether it is in a match. */
  get isIn(): boolean {
    return this.#match !== undefined;
  }

  async create(shape: MatchShape): Promise<string> {
    return this.#newMatch(shape).create();
  }

  async join(shape: MatchShape, matchId: string): Promise<void> {
    await this.#newMatch(shape).join(matchId);
  }

  /** Resolves when it sees so many players. */
  async sees(players: number): Promise<void> {
    const match = this.#inMatch();
    await this.#until(() => match.players.filter(({ status }) => status === "connected").length === players);
    for (const { peerId } of match.players) {
      const ship = new Ship((calledAtMs) => this.#onCall(calledAtMs));
      match.add(`/ships/${peerId}`, ship, { authority: peerId });
      if (peerId === match.peerId) this.#ship = ship;
    }
  }

  greet(): void {
    this.#inMatch().rpc(this.#ownShip(), "greet");
  }

  async isGreetedBy(others: number): Promise<void> {
    await this.#until(() => this.#greeted >= others);
  }

  steer(): void {
    const turn = this.#called++;
    this.#inMatch().rpc(this.#ownShip(), "steer", machineMs(), turn, 2, 3, 4, 5, 6, 7, 8);
  }

  /** Resolves when so many calls have been heard since `account` was asked last. */
  async hears(calls: number): Promise<void> {
    await this.#until(() => this.#heard >= calls);
  }

  /** What was counted since it was asked last. */
  account(): BotAccount {
    const { receivedBytes } = this.#socket;
    const account = {
      isHost: this.#match?.isHost === true,
      receivedBytes: receivedBytes - this.#receivedBytes,
      called: this.#called,
      heard: this.#heard,
      troubles: this.#troubles,
    };
    this.#receivedBytes = receivedBytes;
    this.#called = 0;
    this.#heard = 0;
    this.#troubles = [];
    return account;
  }

  #newMatch({ route, players }: MatchShape): OnlineMatch<readonly [typeof ShipRemotes]> {
    const match = new OnlineMatch(this.#online, {
      remotes: [ShipRemotes] as const,
      route,
      minPlayers: players,
      maxPlayers: players,
      silenceMs: PATIENCE_MS,
      hostSilenceMs: PATIENCE_MS,
      joinTimeoutMs: PATIENCE_MS,
    });
    const troubled = (what: string): void => {
      this.#troubles.push(what);
    };
    match.on("left", ({ error }) => error !== undefined && troubled(`left: ${error.code}`));
    match.on("violation", ({ reason, detail }) => troubled(`${reason}: ${detail}`));
    match.on("hostChanged", () => this.#look());
    match.on("playerJoined", () => this.#look());
    match.on("playerStatusChanged", ({ player }) => {
      this.#look();
      if (player.status === "dropped" || player.status === "silent")
        troubled(`${player.peerId} is ${player.status}`);
    });
    this.#match = match;
    return match;
  }

  #onCall(calledAtMs: number | undefined): void {
    if (calledAtMs === undefined) this.#greeted++;
    else {
      this.#heard++;
      this.#onLatency(machineMs() - calledAtMs);
    }
    this.#look();
  }

  async #until(isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    await new Promise<void>((resolve) => {
      this.#look = () => {
        if (!isSo()) return;
        this.#look = () => {};
        resolve();
      };
    });
  }

  #inMatch(): OnlineMatch<readonly [typeof ShipRemotes]> {
    if (this.#match === undefined) throw new Error("this bot is in no match");
    return this.#match;
  }

  #ownShip(): Ship {
    if (this.#ship === undefined) throw new Error("this bot has no ship yet");
    return this.#ship;
  }
}
