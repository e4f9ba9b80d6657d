import { fileURLToPath } from "node:url";
import { defineProject, type UserWorkspaceConfig } from "vitest/config";

const conditions = ["@nakodo/source", "module", "node", "import", "default"];

/** One run of the suite. */
export interface ConformanceRun {
  readonly name: string;
  /** How messages stand on the sockets. */
  readonly format: "text" | "binary";
  /** Files that have nothing to do with that format. */
  readonly exclude: readonly string[];
}

/** The project of vitest for one run. */
export function conformanceProject({ name, format, exclude }: ConformanceRun): UserWorkspaceConfig {
  return defineProject({
    root: fileURLToPath(new URL(".", import.meta.url)),
    ssr: { resolve: { conditions } },
    // The global set-up is resolved in an environment of vitest's own.
    environments: { __vitest__: { resolve: { conditions } } },
    test: {
      name,
      include: [
        "server/**/*.test.ts",
        "session/**/*.test.ts",
        "match/**/*.test.ts",
        "attacks/**/*.test.ts",
        "services/**/*.test.ts",
        "pages/**/*.test.ts",
      ],
      exclude: [...exclude],
      provide: { format },
      globalSetup: ["./set-up.ts"],
      testTimeout: 30_000,
      // The tests mostly wait for the server, so more of them than there are cores can run at once.
      maxWorkers: 4,
      // With workers of its own number, it runs in a group of its own: after the units.
      sequence: { groupOrder: 1 },
    },
  });
}
