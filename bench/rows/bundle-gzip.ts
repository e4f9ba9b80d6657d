import { gzipBytesOf } from "../../tools/repo/src/sizes.js";
import type { Measurement } from "../harness/row.js";

/** What a page loads for core, session and match-rpc, nakama-js within it, against nakama-js alone. */
export async function bundleGzip(): Promise<Measurement[]> {
  const ours = await gzipBytesOf(
    "export * from '@nakodo/core'; export { Online, device, email } from '@nakodo/session'; export * from '@nakodo/match-rpc';",
    [],
  );
  const peer = await gzipBytesOf("export * from '@heroiclabs/nakama-js';", []);
  return [
    { id: "bundle-gzip", ours, peer, peerName: "nakama-js 2.8.0 alone", unit: "bytes", better: "lower" },
  ];
}

/** All of core and match-rpc, without the session below them, against the client of another framework for rooms. */
export async function matchGzip(): Promise<Measurement[]> {
  const ours = await gzipBytesOf("export * from '@nakodo/core'; export * from '@nakodo/match-rpc';", [
    "@nakodo/session",
    "@heroiclabs/nakama-js",
  ]);
  const peer = await gzipBytesOf("export { Client } from 'colyseus.js';", []);
  return [{ id: "match-gzip", ours, peer, peerName: "colyseus.js 0.16.22", unit: "bytes", better: "lower" }];
}

/** All of the session, without core and nakama-js, against nakama-js: what a page loads besides it, by its size. */
export async function sessionGzip(): Promise<Measurement[]> {
  const ours = await gzipBytesOf("export * from '@nakodo/session';", [
    "@nakodo/core",
    "@heroiclabs/nakama-js",
  ]);
  const peer = await gzipBytesOf("export * from '@heroiclabs/nakama-js';", []);
  return [{ id: "session-gzip", ours, peer, peerName: "nakama-js 2.8.0", unit: "bytes", better: "lower" }];
}
