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
export function httpBase(endpoint: Endpoint): string {
  return `${endpoint.ssl ? "https" : "http"}://${addressOf(endpoint)}`;
}

/** `ws://127.0.0.1:7350`, without a slash at its end. */
export function socketBase(endpoint: Endpoint): string {
  return `${endpoint.ssl ? "wss" : "ws"}://${addressOf(endpoint)}`;
}

/** What to do when nobody answers there: a sentence without its full stop. */
export function cureForUnreachable(endpoint: Endpoint): string {
  const local = /^(localhost|127\.|\[?::1)/.test(endpoint.host);
  return local
    ? "start one with `npx nakodo-local-server`, or check `port`"
    : "check `host`, `port`, `ssl` and the network";
}
