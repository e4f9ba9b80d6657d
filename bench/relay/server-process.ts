import { startLocalServer } from "@nakodo/local-server";
import { startBareRelay } from "./bare-relay.js";

/** What this process is asked, and answers. */
export type ServerAnswer =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "cpu"; readonly ms: number };

// Runs one server by itself, so that its processor time can be told from that of the clients.
const [kind] = process.argv.slice(2);
const port =
  kind === "bare" ? await startBareRelay() : (await startLocalServer({ port: 0, tokenExpirySec: 3600 })).port;
const answer = (text: ServerAnswer): void => {
  process.send?.(text);
};
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  answer({ kind: "cpu", ms: (user + system) / 1000 });
});
process.on("disconnect", () => process.exit(0));
answer({ kind: "listening", port });
