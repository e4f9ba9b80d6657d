import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      "packages/*",
      "examples/*",
      "conformance/vitest.config.ts",
      "conformance/vitest.binary.config.ts",
      "bench",
      "tools/*",
    ],
    reporters: ["default", "./tools/repo/total-reporter.ts"],
  },
});
