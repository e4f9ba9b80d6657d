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

/** Reads `?server=HOST:PORT&ssl&binary&name=&join=&quality=`. Without a server: the page's own host, port 7350. */
export function readPageOptions(location: Location): PageOptions {
  const query = new URLSearchParams(location.search);
  const server = query.get("server") ?? "";
  const colon = server.lastIndexOf(":");
  const host = colon < 0 ? server : server.slice(0, colon);
  const port = colon < 0 ? DEFAULT_PORT : Number(server.slice(colon + 1));
  return {
    host: host === "" ? location.hostname || "127.0.0.1" : host,
    port: Number.isInteger(port) && port > 0 ? port : DEFAULT_PORT,
    ssl: query.has("ssl") || location.protocol === "https:",
    binary: query.has("binary"),
    name: query.get("name") ?? "",
    code: query.get("join") ?? "",
    quality: query.get("quality"),
  };
}
