import { defineProject } from "vitest/config";

export default defineProject({
  test: { name: "nakama", include: ["test/**/*.test.ts"] },
});
