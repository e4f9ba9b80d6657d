import { startLocalServer } from "@nakodo/local-server";
import { SetupError, startNakama } from "@nakodo-private/nakama";

/** A server that runs for the length of the measurements. */
export interface BenchServer {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  stop(): Promise<void>;
}

export type ServerKind = "local" | "real";

/** The servers of the measurements, each started when the first of them asks for it. */
export class BenchServers {
  readonly #kind: ServerKind | undefined;
  readonly #started = new Map<ServerKind, Promise<BenchServer>>();

  /** With `kind` there is no other; without it, what asks for a real one gets the embedded one where there is none to be had. */
  constructor(kind: ServerKind | undefined) {
    this.#kind = kind;
  }

  /** The server for what is measured best on one of `wanted`. */
  get(wanted: ServerKind): Promise<BenchServer> {
    const kind = this.#kind ?? wanted;
    const known = this.#started.get(kind);
    if (known !== undefined) return known;
    const starting = start(kind).catch((error: unknown) => {
      if (this.#kind !== undefined || !(error instanceof SetupError)) throw error;
      process.stderr.write(`${error.message}\nMeasured on the embedded server instead.\n`);
      return this.get("local");
    });
    this.#started.set(kind, starting);
    return starting;
  }

  async stop(): Promise<void> {
    const all = new Set(await Promise.all(this.#started.values()));
    await Promise.all([...all].map((server) => server.stop()));
  }
}

/** Starts the embedded server, or a real Nakama, with tokens that outlive the run. */
async function start(kind: ServerKind): Promise<BenchServer> {
  const tokenExpirySec = 3600;
  if (kind === "local") {
    const server = await startLocalServer({ port: 0, tokenExpirySec });
    return { host: server.host, port: server.port, name: "local server", stop: () => server.stop() };
  }
  const nakama = await startNakama({ temporary: true, quiet: true, tokenExpirySec });
  return { host: nakama.host, port: nakama.port, name: "real Nakama", stop: () => nakama.stop() };
}
