import { readFileSync } from "node:fs";

/** A message of Nakama's realtime protocol in both of its formats. */
export interface Golden {
  readonly from: "client" | "server";
  /** The message as Nakama's JSON. */
  readonly text: Readonly<Record<string, unknown>>;
  /** What Nakama's Go definitions write for it: made by `main.go`. */
  readonly hex: string;
  /** For test titles. */
  readonly name: string;
}

/** All of them; every message is there once at least. */
export const GOLDEN: readonly Golden[] = readFileSync(new URL("messages.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line, index) => {
    const one: Omit<Golden, "name"> = JSON.parse(line);
    const type = Object.keys(one.text).find((key) => key !== "cid") ?? "an empty answer";
    return { ...one, name: `${type} (line ${index + 1})` };
  });

/** What a WebSocket gives for these bytes. */
export function bytesOf(hex: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(hex, "hex")).buffer;
}

/** The bytes of a message that was written. */
export function hexOf(message: string | Uint8Array): string {
  return Buffer.from(message).toString("hex");
}
