import type { RunningNakama } from "../src/index.js";

/** The status of a GET. */
export async function healthStatus({ host, port }: Pick<RunningNakama, "host" | "port">): Promise<number> {
  const reply = await fetch(`http://${host}:${port}/healthcheck`);
  await reply.arrayBuffer();
  return reply.status;
}

/** Signs in with a device id. Gives the status and the JSON that came back. */
export async function signIn(
  { host, port, serverKey }: RunningNakama,
  deviceId: string,
  create: boolean,
): Promise<{ status: number; body: unknown }> {
  const reply = await fetch(`http://${host}:${port}/v2/account/authenticate/device?create=${create}`, {
    method: "POST",
    headers: { Authorization: `Basic ${btoa(`${serverKey}:`)}`, "Content-Type": "application/json" },
    body: JSON.stringify({ id: deviceId }),
  });
  return { status: reply.status, body: await reply.json() };
}

/** How long the token in a sign-in's answer lives. */
export function lifeSec(body: unknown, field: "token" | "refresh_token"): number {
  const token = read(body, field);
  const payload = typeof token === "string" ? token.split(".")[1] : undefined;
  if (payload === undefined) throw new Error(`no ${field} in ${JSON.stringify(body)}`);
  const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
  return Number(read(claims, "exp")) - Number(read(claims, "iat"));
}

function read(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}
