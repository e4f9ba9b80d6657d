import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const root = new URL("..", import.meta.url).pathname;

async function bundle(
  source: string,
): Promise<{ readonly code: string; readonly inputs: readonly string[] }> {
  const result = await build({
    stdin: { contents: source, resolveDir: root },
    bundle: true,
    write: false,
    metafile: true,
    format: "iife",
    globalName: "out",
    platform: "browser",
    target: "es2022",
    conditions: ["@nakodo/source"],
    logLevel: "silent",
  });
  const [output] = Object.values(result.metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, input]) => input.bytesInOutput > 0);
  return { code: result.outputFiles[0]?.text ?? "", inputs: inputs.map(([path]) => path) };
}

/**
 * Runs a bundle where there is nothing but the language, as in a server's own runtime: no page, no Node, no
 * TextEncoder, no code from text.
 */
function runBare(code: string, expression: string): unknown {
  const bare = createContext({}, { codeGeneration: { strings: false, wasm: false } });
  runInContext(
    "for (const name of ['TextEncoder', 'Buffer', 'setTimeout', 'performance']) if (name in globalThis) throw name",
    bare,
  );
  runInContext(code, bare);
  return JSON.parse(String(runInContext(`JSON.stringify(${expression})`, bare)));
}

describe("what a game pays for, and where it runs", () => {
  it("W1 · MessagePack is in the bundle only of those who import it", async () => {
    const without = await bundle('export * from "@nakodo/core";');
    expect(without.inputs.some((path) => path.includes("jsonValues") || path.includes("json-values"))).toBe(
      true,
    );
    expect(without.inputs.filter((path) => path.includes("msgpack"))).toEqual([]);
    const withIt = await bundle('export { messagePackValues } from "@nakodo/core/msgpack";');
    expect(withIt.inputs.some((path) => path.includes("msgpackr/unpack.js"))).toBe(true);
  });

  it("W1 · an unused import costs nothing", async () => {
    const unused = await bundle(
      'import "@nakodo/core"; import "@nakodo/core/testing"; import { Events } from "@nakodo/core"; export const a = 1;',
    );
    expect(unused.inputs).toEqual(["<stdin>"]);
  });

  it("W1 · core runs in a bare engine", async () => {
    const { code } = await bundle('export * from "@nakodo/core"; export * from "@nakodo/core/testing";');
    const expression = `(() => {
      const bytes = out.jsonValues.encode({ text: "é😀", map: new Map([[1, -0]]) });
      const writer = new out.ByteWriter();
      out.t.struct({ at: out.t.vec3, name: out.t.string(8) }).write(writer, { at: { x: 1, y: 2, z: 3 }, name: "é" });
      const network = new out.SimulatedNetwork({ link: out.LINKS.poor });
      const heard = [];
      network.join("a").start((event) => heard.push(event.type));
      network.join("b").start(() => {});
      network.advance(1000);
      return [out.jsonValues.decode(bytes).text, writer.length, heard];
    })()`;
    expect(runBare(code, expression)).toEqual(["é😀", 15, ["up", "joined"]]);
  });

  it("W1 · MessagePack needs no TextEncoder and makes no code from text", async () => {
    const { code } = await bundle('export { messagePackValues } from "@nakodo/core/msgpack";');
    const expression = `(() => {
      const codec = out.messagePackValues();
      const long = "é😀".repeat(100);
      const got = codec.decode(codec.encode([long, { a: new Map([["k", 1n]]) }, "x", Uint8Array.of(1, 2)]));
      return [got[0] === long, String(got[1].a.get("k")), got[2], Array.from(got[3])];
    })()`;
    expect(runBare(code, expression)).toEqual([true, "1", "x", [1, 2]]);
  });
});
