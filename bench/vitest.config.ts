import { fileURLToPath } from "node:url";
import { defineProject } from "vitest/config";

export default defineProject({
  root: fileURLToPath(new URL(".", import.meta.url)),
  ssr: { resolve: { conditions: ["@nakodo/source", "module", "node", "import", "default"] } },
  test: { name: "bench", include: ["test/**/*.test.ts"] },
});
