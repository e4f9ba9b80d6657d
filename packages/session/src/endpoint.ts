/** Which server, and how it is reached. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly ssl: boolean;
  readonly serverKey: string;
}

/** `127.0.0.1:7350`, for messages. */
export function addressOf(endpoint: Endpoint): string {
  return `${endpoint.host}:${endpoint.port}`;
}

/** `http://127.0.0.1:7350`, without a slash at its end. */
export function urlOf(endpoint: Endpoint, scheme: "http" | "ws"): string {
  return `${scheme}${endpoint.ssl ? "s" : ""}://${addressOf(endpoint)}`;
}

/** What to do when nobody answers there: a sentence without its full stop. */
export function cureForUnreachable(endpoint: Endpoint): string {
  return /^(localhost|127\.|\[?::1)/.test(endpoint.host)
    ? "start one with `npx nakodo-local-server`, or check `port`"
    : "check `host`, `port`, `ssl` and the network";
}
