import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The session in a real browser, on both servers: `npm run browser`. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  ssr: { resolve: { conditions: ["@nakodo/source", "module", "node", "import", "default"] } },
  test: {
    include: ["*.test.ts"],
    testTimeout: 60_000,
    reporters: ["default", fileURLToPath(new URL("../../tools/repo/total-reporter.ts", import.meta.url))],
  },
});
