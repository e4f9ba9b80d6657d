import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Apart from the unit tests, because these build and run a real Nakama: they need Go or its cached binary.
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: {
    name: "nakama-real",
    include: ["test-real/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    reporters: ["default", fileURLToPath(new URL("../repo/total-reporter.ts", import.meta.url))],
  },
});
