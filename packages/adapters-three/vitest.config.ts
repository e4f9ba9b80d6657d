import { defineProject } from "vitest/config";

export default defineProject({
  ssr: { resolve: { conditions: ["@nakodo/source", "module", "node", "import", "default"] } },
  test: { name: "adapters-three", include: ["src/**/*.test.ts", "test/**/*.test.ts"], testTimeout: 20_000 },
});
