import { defineConfig } from "vitest/config";

// What CI plays by the ten thousand is here to be heard of at once.
process.env["NAKODO_SCHEDULES"] ??= "100";

/** The packages' own tests, to be run after every change: in few threads that are kept, and on all cores. */
export default defineConfig({
  test: {
    maxWorkers: "100%",
    projects: ["core", "session", "match-rpc", "adapters-three", "local-server"].map((name) => ({
      extends: `./packages/${name}/vitest.config.ts`,
      root: `./packages/${name}`,
      test: { pool: "threads", isolate: false },
    })),
  },
});
