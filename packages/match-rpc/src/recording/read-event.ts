import { NakodoError, type NakodoErrorCode, type Presence, type TransportEvent } from "@nakodo/core";
import { type LogReader, RECORD } from "./recording-log.js";

/** Reads what the transport told, as a record of this kind holds it. */
export function readEvent(log: LogReader, kind: number): TransportEvent {
  switch (kind) {
    case RECORD.up: {
      const self = log.presence();
      const others: Presence[] = [];
      for (let left = log.body.varint(); left > 0; left--) others.push(log.presence());
      return { type: "up", self, others };
    }
    case RECORD.joined:
      return { type: "joined", presence: log.presence() };
    case RECORD.left:
      return { type: "left", presence: log.presence() };
    case RECORD.message:
      return { type: "message", from: log.presence(), opCode: log.body.varint(), bytes: log.bytes() };
    case RECORD.closed: {
      const code = log.text();
      const error = code === "" ? undefined : new NakodoError(toCode(code), "as recorded");
      return { type: "closed", error };
    }
    case RECORD.alive:
      return { type: "alive" };
    default:
      return { type: "down" };
  }
}

/** What ended the recorded match. */
function toCode(code: string): NakodoErrorCode {
  const codes: readonly NakodoErrorCode[] = [
    "closed",
    "signed-out",
    "match-not-found",
    "server-unreachable",
    "timeout",
  ];
  return codes.find((one) => one === code) ?? "connection-lost";
}
