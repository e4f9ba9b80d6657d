/** What the page's address asks for. */
export interface PageOptions {
  readonly host: string;
  readonly port: number;
  readonly ssl: boolean;
  /** Whether the socket speaks protobuf instead of JSON. */
  readonly binary: boolean;
  /** Name to begin with. */
  readonly name: string;
  /** Code of a match to join. */
  readonly code: string;
  readonly quality: string | null;
}

const DEFAULT_PORT = 7350;

/** `HOST`, `HOST:PORT` or an address that was copied whole. */
const SERVER = /^(?:(https?):\/\/)?(\[[\da-f:.]+\]|[^/:@\s]+)(?::(\d{1,5}))?\/?$/i;

/** Reads `?server=HOST:PORT&ssl&binary&name=&join=&quality=`. Without a server: the page's own host, port 7350. */
export function readPageOptions(location: Pick<Location, "search" | "hostname" | "protocol">): PageOptions {
  const query = new URLSearchParams(location.search);
  const [, scheme, host, port] = SERVER.exec(query.get("server") ?? "") ?? [];
  return {
    host: host ?? (location.hostname || "127.0.0.1"),
    port: Number(port) || DEFAULT_PORT,
    ssl: query.has("ssl") || (scheme ?? location.protocol).startsWith("https"),
    binary: query.has("binary"),
    name: query.get("name") ?? "",
    code: query.get("join") ?? "",
    quality: query.get("quality"),
  };
}
