import { NakodoError } from "@nakodo/core";
import { expect, it } from "vitest";
import { settingsOf } from "./online-options.js";

it("A1 · a host is a name or an address, and what else was put into it is said at once", () => {
  for (const host of [
    "127.0.0.1",
    "localhost",
    "play.example.org",
    "münchen.example",
    "[::1]",
    "game_server",
  ])
    expect(settingsOf({ host }).host).toBe(host);
  for (const host of [
    "",
    "http://127.0.0.1",
    "play.example.org:7350",
    "play.example.org/nakama",
    "::1",
    "a b",
    "key@host",
  ]) {
    const run = (): unknown => settingsOf({ host });
    expect(run, host).toThrow(NakodoError);
    expect(run, host).toThrow("say `ssl` and `port` besides");
  }
});
