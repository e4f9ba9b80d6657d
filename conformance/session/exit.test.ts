import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, inject, it } from "vitest";

it("A8 · after close() no timer and no connection keeps Node alive, and the process ends", async () => {
  const { host, port } = inject("server");
  const child = fileURLToPath(new URL("./exit-child.ts", import.meta.url));
  const args = [
    "--conditions=@nakodo/source",
    "--import",
    "tsx",
    child,
    host,
    String(port),
    inject("format"),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(JSON.parse(stdout)).toEqual([]);
});
