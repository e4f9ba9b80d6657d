import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { formatNamed, type SocketFormat } from "../src/socket/socket-format.js";
import { at, Client, start } from "./client.js";

const MATCHES = 50;
const PLAYERS = 4;
const ROUNDS = 12;
/** With three others in a match no queue of 64 messages can overflow. */
const MESSAGES_PER_ROUND = 5;

/** One of 200 sockets, in either format, and what it has received from whom. */
class Member {
  readonly received = new Map<string, number[]>();
  readonly #socket: WebSocket;
  readonly #format: SocketFormat;
  #answered: (matchId: string) => void = () => undefined;
  #count = 0;
  #until: { readonly count: number; readonly done: () => void } | undefined;

  private constructor(socket: WebSocket, format: SocketFormat) {
    this.#socket = socket;
    this.#format = format;
    socket.on("message", (data: Buffer) => this.#take(data));
  }

  static async open(client: Client, name: "json" | "protobuf"): Promise<Member> {
    const format = formatNamed(name);
    if (format === undefined) throw new Error(`no format ${name}`);
    const url = `${client.server.url.replace("http", "ws")}/ws?token=${client.token}&format=${name}`;
    const socket = new WebSocket(url);
    onTestFinished(() => socket.terminate());
    const member = new Member(socket, format);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return member;
  }

  /** Creates a match, or enters it. */
  enter(matchId?: string): Promise<string> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      if (matchId === undefined) this.#send({ match_create: { name: "" } });
      else this.#send({ match_join: { match_id: matchId } });
    });
  }

  say(matchId: string, number: number): void {
    const data = Buffer.alloc(4);
    data.writeUInt32BE(number);
    this.#send({ match_data_send: { match_id: matchId, op_code: 1n, data, presences: [] } });
  }

  /** Resolves when so many messages have come. */
  hasReceived(count: number): Promise<void> {
    return new Promise((done) => {
      this.#until = { count, done };
      if (this.#count >= count) done();
    });
  }

  #send(message: Readonly<Record<string, unknown>>): void {
    const { isBinary } = this.#format;
    // The server's own writer of envelopes serves here for what clients say.
    this.#socket.send(Buffer.from(this.#format.write(message)), { binary: isBinary });
  }

  #take(bytes: Buffer): void {
    const { match, match_data: data } = this.#format.read(bytes);
    if (match !== undefined) this.#answered(match.match_id);
    if (data === undefined) return;
    const sender = String(at(data, "presence", "session_id"));
    const numbers = this.received.get(sender) ?? [];
    numbers.push(Buffer.from(data.data).readUInt32BE());
    this.received.set(sender, numbers);
    this.#count++;
    if (this.#until !== undefined && this.#count >= this.#until.count) this.#until.done();
  }
}

describe("200 sockets in 50 matches", () => {
  it("C10 · L1 · of all that is relayed nothing is lost, doubled or out of order, whatever the format", async () => {
    const server = await start();
    const matches = await Promise.all(
      Array.from({ length: MATCHES }, async (_, match) => {
        const members: Member[] = [];
        let matchId: string | undefined;
        for (let player = 0; player < PLAYERS; player++) {
          const client = await Client.signIn(server, `device-${match}-${player}`);
          const member = await Member.open(client, player % 2 === 0 ? "json" : "protobuf");
          matchId = await member.enter(matchId);
          members.push(member);
        }
        return { members, matchId: matchId ?? "" };
      }),
    );
    expect(server.socketCount).toBe(MATCHES * PLAYERS);
    for (let round = 0; round < ROUNDS; round++) {
      for (let index = 0; index < MESSAGES_PER_ROUND; index++) {
        for (const { members, matchId } of matches) {
          for (const member of members) member.say(matchId, round * MESSAGES_PER_ROUND + index);
        }
      }
      const expected = (round + 1) * MESSAGES_PER_ROUND * (PLAYERS - 1);
      await Promise.all(matches.flatMap(({ members }) => members.map((one) => one.hasReceived(expected))));
    }
    const numbers = Array.from({ length: ROUNDS * MESSAGES_PER_ROUND }, (_, index) => index);
    for (const { members } of matches) {
      for (const { received } of members) {
        expect([...received.values()]).toEqual(Array.from({ length: PLAYERS - 1 }, () => numbers));
      }
    }
  }, 60_000);
});
