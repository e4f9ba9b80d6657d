import { type Fields, isFields, parseFields, readText } from "../fields.js";

/**
 * Nakama's messages: the names of their fields on the wire, each with a sign for what it holds. Without a sign: text.
 * `#` a number, `!` a boolean, `@` a time, `{` an object in JSON text, `:x` a message, `[x` a list of messages.
 * What the server leaves out is empty, zero or false.
 */
const SHAPES: Readonly<Record<string, string>> = {
  account: "user:user wallet{ email devices[device custom_id verify_time@ disable_time@",
  device: "id",
  user: "id username display_name avatar_url lang_tag location timezone metadata{ facebook_id google_id gamecenter_id steam_id facebook_instant_game_id apple_id online! edge_count# create_time@ update_time@",
  friend: "user:user state# metadata{ update_time@",
  known: "referrer user:user",
  group:
    "id creator_id name description lang_tag metadata{ avatar_url open! edge_count# max_count# create_time@ update_time@",
  member: "user:user state#",
  membership: "group:group state#",
  object:
    "collection key user_id value{ version permission_read# permission_write# create_time@ update_time@",
  ack: "collection key version user_id create_time@ update_time@",
  record:
    "leaderboard_id owner_id username score# subscore# num_score# max_num_score# metadata{ rank# create_time@ update_time@ expiry_time@",
  records: "records[record owner_records[record next_cursor prev_cursor rank_count#",
  tournament:
    "id title description category# sort_order# operator# size# max_size# max_num_score# can_enter! authoritative! join_required! metadata{ duration# create_time@ start_time@ end_time@ start_active@ end_active@ next_reset@ prev_reset@",
  message:
    "channel_id message_id code# sender_id username content{ persistent! room_name group_id user_id_one user_id_two create_time@ update_time@",
  notification: "id subject content{ code# sender_id create_time@ persistent!",
  search: "create_time@ complete_time@",
  match: "match_id authoritative! label size# tick_rate# handler_name",
  purchase:
    "user_id product_id transaction_id store# environment# provider_response seen_before! purchase_time@ create_time@ update_time@ refund_time@",
  subscription:
    "user_id product_id original_transaction_id store# environment# provider_response provider_notification active! purchase_time@ create_time@ update_time@ expiry_time@ refund_time@",
};

type Read = (value: unknown) => unknown;

const READERS: Readonly<Record<string, (shape: string) => Read>> = {
  "": () => readText,
  "#": () => (value) => Number(value ?? 0),
  "!": () => (value) => value === true,
  "@": () => readDate,
  "{": () => (value) => parseFields(value) ?? {},
  ":": (shape) => shapeReader(shape),
  "[": (shape) => {
    const read = shapeReader(shape);
    return (value) => (Array.isArray(value) ? value.map(read) : []);
  },
};

/**
 * Reads what stands for `shape`, the name of a message of {@link SHAPES} or its fields: whatever comes, what goes out
 * has every field. `Message` is the interface that belongs to it.
 */
export function shapeReader<Message = Fields>(shape: string): (value: unknown) => Message {
  const fields: (readonly [string, Read | undefined])[] = [];
  for (const [, name = "", sign = "", of = ""] of (SHAPES[shape] ?? shape).matchAll(/(\w+)([^\w ]?)(\w*)/g)) {
    fields.push([name, READERS[sign]?.(of)]);
  }
  return (value) => {
    const given = isFields(value) ? value : {};
    const message: Record<string, unknown> = {};
    for (const [name, read] of fields) message[name] = read?.(given[name]);
    return message as Message;
  };
}

/** Text as in RFC 3339, or whole seconds since 1970. `undefined` for none. */
export function readDate(value: unknown): Date | undefined {
  if (typeof value === "number") return value > 0 ? new Date(value * 1000) : undefined;
  const date = new Date(readText(value));
  return Number.isNaN(date.getTime()) ? undefined : date;
}
