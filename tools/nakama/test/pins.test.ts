import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { POSTGRES_IMAGE } from "../src/docker-compose.js";
import { GO_MINIMUM, NAKAMA_VERSION } from "../src/versions.js";

function read(name: string): string {
  return readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
}

describe("pinned versions", () => {
  it("L2 · the Go module, its checksums and the images name the one version of Nakama", () => {
    expect(read("go.mod")).toContain(`require github.com/heroiclabs/nakama/v3 v${NAKAMA_VERSION}\n`);
    expect(read("go.sum")).toContain(`github.com/heroiclabs/nakama/v3 v${NAKAMA_VERSION} h1:`);
    expect(read("compose.yaml")).toContain(`image: heroiclabs/nakama:${NAKAMA_VERSION}\n`);
    expect(read("compose.yaml")).toContain(`image: ${POSTGRES_IMAGE}\n`);
  });

  it("L2 · the oldest Go accepted is the one that go.mod demands", () => {
    expect(read("go.mod")).toContain(`\ngo ${GO_MINIMUM}\n`);
  });
});
