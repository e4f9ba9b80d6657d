import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { composePlan, POSTGRES_IMAGE } from "../src/docker-compose.js";
import { portsAround } from "../src/ports.js";

const composeFile = readFileSync(new URL("../compose.yaml", import.meta.url), "utf8");
const ports = portsAround(7360);

describe("docker compose", () => {
  it("L2 · the ports of the host go to the variables that compose.yaml reads", () => {
    const { env } = composePlan({ dataDir: "d", modulesDir: "m" }, ports, "/tmp/override.json");
    expect(env).toEqual({
      NAKODO_PORT: "7360",
      NAKODO_GRPC_PORT: "7359",
      NAKODO_CONSOLE_PORT: "7361",
      NAKODO_DATA: resolve("d/docker-database"),
      NAKODO_MODULES: resolve("m"),
    });
    for (const name of Object.keys(env)) expect(composeFile).toContain(`\${${name}:-`);
  });

  it("L2 · nothing is published but on loopback, and the database not at all", () => {
    const published = composeFile.match(/^ *- "[^"]*:\d+"$/gm) ?? [];
    expect(published).toHaveLength(3);
    for (const line of published) expect(line).toContain('"127.0.0.1:${NAKODO_');
    expect(published.join()).not.toContain("5432");
  });

  it("L2 · the options become flags in a list, with dollars that compose leaves alone", () => {
    const options = { tokenExpirySec: 5, matchmakerIntervalSec: 1, extraArgs: ["--socket.server_key=a $b"] };
    expect(JSON.parse(composePlan(options, ports, "/tmp/override.json").override)).toEqual({
      services: {
        nakama: {
          command: [
            "--session.token_expiry_sec=5",
            "--matchmaker.interval_sec=1",
            "--socket.server_key=a $$b",
          ],
        },
      },
    });
  });

  it("L2 · up takes both files and ends with any container; down needs only the lasting one", () => {
    const { up, down, project } = composePlan({}, ports, "/tmp/override.json");
    expect(project).toBe("nakodo-7360");
    expect(up.join(" ")).toMatch(
      /^compose -p nakodo-7360 -f \S+compose\.yaml -f \/tmp\/override\.json up .*--abort-on-container-exit/,
    );
    expect(down.join(" ")).toMatch(/^compose -p nakodo-7360 -f \S+compose\.yaml down/);
    expect(down).not.toContain("--volumes");
  });

  it("L2 · a temporary server deletes its volume, under a name that no lasting one has", () => {
    const { down, project } = composePlan({ temporary: true }, ports, "/tmp/override.json");
    expect(project).toBe("nakodo-temporary-7360");
    expect(down).toContain("--volumes");
  });

  it("L2 · a reset deletes the volume and, in a folder of the user's, only the database", () => {
    const { wipe } = composePlan({ dataDir: "/data/mine" }, ports, "/tmp/override.json");
    expect(wipe).toHaveLength(2);
    expect(wipe[0]).toContain("--volumes");
    expect(wipe[1]?.join(" ")).toBe(
      `run --rm -v /data/mine:/data ${POSTGRES_IMAGE} rm -rf /data/docker-database`,
    );
  });
});
