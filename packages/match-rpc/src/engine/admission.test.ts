import { describe, expect, it } from "vitest";
import type { Hello, Settings } from "../wire/control.js";
import type { TableRow } from "../wire/table.js";
import { type AdmissionRules, judge as judgeBy, proofHashOf, sameBytes, type Verdict } from "./admission.js";
import { PeerTable, type RowStatus } from "./peer-table.js";

const secret = new Uint8Array(16).fill(5);

/** A hello to which nothing can be said against. */
const hello: Hello = {
  kind: "hello",
  attempt: 1,
  codec: "json",
  schemaHash: 7,
  clientVersion: "v1",
  proofHash: new Uint8Array(16),
  resume: undefined,
};

/** A host's options, and its settings. */
type Rules = AdmissionRules & Pick<Settings, "locked" | "playing">;

const rules: Rules = {
  values: { name: "json" },
  schema: { hash: 7, describe: () => "the schema" },
  clientVersion: "v1",
  maxPlayers: 4,
  joinWhilePlaying: false,
  refuse: undefined,
  locked: false,
  playing: false,
};

function judge(said: Hello, who: typeof stranger, table: PeerTable, asked: Rules): Verdict {
  return judgeBy(said, who, table, asked, asked);
}

const stranger = { sessionId: "s9", userId: "u9", username: "n9" };
/** The player of this id, on another connection. */
const again = (peerId: number): typeof stranger => ({ ...stranger, userId: `u${peerId}` });

/** A table of peers 2, 3 … with these statuses. */
function tableOf(...statuses: RowStatus[]): PeerTable {
  const table = new PeerTable();
  statuses.forEach((status, seat) => {
    const peerId = seat + 2;
    const row: TableRow = {
      peerId,
      seat,
      sessionId: `s${peerId}`,
      userId: `u${peerId}`,
      username: `n${peerId}`,
      proofHash: proofHashOf(secret),
      arrived: status !== "connecting",
    };
    table.put(row, status, 0);
  });
  return table;
}

/** The reason of a refusal, or how the newcomer is let in. */
function outcome(verdict: Verdict): string {
  return verdict.admit ?? verdict.reason;
}

