/**
 * What every part of the framework rests on: events, errors, field types, bytes and the transport contract.
 * No Nakama, no engine, no I/O and no clock of its own.
 *
 * @packageDocumentation
 */
export { NakodoError, type NakodoErrorCode, type NakodoErrorDetails } from "./errors.js";
export { type AbortSignalLike, type EventSource, Events } from "./events.js";
export type { Field, FieldType } from "./fields/field.js";
export * as t from "./fields/t.js";
export type { Quat, Vec2, Vec3 } from "./fields/vectors.js";
export { installPlugins, type Plugin } from "./plugins/plugin.js";
export { assertFrameSize } from "./transport/frame-size.js";
export { OfflineTransport } from "./transport/offline-transport.js";
export type { Presence, Transport, TransportEvent } from "./transport/transport.js";
export { ByteReader } from "./wire/byte-reader.js";
export { ByteWriter } from "./wire/byte-writer.js";
export { hash32 } from "./wire/hash.js";
export { jsonValues } from "./wire/json-values.js";
export type { ValueCodec } from "./wire/values.js";
