import { defineProject } from "vitest/config";

export default defineProject({
  ssr: { resolve: { conditions: ["@nakodo/source", "module", "node", "import", "default"] } },
  test: { name: "arena", include: ["src/**/*.test.ts"] },
});
