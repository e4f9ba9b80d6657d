import { homedir } from "node:os";
import { join } from "node:path";
import { NAKAMA_VERSION } from "./versions.js";

/** The facts of the machine that decide where the cache lies. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly arch: string;
  readonly home: string;
  /** True for uid 0. */
  readonly root: boolean;
}

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  return {
    env: process.env,
    platform: process.platform,
    arch: process.arch,
    home: homedir(),
    root: process.getuid?.() === 0,
  };
}

/**
 * Where binaries and databases are kept between starts, always outside the source tree: `$NAKODO_CACHE`, else the
 * user's cache folder. For root it is /var/cache/nakodo, because PostgreSQL then runs as another user, who cannot
 * enter root's home.
 */
export function cacheFolder({ env, platform, home, root }: Machine): string {
  const chosen = env["NAKODO_CACHE"];
  if (chosen !== undefined && chosen !== "") return chosen;
  if (root) return "/var/cache/nakodo";
  const xdg = env["XDG_CACHE_HOME"];
  if (xdg !== undefined && xdg !== "") return join(xdg, "nakodo");
  if (platform === "darwin") return join(home, "Library", "Caches", "nakodo");
  return join(home, ".cache", "nakodo");
}

/** File name of the Nakama binary: version and platform, so that neither an update nor a shared home mixes them up. */
export function binaryName({ platform, arch }: Pick<Machine, "platform" | "arch">): string {
  return `nakama-${NAKAMA_VERSION}-${platform}-${arch}`;
}

/** The lasting data folder of the server at `port`, where none was named. */
export function defaultDataFolder(cache: string, port: number): string {
  return join(cache, "data", String(port));
}
