import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Measurement } from "../harness/row.js";

/** What a page loads for core, session and match-rpc, nakama-js within it, against nakama-js alone. */
export async function bundleGzip(): Promise<Measurement[]> {
  const ours = await gzipBytesOf(
    "export * from '@nakodo/core'; export { Online, device, email } from '@nakodo/session'; export * from '@nakodo/match-rpc';",
  );
  const peer = await gzipBytesOf("export * from '@heroiclabs/nakama-js';");
  return [
    { id: "bundle-gzip", ours, peer, peerName: "nakama-js 2.8.0 alone", unit: "bytes", better: "lower" },
  ];
}

/** Bytes of a bundle for browsers, minified and gzipped. */
async function gzipBytesOf(source: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL("..", import.meta.url)) },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
    conditions: ["@nakodo/source"],
    logLevel: "silent",
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).byteLength;
}
