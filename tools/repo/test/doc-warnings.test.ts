import { expect, it } from "vitest";
import { docWarnings } from "../src/doc-warnings.js";

it("L7 · every warning of the reference is a fault, but for what needs no comment of its own", () => {
  const faults = [
    "[warning] Player.userId (Property), defined in a.ts, does not have any documentation",
    "[warning] Online.close (CallSignature), defined in a.ts, does not have any documentation",
    "[warning] Tracked, defined in a.ts, is referenced by A but not included in the documentation",
    "./README.md:7:47 - [warning] The relative path docs/a.png is not a file",
    "[error] Failed to convert one or more packages",
  ];
  const none = [
    "[info] Converting project at ./packages/core",
    "[warning] A.b.__type.c (Property), defined in a.ts, does not have any documentation",
    "[warning] OnlineApi.getAccount (CallSignature), defined in a.ts, does not have any documentation",
    "[warning] Found 0 errors and 4 warnings",
    "",
  ];
  expect(docWarnings([...none, ...faults, ...none].join("\n"))).toEqual(faults);
});