describe("judge", () => {
  it("A3 · lets in whom nothing speaks against", () => {
    expect(judge(hello, stranger, tableOf("connected"), rules)).toEqual({ admit: "new" });
    expect(judge(hello, stranger, tableOf("connected"), { ...rules, refuse: () => undefined })).toEqual({
      admit: "new",
    });
  });

  it("A3 · judges in the order of the page: with each fault mended, the next one is the reason", () => {
    const bad: Hello = {
      ...hello,
      codec: "msgpack",
      clientVersion: "v2",
      schemaHash: 8,
      resume: { peerId: 2, secret: new Uint8Array(16) },
    };
    const strict: Rules = {
      ...rules,
      locked: true,
      playing: true,
      maxPlayers: 1,
      refuse: () => "not you",
    };
    const mends: readonly (readonly [Partial<Hello>, Partial<Rules>])[] = [
      [{}, {}],
      [{ codec: "json" }, {}],
      [{ clientVersion: "v1" }, {}],
      [{ schemaHash: 7 }, {}],
      [{ resume: undefined }, {}],
      [{}, { locked: false }],
      [{}, { playing: false }],
      [{}, { maxPlayers: 4 }],
      [{}, { refuse: undefined }],
    ];
    let said = bad;
    let asked = strict;
    const reasons = mends.map(([better, milder]) => {
      said = { ...said, ...better };
      asked = { ...asked, ...milder };
      return outcome(judge(said, stranger, tableOf("connected"), asked));
    });
    expect(reasons).toEqual([
      "protocol-mismatch",
      "client-version-mismatch",
      "schema-mismatch",
      "resume-refused",
      "match-locked",
      "match-started",
      "match-full",
      "match-refused",
      "new",
    ]);
  });

  it("A3 · a refusal says what both sides need to know", () => {
    const table = tableOf("connected");
    const detailOf = (said: Partial<Hello>, asked: Partial<Rules> = {}): string => {
      const verdict = judge({ ...hello, ...said }, stranger, table, { ...rules, ...asked });
      return verdict.admit === undefined ? verdict.detail : "";
    };
    expect(detailOf({ codec: "msgpack" })).toMatch(/json.*msgpack/);
    expect(detailOf({ clientVersion: "v2" })).toMatch(/v1.*v2/);
    expect(detailOf({ schemaHash: 8 })).toBe("the schema");
    expect(detailOf({}, { maxPlayers: 1 })).toMatch(/1/);
    expect(detailOf({}, { refuse: () => "come back tomorrow" })).toBe("come back tomorrow");
  });

  it("A3 · the game's own word is asked only when all else is fine, and hears who it is", () => {
    const asked: unknown[] = [];
    const refuse: AdmissionRules["refuse"] = (who) => {
      asked.push(who);
      return undefined;
    };
    judge(hello, stranger, tableOf("connected"), { ...rules, refuse, locked: true });
    judge(hello, { ...stranger, sessionId: "s2" }, tableOf("connecting"), { ...rules, refuse });
    judge({ ...hello, resume: { peerId: 2, secret } }, again(2), tableOf("dropped"), { ...rules, refuse });
    expect(asked).toEqual([]);
    judge(hello, stranger, tableOf("connected"), { ...rules, refuse });
    expect(asked).toEqual([{ userId: "u9", username: "n9" }]);
  });

  it("A3 · places of those who are away count as taken", () => {
    expect(
      outcome(judge(hello, stranger, tableOf("connected", "dropped"), { ...rules, maxPlayers: 2 })),
    ).toBe("match-full");
    expect(
      outcome(judge(hello, stranger, tableOf("connected", "dropped"), { ...rules, maxPlayers: 3 })),
    ).toBe("new");
  });

  it("A4 · the secret of its place lets a peer return, into a locked, started, full match, too, by the same account", () => {
    const table = tableOf("connected", "dropped");
    const closed = { ...rules, locked: true, playing: true, maxPlayers: 2, refuse: () => "no" };
    const verdict = judge({ ...hello, resume: { peerId: 3, secret } }, again(3), table, closed);
    expect(verdict).toEqual({ admit: "returning", row: table.get(3) });
    expect(outcome(judge({ ...hello, resume: { peerId: 3, secret } }, stranger, table, closed))).toBe(
      "resume-refused",
    );
  });

  it("A4 · another's secret, one that is wrong in one bit, and a place that was given up are refused", () => {
    const table = tableOf("connected", "dropped");
    const third = { peerId: 4, seat: 2, sessionId: "s4", userId: "u4", username: "n4", arrived: true };
    table.put({ ...third, proofHash: proofHashOf(new Uint8Array(16)) }, "dropped", 0);
    const resume = (peerId: number, of: Uint8Array): string =>
      outcome(judge({ ...hello, resume: { peerId, secret: of } }, again(peerId), table, rules));
    expect([resume(3, secret), resume(4, new Uint8Array(16))]).toEqual(["returning", "returning"]);
    expect([resume(4, secret), resume(3, new Uint8Array(16)), resume(5, secret)]).toEqual([
      "resume-refused",
      "resume-refused",
      "resume-refused",
    ]);
    for (let bit = 0; bit < 128; bit++) {
      const almost = secret.slice();
      almost[bit >> 3] = 5 ^ (1 << (bit & 7));
      expect(resume(3, almost), `bit ${bit}`).toBe("resume-refused");
    }
  });

  it("A4 · what stands in the table is no secret: it lets nobody in", () => {
    const resume = { peerId: 2, secret: proofHashOf(secret) };
    expect(outcome(judge({ ...hello, resume }, again(2), tableOf("dropped"), rules))).toBe("resume-refused");
  });

  it("A5 · whom the matchmaker announced is let in by its connection, or by its account on another one", () => {
    const table = tableOf("connected", "connecting");
    const closed = { ...rules, locked: true, playing: true, maxPlayers: 2 };
    const announced = { admit: "expected", row: table.get(3) };
    expect(judge(hello, { ...stranger, sessionId: "s3" }, table, closed)).toEqual(announced);
    expect(judge(hello, { ...stranger, userId: "u3" }, table, closed)).toEqual(announced);
    expect(outcome(judge(hello, stranger, table, closed))).toBe("match-locked");
  });

  it("A5 · an account that is in the match already takes nobody's place by its name", () => {
    const table = tableOf("connected", "dropped");
    expect(outcome(judge(hello, { ...stranger, userId: "u2" }, table, rules))).toBe("new");
    expect(outcome(judge(hello, { ...stranger, userId: "u3" }, table, rules))).toBe("new");
  });
});

describe("proofs", () => {
  it("A4 · a proof's hash is the first half of the SHA-256 of the secret", async () => {
    const whole = new Uint8Array(await crypto.subtle.digest("SHA-256", secret));
    expect(proofHashOf(secret)).toEqual(whole.slice(0, 16));
  });

  it("A4 · bytes are the same only with the same length and every byte alike", () => {
    expect(sameBytes(Uint8Array.of(), Uint8Array.of())).toBe(true);
    expect(sameBytes(Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3))).toBe(true);
    for (const other of [[1, 2], [1, 2, 3, 0], [1, 2, 4], [0, 2, 3], [1, 3, 3], []])
      expect(sameBytes(Uint8Array.of(1, 2, 3), Uint8Array.from(other)), `${other}`).toBe(false);
    expect(sameBytes(new Uint8Array(0), new Uint8Array(256))).toBe(false);
  });
});
