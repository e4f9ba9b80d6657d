import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const conditions = ["@nakodo/source", "module", "node", "import", "default"];

/**
 * The services, run by themselves on a real Nakama with the modules of `../modules`:
 * `NAKODO_SERVER=127.0.0.1:7350 npx vitest run --config conformance/services/vitest.config.ts`
 */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  ssr: { resolve: { conditions } },
  environments: { __vitest__: { resolve: { conditions } } },
  test: {
    name: "services",
    include: ["*.test.ts"],
    globalSetup: ["../set-up.ts"],
    testTimeout: 30_000,
    maxWorkers: 4,
  },
});
