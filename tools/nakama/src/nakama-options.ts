/** What to start, and how. Every field is optional: `{}` is a server at the usual port with a lasting data folder. */
export interface NakamaOptions {
  /**
   * Port of HTTP and sockets; gRPC listens one below. 0 or absent: 7350, or the next free block of ports. A port
   * asked for by number that is in use is a `SetupError`.
   */
  port?: number;
  /** Life of a session token in seconds. Default: Nakama's own, 60. */
  tokenExpirySec?: number;
  /** Life of a refresh token in seconds. Default: Nakama's own, 3600. */
  refreshTokenExpirySec?: number;
  /** Seconds between two rounds of the matchmaker. Default: Nakama's own, 15. */
  matchmakerIntervalSec?: number;
  /** Folder of the database and the logs; made when absent. Default: one per port, in the cache folder. */
  dataDir?: string;
  /** A fresh data folder, deleted on stop, with a database that trades safety for speed. Default false. */
  temporary?: boolean;
  /** Empty the data folder (only what this tool put there) before the start. Default false. */
  reset?: boolean;
  /** Folder with the server modules (`index.js`, `*.lua`). Default: none. */
  modulesDir?: string;
  /** Print nothing. Default false: progress, then Nakama's log, on stdout. */
  quiet?: boolean;
  /** Further flags for Nakama itself, such as `--socket.max_message_size_bytes=8192`; they win over ours. */
  extraArgs?: readonly string[];
  /** `true`: Docker only. `false`: never Docker. Default: Docker when its daemon answers. */
  docker?: boolean;
  /** Aborting ends the start (which rejects with the signal's reason) or, later, the server. */
  signal?: AbortSignal;
}

/** A Nakama that answers, with its database. */
export interface RunningNakama {
  /** The loopback address that it listens on. */
  readonly host: string;
  /** Port of HTTP and sockets. */
  readonly port: number;
  /** Port of the web console (user `admin`, password `password`). */
  readonly consolePort: number;
  /** Nakama's default server key. */
  readonly serverKey: string;
  /** Process id of Nakama itself; with Docker, of the `docker compose` that holds it. */
  readonly pid: number;
  /** The folder of the database and the logs; with Docker and no `dataDir`, the name of the volume. */
  readonly dataDir: string;
  /** Ends server and database and, if temporary, deletes the data. Resolves when no process is left. May be called again. */
  stop(): Promise<void>;
  /** Resolves when server and database have ended, after `stop()` or because one of them died; never rejects. */
  readonly exited: Promise<{ reason: string }>;
}
