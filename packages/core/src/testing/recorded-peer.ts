import { NakodoError } from "../errors.js";
import type { Presence, Transport, TransportEvent } from "../transport/transport.js";

/** A started transport with all that it was told. */
export class RecordedPeer {
  readonly events: TransportEvent[] = [];
  /** Called when the connection is lost, from inside the event. */
  onDown: (() => void) | undefined;

  constructor(readonly transport: Transport) {
    transport.start((event) => {
      this.events.push(event);
      if (event.type === "down") this.onDown?.();
    });
  }

  get self(): Presence {
    const ups = this.events.filter((event) => event.type === "up");
    const last = ups.at(-1);
    if (last === undefined) throw new NakodoError("invalid-state", "not up yet");
    return last.self;
  }

  get isUp(): boolean {
    return this.events.some((event) => event.type === "up");
  }

  /** Session ids of the others, by the events so far. */
  get present(): Set<string> {
    const present = new Set<string>();
    for (const event of this.events) {
      if (event.type === "up") {
        present.clear();
        for (const other of event.others) present.add(other.sessionId);
      } else if (event.type === "joined") present.add(event.presence.sessionId);
      else if (event.type === "left") present.delete(event.presence.sessionId);
    }
    return present;
  }

  /** The bytes of what came under `opCode`, in order. */
  received(opCode: number): Uint8Array[] {
    return this.events.flatMap((event) =>
      event.type === "message" && event.opCode === opCode ? [event.bytes] : [],
    );
  }
}
