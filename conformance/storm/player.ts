import { t } from "@nakodo/core";
import { OnlineMatch, remotes } from "@nakodo/match-rpc";
import { device, Online } from "@nakodo/session";
import { HOST_GONE, type Order, type Report } from "./messages.js";

/** How often a player says something reliable to all. */
const SAY_MS = 50;

/** What all players of a storm have at /square. */
class Square {
  readonly heard = new Map<string, number>();
  readonly faults: string[] = [];
  onLead: (hostId: number) => void = () => {};

  say(name: string, number: number): void {
    const last = this.heard.get(name);
    // Whoever came late hears from the first one on that was said after it came.
    if (last !== undefined && number !== last + 1) this.faults.push(`${name}: ${number} after ${last}`);
    this.heard.set(name, number);
  }

  lead(hostId: number): void {
    this.onLead(hostId);
  }
}

const SquareRemotes = remotes("Square", Square, {
  say: { mode: "anyPeer", args: [t.string(40), t.u32] },
  lead: { mode: "authority", args: [t.u32] },
});

function tell(report: Report): void {
  process.send?.(report);
}

function machineMs(): number {
  return performance.timeOrigin + performance.now();
}

function note(text: string): void {
  tell({ kind: "note", text, atMs: machineMs() });
}

/** One player of the storm, in a process of its own that can be killed and stopped. */
async function main(): Promise<void> {
  const [host = "", port = "", matchName = "", id = ""] = process.argv.slice(2);
  const online = new Online({ host, port: Number(port) });
  await online.authenticate(device({ id: `storm-player-${id}` }));
  const match = new OnlineMatch(online, {
    remotes: [SquareRemotes],
    maxPlayers: 128,
    joinWhilePlaying: true,
    resumeGraceMs: 20_000,
  });
  const square = new Square();
  match.add("/square", square);
  square.onLead = (hostId) => tell({ kind: "order", hostId, atMs: machineMs() });
  let life = 1;
  let said = 0;
  let hushed = false;
  const name = (): string => `${id}.${life}`;
  match.on("reconnected", ({ resumed }) => {
    tell({ kind: "connection", isUp: true });
    if (resumed) return;
    life++;
    said = 0;
    square.heard.clear();
  });
  match.on("disconnected", () => {
    note("is cut off");
    tell({ kind: "connection", isUp: false });
  });
  match.on("reconnected", ({ resumed }) => note(resumed ? "is back" : `is back as ${match.peerId}`));
  match.on("playerStatusChanged", ({ player, status }) => note(`sees ${player.peerId} ${status}`));
  match.on("violation", ({ reason, detail }) => note(`${reason}: ${detail}`));
  match.on("hostChanged", ({ hostId, isHost }) => {
    note(isHost ? "becomes host" : hostId === undefined ? HOST_GONE : `follows ${hostId}`);
    if (isHost) match.rpc(square, "lead", match.peerId);
    tell({ kind: "host", isHost });
  });
  match.on("left", ({ error }) => square.faults.push(`left: ${error?.code}`));
  process.on("message", (order: Order) => {
    if (order.kind === "hush") hushed = true;
    else {
      tell({
        kind: "account",
        peerId: match.peerId,
        hostId: match.hostId,
        table: match.players.map((one) => `${one.peerId}/${one.status}`).join(" "),
        name: name(),
        said,
        heard: Object.fromEntries(square.heard),
        faults: square.faults,
      });
    }
  });
  process.on("disconnect", () => process.exit());
  await match.joinNamed(matchName);
  tell({ kind: "in" });
  tell({ kind: "host", isHost: match.isHost });
  setInterval(() => {
    if (hushed) return;
    said++;
    match.rpc(square, "say", name(), said);
  }, SAY_MS);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
