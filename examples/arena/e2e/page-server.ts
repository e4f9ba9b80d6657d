import { build, preview } from "vite";

/** The built page, served on this computer. */
export interface PageServer {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  stop(): Promise<void>;
}

const CONFIG = `${import.meta.dirname}/../vite.config.ts`;

/** Builds the page and serves it on a free port. */
export async function servePage(): Promise<PageServer> {
  await build({ configFile: CONFIG, logLevel: "warn" });
  const server = await preview({
    configFile: CONFIG,
    logLevel: "warn",
    preview: { host: "127.0.0.1", port: 0 },
  });
  const address = server.httpServer.address();
  if (typeof address !== "object" || address === null) throw new Error("the page's server has no address");
  return { url: `http://127.0.0.1:${address.port}/`, stop: () => server.close() };
}
