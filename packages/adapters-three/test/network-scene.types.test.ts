import { OnlineMatch, remotes } from "@nakodo/match-rpc";
import { describe, expectTypeOf, it } from "vitest";
import { NetworkScene, type SceneMatch, TransformRemotes } from "../src/index.js";

class Fish {
  bite(_strength: number): void {}
}
const FishRemotes = remotes("Fish", Fish, { bite: "anyPeer" });

describe("the match that a scene takes", () => {
  it("E1 · has TransformRemotes besides whatever else it declares, in any place", () => {
    const match = new OnlineMatch(undefined, { remotes: [FishRemotes, TransformRemotes] });
    expectTypeOf(match).toExtend<SceneMatch>();
    new NetworkScene(match).dispose();
    expectTypeOf(
      new OnlineMatch(undefined, { remotes: [TransformRemotes, FishRemotes] }),
    ).toExtend<SceneMatch>();
  });

  it("E1 · may be typed without its remotes", () => {
    const match: OnlineMatch = new OnlineMatch(undefined, { remotes: [TransformRemotes] });
    expectTypeOf(match).toExtend<SceneMatch>();
  });
});
