/** Why a call does something else here than in Godot 3. */
export const DIFFERENCE_CODES = [
  "refused-at-caller",
  "no-local-run",
  "guard",
  "minus-own",
  "minus-unknown",
] as const;

/** One of {@link DIFFERENCE_CODES}. */
export type DifferenceCode = (typeof DIFFERENCE_CODES)[number];

/** Which peer a target means, seen from the caller. `none` is an id that nobody has. */
export type TargetKind =
  | "all"
  | "own"
  | "-own"
  | "master"
  | "-master"
  | "other"
  | "-other"
  | "none"
  | "-none";

/** Cells in which this project does something else than Godot 3, on purpose. */
export interface Godot3Difference {
  readonly code: DifferenceCode;
  readonly modes: readonly string[];
  /** Whether the caller is the node's master. */
  readonly caller: "master" | "no master" | "anyone";
  readonly targets: readonly TargetKind[];
}

const ALL_TARGETS: readonly TargetKind[] = [
  "all",
  "own",
  "-own",
  "master",
  "-master",
  "other",
  "-other",
  "none",
  "-none",
];

/** Godot 3's modes as they are declared here. */
export const GODOT3_MODES: readonly {
  readonly mode: string;
  readonly here: string;
  readonly guard: string;
}[] = [
  { mode: "(none)", here: "not declared", guard: "" },
  { mode: "remote", here: '`"anyPeer"`', guard: "" },
  { mode: "remotesync, sync", here: '`{ mode: "anyPeer", callLocal: true }`', guard: "" },
  {
    mode: "master",
    here: '`{ mode: "anyPeer", callLocal: true }`',
    guard: "`if (!match.isNetworkMaster(this)) return;`",
  },
  {
    mode: "mastersync",
    here: '`{ mode: "anyPeer", callLocal: true }`',
    guard: "`if (!match.isNetworkMaster(this) && match.sender !== match.peerId) return;`",
  },
  { mode: "puppet, slave", here: '`"authority"`', guard: "" },
  { mode: "puppetsync", here: '`{ mode: "authority", callLocal: true }`', guard: "" },
];

/** What happens instead, and why. */
export const DIFFERENCE_REASONS: Readonly<
  Record<DifferenceCode, { readonly godot: string; readonly here: string; readonly why: string }>
> = {
  "refused-at-caller": {
    godot: "a method without keyword is sent, and each receiver prints an error; the caller hears nothing",
    here: "the call throws `not-declared`, and nothing is sent",
    why: "whoever wrote the call is told, at the line that is wrong",
  },
  "no-local-run": {
    godot:
      "a `puppet` or `puppetsync` call by who is not master runs at the caller when the target covers it, and is sent for all others to refuse",
    here: "the call throws `not-authority`, runs nowhere, and nothing is sent",
    why: "a game that runs what it had no right to order is out of step with everyone else from then on",
  },
  guard: {
    godot: "who is not master refuses a `master` or `mastersync` call and prints an error",
    here: "the method itself returns when this peer is not the authority",
    why: "as in Godot 4, which has no `master` either; call `rpcId(match.authorityOf(fish), …)` to reach the authority alone",
  },
  "minus-own": {
    godot: "−own is an error, and nobody runs it",
    here: "everyone else, and not this peer, even when `callLocal`",
    why: "−id means everyone but that one, whoever that is",
  },
  "minus-unknown": {
    godot: "−id of nobody sends to nobody and prints an error, though the local run happens",
    here: "everyone, which is everyone but that one",
    why: "a player may leave in the moment of the call: what is meant for all others must not be lost for it",
  },
};

/** All cells that differ. A cell that is neither equal nor named here fails the test, and so does one that is named and equal. */
export const GODOT3_DIFFERENCES: readonly Godot3Difference[] = [
  { code: "refused-at-caller", modes: ["disabled"], caller: "anyone", targets: ALL_TARGETS },
  { code: "no-local-run", modes: ["puppet", "puppetsync"], caller: "no master", targets: ALL_TARGETS },
  {
    code: "guard",
    modes: ["master"],
    caller: "no master",
    targets: ["all", "own", "other", "-master", "-other"],
  },
  {
    code: "guard",
    modes: ["mastersync"],
    caller: "no master",
    targets: ["all", "other", "-master", "-other"],
  },
  { code: "guard", modes: ["master", "mastersync"], caller: "master", targets: ["other"] },
  {
    code: "minus-own",
    modes: ["remote", "remotesync", "master", "mastersync"],
    caller: "anyone",
    targets: ["-own"],
  },
  { code: "minus-own", modes: ["puppet", "puppetsync"], caller: "master", targets: ["-own"] },
  { code: "minus-unknown", modes: ["remote", "remotesync"], caller: "anyone", targets: ["-none"] },
  { code: "minus-unknown", modes: ["master", "mastersync"], caller: "no master", targets: ["-none"] },
  { code: "minus-unknown", modes: ["puppet", "puppetsync"], caller: "master", targets: ["-none"] },
];
