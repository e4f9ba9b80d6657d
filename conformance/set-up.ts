import { startLocalServer } from "@nakodo/local-server";
import type { TestProject } from "vitest/node";
import { conformanceModule } from "./modules/conformance-module.js";
import { readServerChoice } from "./server-choice.js";

/** Which server the tests speak to; tests get it by `inject("server")`. */
export interface ServerUnderTest {
  readonly host: string;
  readonly port: number;
  /** Whether it is the embedded server or one at an address, which should be a real Nakama. */
  readonly kind: "local" | "remote";
}

declare module "vitest" {
  export interface ProvidedContext {
    server: ServerUnderTest;
    /** How messages stand on the sockets: the project says it. */
    format: "text" | "binary";
  }
}

/**
 * Before the first test: finds the server that NAKODO_SERVER names (`local`, the default, starts one; else HOST:PORT)
 * and gives its address to the tests. A remote server's matchmaker must look for matches every second, and it must
 * run the module in `modules`.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const choice = readServerChoice(process.env["NAKODO_SERVER"] ?? "local");
  if (choice.kind === "remote") {
    project.provide("server", choice);
    return undefined;
  }
  const server = await startLocalServer({
    port: 0,
    matchmakerIntervalSec: 1,
    modules: [conformanceModule],
  });
  project.provide("server", { host: server.host, port: server.port, kind: "local" });
  return () => server.stop();
}
