import { device, NakodoError, Online, type TokenStore } from "@nakodo/session";
import { binarySocket } from "@nakodo/session/binary";
import { chat, openMatch } from "@nakodo/session/services";

/** What the program is told by the test. */
export interface ProgramOptions {
  readonly host: string;
  /** Of the wire that `cutWire` cuts. */
  readonly port: number;
  /** Where nobody listens. */
  readonly closedPort: number;
  readonly binary: boolean;
  readonly id: string;
}

/** What the program saw. */
export interface ProgramReport {
  readonly scope: string;
  readonly username: string;
  readonly accountName: string;
  readonly createTimeIsDate: boolean;
  readonly refusal: string | undefined;
  readonly unreachable: string | undefined;
  readonly heard: readonly number[];
  readonly heardAfterCut: readonly number[];
  readonly chat: unknown;
  readonly events: readonly string[];
}

/** One run of all that the session does, in whatever scope it is called. `cutWire` breaks every connection. */
export async function play(
  options: ProgramOptions,
  cutWire: () => Promise<void>,
  store?: TokenStore,
): Promise<ProgramReport> {
  const { host, port, closedPort, binary, id } = options;
  const codec = binary ? { codec: binarySocket() } : {};
  const reconnect = { baseDelayMs: 20, maxDelayMs: 100 };
  const a = new Online({ host, port, reconnect, ...codec, ...(store === undefined ? {} : { store }) });
  const b = new Online({ host, port, reconnect, ...codec });
  const nobody = new Online({ host, port: closedPort });
  const username = `春子 🐟 ${id}`;
  try {
    const session = await a.authenticate(device({ id: `device-a-${id}`, username }));
    await b.authenticate(device({ id: `device-b-${id}` }));
    const { user } = await a.api.getAccount();
    const refusal = await codeOf(a.api.getUsers(["not-a-uuid"]));
    const unreachable = await codeOf(nobody.authenticate(device({ id: `device-c-${id}` })));

    const events: string[] = [];
    const heard: number[] = [];
    const heardAfterCut: number[] = [];
    let wasCut = false;
    let changed = (): void => {};
    // Both know the name: whoever is back first makes the match anew.
    const den = { create: true, name: `den-${id}` } as const;
    await openMatch(a.socket, den, (event) => {
      events.push(event.type);
      if (event.type === "data") (wasCut ? heardAfterCut : heard).push(...event.data);
      changed();
    });
    const until = (condition: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        changed = () => {
          if (condition()) resolve();
        };
        changed();
      });
    const ofB = await openMatch(b.socket, den, () => {});
    ofB.send(1, new Uint8Array([0, 127, 128, 255]));
    await until(() => heard.length > 0);

    const talk = chat(a.socket);
    const said = talk.once("message");
    await (await talk.joinRoom(`den-${id}`)).send({ text: "hello 🦊" });
    const { message } = await said;

    const back = [a, b].map((online) => online.once("socketReconnected"));
    wasCut = true;
    await cutWire();
    await Promise.all(back);
    await until(() => events.at(-1) === "joined" || events.filter((type) => type === "joined").length > 1);
    while (heardAfterCut.length === 0) {
      ofB.send(1, new Uint8Array([7]));
      await a.socket.request("ping", {});
      await b.socket.request("ping", {});
    }
    return {
      scope: globalThis.constructor.name,
      username: session.username,
      accountName: user.username,
      createTimeIsDate: user.create_time instanceof Date,
      refusal,
      unreachable,
      heard,
      heardAfterCut: heardAfterCut.slice(0, 1),
      chat: message.content,
      events: events.filter((type) => type === "joined" || type === "down"),
    };
  } finally {
    await Promise.all([a.close(), b.close(), nobody.close()]);
  }
}

function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => (error instanceof NakodoError ? error.code : String(error)),
  );
}
