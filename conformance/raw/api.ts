import { inject } from "vitest";

/** What came back. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; `undefined` when it is not JSON. */
  readonly json: unknown;
}

/** What goes out beside method and path. */
export interface ApiCall {
  /** Sent as JSON; text is sent as it is. */
  readonly body?: unknown;
  /** The `Authorization` header; none unless given. */
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The header that a client without a session sends: the server key of a server in development. */
export const SERVER_KEY = basic("defaultkey");

/** A `Basic` header with this user name and no password. */
export function basic(user: string): string {
  return `Basic ${Buffer.from(`${user}:`).toString("base64")}`;
}

/** Makes one HTTP call to the server under test. */
export async function call(
  method: string,
  path: string,
  { body, authorization, headers }: ApiCall = {},
): Promise<ApiAnswer> {
  const { host, port } = inject("server");
  const response = await fetch(`http://${host}:${port}${path}`, {
    method,
    headers: { ...(authorization === undefined ? {} : { authorization }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Status and body of an answer, as most tests compare them. */
export async function outcome(method: string, path: string, options?: ApiCall): Promise<unknown> {
  const { status, json } = await call(method, path, options);
  return { status, json };
}

/** What an answer with an error is. */
export function refusal(status: number, code: number, message: string): unknown {
  return { status, json: { code, message } };
}
