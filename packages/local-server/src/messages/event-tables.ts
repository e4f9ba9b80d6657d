// The HTTP message of an event, as in Nakama's api.proto.
import { mapOf, message, scalar } from "./field.js";

export const eventTable = message("Event", {
  name: scalar("string", 1),
  properties: mapOf("string", 2),
  timestamp: scalar("timestamp", 3),
  external: scalar("bool", 4),
});
