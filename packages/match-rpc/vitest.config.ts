import { defineProject } from "vitest/config";

export default defineProject({
  ssr: { resolve: { conditions: ["@nakodo/source", "module", "node", "import", "default"] } },
  test: { name: "match-rpc", include: ["src/**/*.test.ts", "test/**/*.test.ts"], testTimeout: 60_000 },
});
