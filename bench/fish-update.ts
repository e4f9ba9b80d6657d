import { type Field, t } from "@nakodo/core";
import { seededRandom } from "@nakodo/core/testing";

/** The player's keys in the Fish Game. */
const ACTIONS = ["left", "right", "up", "down", "jump", "pick_up", "use"] as const;
const STATES = ["Idle", "Move", "Jump", "Fall", "Glide", "Slide", "Hurt"] as const;

interface Vector {
  readonly x: number;
  readonly y: number;
}

/**
 * What the Fish Game's input buffer knows of one key: whether it is pressed (1), was just pressed (2) or just released
 * (4), and how hard; the tutorial sends a dictionary of four for each.
 */
type Key = readonly [state: number, strength: number];

type InputBuffer = Readonly<Record<(typeof ACTIONS)[number], Key>>;

/** Arguments of the Fish Game's `update_remote_player`, in its order. */
export type FishUpdate = [
  inputBuffer: InputBuffer,
  state: (typeof STATES)[number],
  stateInfo: { readonly vector?: Vector | undefined },
  globalPosition: Vector,
  vector: Vector,
  frame: number,
  flipH: boolean,
  showGliding: boolean,
  showSliding: boolean,
  passThroughOneWayPlatforms: boolean,
];

/** Pixels of a level of 4095, to a sixteenth; speeds to an eighth of a pixel a second. */
const place = t.quant(0, 4095, 1 / 16);
const speed = t.quant(-4096, 4095, 1 / 8);
const key = t.tuple(t.u8, t.quant(0, 1, 1 / 255));

type FieldsOf<Values extends readonly unknown[]> = { readonly [I in keyof Values]: Field<Values[I]> };

/** The same arguments, declared. */
export const FISH_UPDATE: FieldsOf<FishUpdate> = [
  t.struct({ left: key, right: key, up: key, down: key, jump: key, pick_up: key, use: key }),
  t.oneOf(...STATES),
  t.struct({ vector: t.optional(t.struct({ x: speed, y: speed })) }),
  t.struct({ x: place, y: place }),
  t.struct({ x: speed, y: speed }),
  t.u8,
  t.bool,
  t.bool,
  t.bool,
  t.bool,
];

/** Calls as a game would make them, the same in every run. Numbers have Godot's six digits. */
export function fishUpdates(count: number): FishUpdate[] {
  const random = seededRandom(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const number = (from: number, to: number): number => Number((from + random() * (to - from)).toPrecision(6));
  const vector = (limit: number): Vector => ({ x: number(-limit, limit), y: number(-limit, limit) });
  const aKey = (): Key => {
    const pressed = random() < 0.25;
    const changed = random() < 0.1;
    return [(pressed ? 1 : 0) | (changed ? (pressed ? 2 : 4) : 0), pressed ? 1 : 0];
  };
  return Array.from({ length: count }, () => [
    Object.fromEntries(ACTIONS.map((action) => [action, aKey()])) as InputBuffer,
    pick(STATES),
    random() < 0.25 ? { vector: vector(600) } : {},
    { x: number(0, 4095), y: number(0, 2048) },
    vector(600),
    Math.floor(random() * 32),
    random() < 0.5,
    random() < 0.1,
    random() < 0.1,
    random() < 0.1,
  ]);
}

/** The node's path in the Fish Game. */
export const FISH_PATH = "/root/Main/Game/Players/1";

/**
 * The tutorial's `custom_rpc`: what it gives to `send_match_state`. Its arguments go through `var2str`, which is
 * longer (608 bytes on average, as measured on the running game); here they are plain JSON, the best case.
 */
export function customRpc(args: FishUpdate): string {
  return JSON.stringify(customRpcMessage(args));
}

/** What {@link customRpc} writes, with the input buffer as the tutorial has it. */
export function customRpcMessage([input, ...rest]: FishUpdate): object {
  const buffer: Record<string, object> = {};
  for (const action of ACTIONS) {
    const [state, strength] = input[action];
    buffer[action] = { 0: (state & 1) > 0, 1: (state & 2) > 0, 2: (state & 4) > 0, 3: strength };
  }
  return { peer_id: 0, node_path: FISH_PATH, method: "update_remote_player", args: [buffer, ...rest] };
}
