import type { ServerContext } from "../runtime/server-context.js";
import { randomUuid } from "../runtime/uuid.js";
import { RunningMatch } from "./running-match.js";

/** Starts a match of a kind that a module has registered, and returns its id. Throws an Error where there is none. */
export function createMatch(
  server: ServerContext,
  name: string,
  params: Readonly<Record<string, unknown>>,
): string {
  const kind = server.modules.matches.get(name);
  if (kind === undefined) throw new Error(`No module has registered a match "${name}".`);
  let id = "";
  kind((handler) => {
    const match = new RunningMatch(randomUuid(server.random), name, handler, params, {
      clock: server.clock,
      tracker: server.tracker,
      sockets: server.sockets,
      warn: server.warn,
      ended: (uuid) => server.matches.remove(uuid),
    });
    server.matches.add(match);
    id = match.id;
  });
  return id;
}
