import { expect, it } from "vitest";
import { readPageOptions } from "./page-options.js";

function serverOf(search: string, page = { hostname: "play.example.org", protocol: "http:" }) {
  const { host, port, ssl } = readPageOptions({ ...page, search });
  return `${ssl ? "https" : "http"} ${host} ${port}`;
}

it("A1 · the page's address names the server, as a name with a port or as an address that was copied whole", () => {
  expect(serverOf("")).toBe("http play.example.org 7350");
  expect(serverOf("", { hostname: "", protocol: "file:" })).toBe("http 127.0.0.1 7350");
  expect(serverOf("?server=127.0.0.1:7461")).toBe("http 127.0.0.1 7461");
  expect(serverOf("?server=games.example.org&ssl")).toBe("https games.example.org 7350");
  expect(serverOf("?server=https://games.example.org:443/")).toBe("https games.example.org 443");
  expect(serverOf("?server=[::1]:80")).toBe("http [::1] 80");
  expect(serverOf("?server=a/b")).toBe("http play.example.org 7350");
});

it("A1 · a page that came by https speaks https, unless another server is named whole", () => {
  const page = { hostname: "play.example.org", protocol: "https:" };
  expect(serverOf("?server=games.example.org:7350", page)).toBe("https games.example.org 7350");
  expect(serverOf("?server=http://127.0.0.1:7350", page)).toBe("http 127.0.0.1 7350");
});
