import { fileURLToPath } from "node:url";
import { defineProject } from "vitest/config";

export default defineProject({
  root: fileURLToPath(new URL(".", import.meta.url)),
  ssr: { resolve: { conditions: ["@nakodo/source", "module", "node", "import", "default"] } },
  test: {
    name: "conformance",
    include: ["server/**/*.test.ts", "session/**/*.test.ts", "match/**/*.test.ts"],
    globalSetup: ["./set-up.ts"],
    testTimeout: 30_000,
  },
});
