import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: ["packages/*", "examples/*", "conformance", "bench", "tools/*"],
    reporters: ["default", "./tools/repo/total-reporter.ts"],
  },
});
