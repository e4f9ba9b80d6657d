import { fileURLToPath } from "node:url";
import { defineProject } from "vitest/config";

const conditions = ["@nakodo/source", "module", "node", "import", "default"];

export default defineProject({
  root: fileURLToPath(new URL(".", import.meta.url)),
  ssr: { resolve: { conditions } },
  // The global set-up is resolved in an environment of vitest's own.
  environments: { __vitest__: { resolve: { conditions } } },
  test: {
    name: "conformance",
    include: [
      "server/**/*.test.ts",
      "session/**/*.test.ts",
      "match/**/*.test.ts",
      "services/**/*.test.ts",
      "pages/**/*.test.ts",
    ],
    globalSetup: ["./set-up.ts"],
    testTimeout: 30_000,
    // The tests mostly wait for the server, so more of them than there are cores can run at once.
    maxWorkers: 4,
    // With workers of its own number, it runs in a group of its own: after the units.
    sequence: { groupOrder: 1 },
  },
});
