import { hash32, NakodoError } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import { HOST } from "../ids.js";
import * as LIMITS from "./limits.js";
import { assertPath, isPath, Objects } from "./objects.js";

/** Objects at these paths, with the authority that `add` was told. */
function objectsAt(paths: Readonly<Record<string, number | undefined>>): Objects {
  const objects = new Objects();
  for (const [path, authority] of Object.entries(paths)) objects.add(path, {}, undefined, authority);
  return objects;
}

/** The NakodoError that `run` throws; whatever else it throws goes on. */
function errorOf(run: () => unknown): NakodoError | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof NakodoError) return error;
    throw error;
  }
  return undefined;
}

/** The first two paths, of a row of short ones, whose hashes are the same. */
function collidingPaths(): readonly [string, string] {
  const seen = new Map<number, string>();
  for (let i = 1; i < 1_000_000; i++) {
    const path = `/${(Math.imul(i, 0x9e3779b1) >>> 0).toString(36)}`;
    const other = seen.get(hash32(path));
    if (other !== undefined) return [other, path];
    seen.set(hash32(path), path);
  }
  throw new Error("no two paths have one hash");
}

describe("Objects", () => {
  it("C1 · finds an object by path, by number and by itself", () => {
    const objects = new Objects();
    const ball = {};
    const node = objects.add("/world/ball", ball, undefined, 3);
    expect(node).toEqual({
      path: "/world/ball",
      pathId: hash32("/world/ball"),
      object: ball,
      type: undefined,
      declaredAuthority: 3,
    });
    expect(objects.byPath("/world/ball")).toBe(node);
    expect(objects.byId(hash32("/world/ball"))).toBe(node);
    expect(objects.of(ball)).toBe(node);
    expect([...objects.all]).toEqual([node]);
    expect([objects.has(ball), objects.has({})]).toEqual([true, false]);
  });

  it("C1 · an object that was not added is not-added", () => {
    expect(errorOf(() => new Objects().of({}))?.code).toBe("not-added");
  });

  it("C1 · a path holds one object, and an object has one path", () => {
    const objects = new Objects();
    const ball = {};
    objects.add("/a", ball, undefined, undefined);
    expect(errorOf(() => objects.add("/a", {}, undefined, undefined))?.code).toBe("path-taken");
    const twice = errorOf(() => objects.add("/b", ball, undefined, undefined));
    expect([twice?.code, twice?.message]).toEqual(["path-taken", expect.stringContaining("/a")]);
    expect([objects.byPath("/b"), objects.byId(hash32("/b"))]).toEqual([undefined, undefined]);
  });

  it("C1 · two paths with one hash are refused when the second is added, until the first is gone", () => {
    const [first, second] = collidingPaths();
    expect([first === second, hash32(first) === hash32(second)]).toEqual([false, true]);
    const objects = new Objects();
    const node = objects.add(first, {}, undefined, undefined);
    const error = errorOf(() => objects.add(second, {}, undefined, undefined));
    expect(error?.code).toBe("path-taken");
    expect(error?.message).toContain(first);
    expect(error?.message).toContain(second);
    expect(objects.byId(hash32(second))).toBe(node);
    objects.remove(node);
    expect(objects.add(second, {}, undefined, undefined).pathId).toBe(node.pathId);
  });

  it("C1 · what was removed is gone, and both path and object may come again", () => {
    const objects = new Objects();
    const ball = {};
    const old = objects.add("/a", ball, undefined, undefined);
    objects.remove(old);
    expect([objects.byPath("/a"), objects.byId(old.pathId), objects.has(ball)]).toEqual([
      undefined,
      undefined,
      false,
    ]);
    const next = objects.add("/a", ball, undefined, undefined);
    objects.remove(old);
    expect(objects.byPath("/a")).toBe(next);
    expect(objects.of(ball)).toBe(next);
  });

  it("C1 · a path has the form /a/b/c", () => {
    for (const path of ["/a", "/a/b/c", "/魚/😀", "/a.b-c_d", "/0"]) expect(isPath(path), path).toBe(true);
    const wrong = ["", "/", "a", "a/b", "/a/", "//a", "/a//b", "/a b", "/a\n", "/a\t/b", "/\u00a0"];
    for (const path of wrong) {
      expect(isPath(path), path).toBe(false);
      expect(errorOf(() => assertPath(path))?.code).toBe("invalid-argument");
      expect(errorOf(() => new Objects().add(path, {}, undefined, undefined))?.code).toBe("invalid-argument");
    }
  });

  it("L · a path has 128 characters, and none more", () => {
    const longest = `/${"a".repeat(127)}`;
    expect([longest.length * 4, isPath(longest), isPath(`${longest}a`)]).toEqual([
      LIMITS.pathBytes,
      true,
      false,
    ]);
  });

  it("C6 · authority is the path's own, else its nearest parent's, else the host's", () => {
    const objects = objectsAt({ "/a": 3, "/a/b": undefined, "/a/b/c": 4, "/d": undefined });
    expect(
      ["/a", "/a/b", "/a/b/c", "/a/b/c/x/y", "/a/z", "/d", "/ab"].map((path) => objects.authorityOf(path)),
    ).toEqual([3, 3, 4, 4, 3, HOST, HOST]);
    expect(["/a", "/a/b", "/a/b/c", "/d"].map((path) => objects.hasOwnAuthority(path))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it("C6 · the host's address, declared, ends the search like any other", () => {
    expect(objectsAt({ "/a": 3, "/a/b": HOST }).authorityOf("/a/b/c")).toBe(HOST);
  });

  it("C6 · what was handed over goes before what add said, with an epoch, also where no object is yet", () => {
    const objects = objectsAt({ "/a": 3, "/a/b": 4 });
    expect([objects.epochOf("/a"), objects.handOver("/a", 5, 1), objects.epochOf("/a")]).toEqual([
      0,
      true,
      1,
    ]);
    expect(["/a", "/a/b", "/a/c"].map((path) => objects.authorityOf(path))).toEqual([5, 4, 5]);
    expect(objects.epochOf("/a/c")).toBe(0);
    expect(objects.handOver("/later", 6, 2)).toBe(true);
    expect([objects.authorityOf("/later/x"), objects.hasOwnAuthority("/later")]).toEqual([6, true]);
    expect(objects.handed).toEqual([
      { path: "/a", peerId: 5, epoch: 1 },
      { path: "/later", peerId: 6, epoch: 2 },
    ]);
  });

  it("C6 · handing it to who has it is nothing new, and counts an epoch all the same", () => {
    const objects = objectsAt({ "/a": undefined });
    objects.handOver("/a", 5, 1);
    expect([objects.handOver("/a", 5, 2), objects.epochOf("/a")]).toEqual([false, 2]);
    expect([objects.handOver("/a", 6, 3), objects.authorityOf("/a")]).toEqual([true, 6]);
  });

  it("C6 · a handover outlives its object, and ends when it is taken back or the match is over", () => {
    const objects = objectsAt({ "/a": 3, "/b": 3 });
    objects.handOver("/a", 5, 1);
    objects.handOver("/b", 6, 1);
    const node = objects.byPath("/a");
    if (node !== undefined) objects.remove(node);
    expect(objects.authorityOf("/a")).toBe(5);
    objects.takeBack("/b");
    objects.takeBack("/never");
    expect([objects.authorityOf("/b"), objects.epochOf("/b")]).toEqual([3, 0]);
    objects.forgetHanded();
    expect([objects.authorityOf("/a"), objects.handed]).toEqual([HOST, []]);
  });

  it("L · 4,096 handovers are kept, and one more only in the place of another", () => {
    const objects = new Objects();
    for (let i = 0; i < LIMITS.authorities; i++) expect(objects.handOver(`/${i}`, 2, 1)).toBe(true);
    expect([objects.hasRoomFor("/0"), objects.hasRoomFor("/x")]).toEqual([true, false]);
    expect([objects.handOver("/x", 2, 1), objects.authorityOf("/x")]).toEqual([false, HOST]);
    expect([objects.handOver("/0", 3, 2), objects.authorityOf("/0")]).toEqual([true, 3]);
    objects.takeBack("/1");
    expect(objects.handOver("/x", 2, 1)).toBe(true);
  });

  it("L · their paths have 49,152 characters, and none more", () => {
    const objects = new Objects();
    const long = (i: number): string => `/${String(i).padStart(127, "p")}`;
    const count = LIMITS.authorityUnits / 128;
    expect(count).toBe(384);
    for (let i = 0; i < count - 1; i++) objects.handOver(long(i), 2, 1);
    // 128 characters are left.
    objects.handOver(`/${"q".repeat(125)}`, 2, 1);
    expect([objects.hasRoomFor("/rr"), objects.hasRoomFor("/r")]).toEqual([false, true]);
    objects.handOver("/r", 2, 1);
    expect(objects.hasRoomFor("/s")).toBe(false);
    // The same path again takes no more room, and what is taken back gives it back once.
    expect(objects.handOver("/r", 3, 2)).toBe(true);
    objects.takeBack("/r");
    objects.takeBack("/r");
    expect([objects.hasRoomFor("/ss"), objects.hasRoomFor("/s")]).toEqual([false, true]);
    objects.forgetHanded();
    expect(objects.hasRoomFor(long(0))).toBe(true);
  });
});
