import { onStream, type StreamEvent, socketRpc } from "@nakodo/session/services";
import { describe, expect, it } from "vitest";
import { newName, newPlayer } from "../session/players.js";

const PAYLOADS: readonly [name: string, input: unknown, output: unknown][] = [
  ["an object", { text: "日本 🦊", list: [1, null] }, { text: "日本 🦊", list: [1, null] }],
  ["a list", [1, 2], [1, 2]],
  ["a number", 5, 5],
  ["text", "hello", "hello"],
  ["text that is JSON", '{"a":1}', { a: 1 }],
  ["nothing", undefined, undefined],
];

describe.each(["HTTP", "the socket"])("functions of the server over %s", (way) => {
  const call = async (online: Awaited<ReturnType<typeof newPlayer>>, id: string, input?: unknown) =>
    way === "HTTP" ? (await online.api.rpc(id, input)).payload : await socketRpc(online.socket, id, input);

  it.each(PAYLOADS)("B3 · take and give %s", async (_, input, output) => {
    expect(await call(await newPlayer(), "echo", input)).toEqual(output);
  });

  it("B3 · that are not there are not-found", async () => {
    await expect(call(await newPlayer(), "nowhere", {})).rejects.toMatchObject({ code: "not-found" });
  });

  it("B3 · that refuse tell why", async () => {
    await expect(call(await newPlayer(), "refuse", {})).rejects.toMatchObject({
      name: "NakodoError",
      serverMessage: expect.stringContaining("the den is closed"),
    });
  });
});

it("B3 · what a function sends to a stream reaches those whom it put in", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  const label = newName("stream");
  const heard = new Promise<StreamEvent>((resolve) => {
    onStream(a.socket, (event) => event.type === "data" && resolve(event));
  });
  await socketRpc(a.socket, "stream_join", { label });
  await b.api.rpc("stream_send", { label, data: "hello" });
  expect(await heard).toMatchObject({ data: "hello", sender: undefined, stream: { mode: 20, label } });
});
