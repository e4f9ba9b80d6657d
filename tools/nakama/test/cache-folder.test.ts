import { describe, expect, it } from "vitest";
import { binaryName, cacheFolder, defaultDataFolder } from "../src/cache-folder.js";

const machine = { env: {}, platform: "linux", arch: "x64", home: "/home/ayu", root: false };

describe("the cache", () => {
  it.each([
    ["the user's cache folder", machine, "/home/ayu/.cache/nakodo"],
    ["XDG's", { ...machine, env: { XDG_CACHE_HOME: "/x" } }, "/x/nakodo"],
    ["macOS's", { ...machine, platform: "darwin" }, "/home/ayu/Library/Caches/nakodo"],
    [
      "NAKODO_CACHE before all",
      { ...machine, root: true, env: { NAKODO_CACHE: "/n", XDG_CACHE_HOME: "/x" } },
      "/n",
    ],
    [
      "one open to the database's user, for root",
      { ...machine, home: "/root", root: true },
      "/var/cache/nakodo",
    ],
    [
      "no empty variable",
      { ...machine, env: { NAKODO_CACHE: "", XDG_CACHE_HOME: "" } },
      "/home/ayu/.cache/nakodo",
    ],
  ])("L2 · lies in %s", (_where, at, folder) => {
    expect(cacheFolder(at)).toBe(folder);
  });

  it("L2 · the binary's name carries version and platform", () => {
    expect(binaryName(machine)).toBe("nakama-3.40.0-linux-x64");
    expect(binaryName({ platform: "darwin", arch: "arm64" })).toBe("nakama-3.40.0-darwin-arm64");
  });

  it("L2 · servers at different ports keep their data apart", () => {
    expect(defaultDataFolder("/c", 7350)).not.toBe(defaultDataFolder("/c", 7360));
  });
});
