/** What this project does in one of the stories that were measured in Godot 3.2.3. */
export interface Godot3Story {
  readonly id: string;
  /** `none`: it is about something that there is not here. */
  readonly verdict: "same" | "differs" | "none";
  /** What Godot does, where this differs. */
  readonly godot?: string;
  readonly here: string;
  /** The test that shows it: a file from the root of the repository, and what its title holds. */
  readonly proof?: readonly [file: string, title: string];
}

const STORIES = "packages/match-rpc/test/godot/godot3-stories.test.ts";
const CALLS = "packages/match-rpc/test/calls.test.ts";
const HOST = "packages/match-rpc/test/host.test.ts";
const ADMISSION = "packages/match-rpc/test/admission.test.ts";

/** All 48, in the order in which they were measured. */
export const GODOT3_STORIES: readonly Godot3Story[] = [
  {
    id: "node-missing",
    verdict: "differs",
    godot: "calls to a node that is not there yet are lost",
    here: "they wait up to 10 s for it, and run in order when it comes",
    proof: [CALLS, "calls to a path where nothing is wait for it"],
  },
  {
    id: "node-recreated",
    verdict: "differs",
    godot: "a call between is lost",
    here: "a call between waits for the new object",
    proof: [STORIES, "node-recreated"],
  },
  {
    id: "node-renamed",
    verdict: "differs",
    godot: "a call to the old name is lost",
    here: "it waits, and is reported when nothing comes",
    proof: [STORIES, "node-renamed"],
  },
  {
    id: "script-differs",
    verdict: "differs",
    godot: "each side applies its own script",
    here: "who declares other methods is not let in, and told which one differs",
    proof: [ADMISSION, "other methods are refused, and the one that differs is named"],
  },
  {
    id: "no-script",
    verdict: "same",
    here: "a call to an object without the method is refused there",
    proof: [STORIES, "no-script"],
  },
  {
    id: "arguments",
    verdict: "differs",
    godot: "a wrong number or type is printed where it would run",
    here: "declared arguments throw at the caller; of the others, too few are refused on arrival",
    proof: [STORIES, "arguments"],
  },
  {
    id: "argument-copies",
    verdict: "same",
    here: "a local run gets the caller's own array, others get copies",
    proof: [STORIES, "argument-copies"],
  },
  {
    id: "argument-limit",
    verdict: "differs",
    godot: "255 arguments at most",
    here: "any number, 256 KiB at most",
    proof: [STORIES, "argument-limit"],
  },
  {
    id: "argument-values",
    verdict: "differs",
    godot: "Variants; objects arrive as ids that are of no use",
    here: "JavaScript's values exactly, typed arrays, Map, Set, Date and bigint; what is no data throws",
    proof: ["packages/core/src/wire/json-values.test.ts", "W1"],
  },
  {
    id: "return-value",
    verdict: "same",
    here: "`rpc` gives back nothing, even when it runs here; `ask` does",
    proof: [STORIES, "return-value"],
  },
  {
    id: "nested",
    verdict: "same",
    here: "the outer sender is back after a nested call",
    proof: [STORIES, "nested ·"],
  },
  {
    id: "nested-order",
    verdict: "same",
    here: "a call is sent before it runs locally, so what its local run calls comes second",
    proof: [STORIES, "nested-order"],
  },
  {
    id: "after-yield",
    verdict: "differs",
    godot: "the sender is 0 after a `yield`, or the other player whose call woke the method up",
    here: "`match.sender` is 0, never another; a method with `context` keeps its caller",
    proof: [
      "packages/match-rpc/test/context.test.ts",
      "each of two calls that wait in turn sees its own caller",
    ],
  },
  { id: "sender-outside", verdict: "same", here: "0 outside of a call", proof: [STORIES, "sender-outside"] },
  {
    id: "handler-fails",
    verdict: "same",
    here: "an error ends that call only",
    proof: [STORIES, "handler-fails"],
  },
  { id: "master-default", verdict: "same", here: "the host, as 1", proof: [STORIES, "master-default"] },
  {
    id: "master-recursive",
    verdict: "differs",
    godot: "setting a master overwrites those of the children, once, and on this machine only",
    here: "children inherit, those added later, too, unless they have one of their own; a handover reaches everyone",
    proof: [STORIES, "master-recursive"],
  },
  {
    id: "master-differs",
    verdict: "same",
    here: "each side judges by the authority that it knows",
    proof: [STORIES, "master-differs"],
  },
  {
    id: "master-two-believe",
    verdict: "same",
    here: "as above: two that believe it both run what needs the authority",
    proof: [STORIES, "master-differs"],
  },
  {
    id: "master-changed-in-call",
    verdict: "same",
    here: "an authority that is handed on inside a call counts for the next call of the burst",
    proof: [STORIES, "master-changed-in-call"],
  },
  {
    id: "order",
    verdict: "same",
    here: "one sender's calls keep their order over objects, targets and transfer modes",
    proof: [STORIES, "order"],
  },
  {
    id: "freed-by-caller",
    verdict: "same",
    here: "a call of an object that is taken out at once is sent",
    proof: [STORIES, "freed-by-caller"],
  },
  {
    id: "freed-by-handler",
    verdict: "differs",
    godot: "a node that frees itself in a call still gets the rest of the burst",
    here: "the rest waits for an object at that path",
    proof: [STORIES, "freed-by-handler"],
  },
  { id: "config-and-keyword", verdict: "none", here: "a method is declared in one place" },
  {
    id: "built-in-methods",
    verdict: "differs",
    godot: "an engine's own method can be opened at one side",
    here: "only what both sides declare can be called",
    proof: [STORIES, "built-in-methods"],
  },
  {
    id: "inheritance",
    verdict: "same",
    here: "an override keeps the base method's declaration, unless its type declares it anew",
    proof: [STORIES, "inheritance"],
  },
  {
    id: "old-keywords",
    verdict: "none",
    here: "`sync` and `slave` are other words for `remotesync` and `puppet`",
  },
  {
    id: "out-of-tree",
    verdict: "same",
    here: "an object that was not added throws `not-added`",
    proof: [STORIES, "out-of-tree"],
  },
  { id: "paused", verdict: "none", here: "there is no tree to pause: calls run as they arrive" },
  { id: "manual-poll", verdict: "none", here: "there is nothing to poll" },
  {
    id: "unreliable-loss",
    verdict: "differs",
    godot: "the transport loses unreliable packets",
    here: "a relay loses none: they are dropped here, on purpose, when the link is congested",
    proof: [CALLS, "on a congested link only the newest of unreliableOrdered waits"],
  },
  {
    id: "big-payload",
    verdict: "differs",
    godot: "1,000,000 characters in one call",
    here: "256 KiB at most, in parts, and more throws",
    proof: ["packages/match-rpc/test/asks.test.ts", "fail here and now for our own mistakes"],
  },
  {
    id: "who",
    verdict: "differs",
    godot: "the server's id is 1",
    here: "the host has an id of its own, too; 1 is its address",
    proof: ["conformance/match/players.test.ts", "ids and seats are the same on every screen"],
  },
  { id: "when-in-frame", verdict: "none", here: "calls run when they arrive, in a task of their own" },
  {
    id: "kick",
    verdict: "differs",
    godot: "who is kicked hears `server_disconnected`, and stays master",
    here: "it is told, and what it owned falls to the host",
    proof: [HOST, "one who is kicked is out and told so"],
  },
  {
    id: "server-gone",
    verdict: "differs",
    godot: "the match is over",
    here: "another player is host",
    proof: ["conformance/match/faults.test.ts", "when the host leaves, the lowest id becomes host"],
  },
  {
    id: "offline",
    verdict: "differs",
    godot: "nothing runs without a peer",
    here: "`playOffline` runs the same code, with this player as host",
    proof: ["conformance/match/calls.test.ts", "the same code plays offline"],
  },
  {
    id: "server-alone",
    verdict: "same",
    here: "a host without others runs its local calls, and nothing is said",
    proof: [STORIES, "server-alone"],
  },
  {
    id: "connecting",
    verdict: "differs",
    godot: "what a newcomer broadcasts at once reaches the server alone",
    here: "it reaches everyone",
    proof: [STORIES, "connecting"],
  },
  {
    id: "join-race",
    verdict: "differs",
    godot: "a newcomer misses a call of one who broadcasts while it joins",
    here: "from the first call that it hears it misses none",
    proof: [STORIES, "join-race"],
  },
  {
    id: "leave-and-return",
    verdict: "same",
    here: "who left and joins again has another id; who lost its connection keeps it",
    proof: [ADMISSION, "ids begin at 2 and are never given again"],
  },
  {
    id: "leave-in-handler",
    verdict: "same",
    here: "the rest of the burst is dropped",
    proof: [STORIES, "leave-in-handler"],
  },
  {
    id: "refuse",
    verdict: "differs",
    godot: "who is refused believes for 31 s that it is in",
    here: "it is told the reason",
    proof: [ADMISSION, "a locked match refuses, an unlocked one does not"],
  },
  {
    id: "no-server",
    verdict: "differs",
    godot: "`connection_failed` after 32 s",
    here: "`no-host` after 5 s, or what the socket says at once",
    proof: [ADMISSION, "a joiner that nobody answers gives up"],
  },
  {
    id: "server-full",
    verdict: "differs",
    godot: "as no server",
    here: "`match-full`, with the number of players",
    proof: [ADMISSION, "a full match refuses with its number of players"],
  },
  {
    id: "process-killed",
    verdict: "differs",
    godot: "noticed after 10 s",
    here: "noticed by the server when the socket closes; the next host takes over",
    proof: [HOST, "H2"],
  },
  { id: "no-relay", verdict: "none", here: "every message goes through the server" },
  { id: "no-relay-both", verdict: "none", here: "every message goes through the server" },
];
