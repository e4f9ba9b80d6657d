import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { candidateFolders, foldersWithPostgres, versionedFolders } from "../src/postgres-programs.js";

const root = mkdtempSync(join(tmpdir(), "nakodo-test-"));

afterAll(() => rmSync(root, { recursive: true }));

function folder(path: string, ...files: string[]): string {
  const made = join(root, path);
  mkdirSync(made, { recursive: true });
  for (const file of files) writeFileSync(join(made, file), "");
  return made;
}

describe("the search for PostgreSQL", () => {
  it("L2 · the highest version comes first, by number and not by spelling", () => {
    for (const version of ["9", "15", "17", "common"]) folder(`pg/${version}/bin`);
    expect(versionedFolders(join(root, "pg"), /^(\d+)$/)).toEqual(
      ["17", "15", "9"].map((version) => join(root, "pg", version, "bin")),
    );
  });

  it("L2 · a system without such folders offers none", () => {
    expect(versionedFolders(join(root, "absent"), /^(\d+)$/)).toEqual([]);
  });

  it("L2 · initdb without a server beside it is passed over", () => {
    const half = folder("half", "initdb");
    const whole = folder("whole", "initdb", "postgres");
    expect(foldersWithPostgres([half, join(root, "absent"), whole])).toEqual([whole]);
  });

  it("L2 · PATH is looked at before the packagers' folders", () => {
    expect(candidateFolders({ env: { PATH: "/a::/b" } }).slice(0, 2)).toEqual(["/a", "/b"]);
  });
});
