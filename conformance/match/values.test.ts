import { jsonValues, t, type ValueCodec } from "@nakodo/core";
import { messagePackValues } from "@nakodo/core/msgpack";
import { HOST, OnlineMatch, type RemoteType, remotes, type StandardSchema } from "@nakodo/match-rpc";
import { expect, it, vi } from "vitest";
import { closing, newPlayer } from "../session/players.js";

const settled = { timeout: 15_000, interval: 10 };

/** Keeps what it is given. */
class Shelf {
  readonly things: unknown[] = [];

  put(thing: unknown): void {
    this.things.push(thing);
  }

  label(text: string): void {
    this.things.push(text);
  }
}

const ShelfRemotes = remotes("Shelf", Shelf, { put: "anyPeer", label: "anyPeer" });

/** Two players with a shelf each; the first is host. */
async function twoShelves<Type extends RemoteType<Shelf>>(at: {
  readonly host: Type;
  readonly guest: Type;
  readonly values?: ValueCodec;
}) {
  const values = at.values ?? jsonValues;
  const host = closing(new OnlineMatch(await newPlayer(), { remotes: [at.host], values }));
  const guest = closing(new OnlineMatch(await newPlayer(), { remotes: [at.guest], values }));
  const hostShelf = new Shelf();
  const guestShelf = new Shelf();
  host.add("/shelf", hostShelf);
  guest.add("/shelf", guestShelf);
  await guest.join(await host.create());
  return { host, guest, hostShelf, guestShelf };
}

it.each([
  ["JSON", jsonValues],
  ["MessagePack", messagePackValues()],
])("W1 · values that are not declared arrive exactly as they were, in %s", async (_name, values) => {
  const { guest, guestShelf, hostShelf } = await twoShelves({
    host: ShelfRemotes,
    guest: ShelfRemotes,
    values,
  });
  const buffer = Uint8Array.of(0, 1, 2, 255, 4);
  const things: unknown[] = [
    null,
    true,
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    2 ** 53 - 1,
    5e-324,
    2n ** 80n,
    -1n,
    "",
    "日本 🎏 \u0000 é",
    new Date(1_700_000_000_123),
    new Map<unknown, unknown>([
      ["a", 1],
      [2, new Set([1, "b"])],
    ]),
    buffer.subarray(1, 4),
    Float32Array.of(1.5, -0, Number.NaN),
    BigInt64Array.of(-5n),
    [1, [2, { three: [null] }]],
    { x: 1, nested: { y: undefined, __proto__x: 2 } },
  ];
  for (const thing of things) guest.rpcId(HOST, guestShelf, "put", thing);
  await vi.waitFor(() => expect(hostShelf.things).toHaveLength(things.length), settled);
  expect(hostShelf.things).toEqual(things);
  expect(Object.is(hostShelf.things[3], -0)).toBe(true);
});

/** A validator as any library has them: texts of at most three characters. */
const short: StandardSchema<string> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) =>
      typeof value === "string" && value.length <= 3 ? { value } : { issues: [{ message: "too long" }] },
  },
};

it("R10 · a validator refuses at the caller, and at the receiver what a changed game sends all the same", async () => {
  const Checked = remotes("Shelf", Shelf, {
    label: { mode: "anyPeer", args: [t.string(100)], check: [short] },
  });
  const Changed = remotes("Shelf", Shelf, { label: { mode: "anyPeer", args: [t.string(100)] } });
  const { host, guest, hostShelf, guestShelf } = await twoShelves({ host: Checked, guest: Changed });
  expect(() => host.rpc(hostShelf, "label", "much too long")).toThrow(
    expect.objectContaining({ code: "wrong-arguments" }),
  );
  const violation = host.once("violation");
  guest.rpcId(HOST, guestShelf, "label", "much too long");
  guest.rpcId(HOST, guestShelf, "label", "ok");
  await vi.waitFor(() => expect(hostShelf.things).toEqual(["ok"]), settled);
  expect(await violation).toMatchObject({ peerId: guest.peerId });
  expect(JSON.stringify(await violation)).not.toContain("much too long");
});
