import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { ALL_AREAS } from "./areas/all-areas.js";
import type { Area } from "./areas/area.js";
import type { SessionClaims } from "./auth/session-tokens.js";
import type { MatchRegistry } from "./authoritative/match-registry.js";
import { createContext, keptOf } from "./create-context.js";
import { DataFile } from "./data-file/data-file.js";
import { requestHandler } from "./http/request-handler.js";
import { Router } from "./http/router.js";
import { BoardSchedule } from "./leaderboards/board-schedule.js";
import type { LocalServer } from "./local-server.js";
import type { Matchmaker } from "./matchmaking/matchmaker.js";
import { moduleServices } from "./modules/module-services.js";
import { routeHooks } from "./modules/route-hooks.js";
import type { ServerModule } from "./modules/server-module.js";
import type { Clock } from "./runtime/clock.js";
import { listen } from "./runtime/listen.js";
import type { RandomSource } from "./runtime/random.js";
import type { ServerConfig } from "./runtime/server-config.js";
import type { ServerContext } from "./runtime/server-context.js";
import { TimeUuids } from "./runtime/uuid.js";
import { type Admission, admit, socketAcceptor } from "./socket/accept-socket.js";
import { Pipeline } from "./socket/pipeline.js";
import type { SocketRegistry } from "./socket/socket-registry.js";
import { SocketSession } from "./socket/socket-session.js";

/** What one server is made of. */
export interface ServerParts {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: (line: string) => void;
  /** Takes mistakes that no client is told of: of modules, and of the server itself. */
  readonly warn: (text: string, error: unknown) => void;
  /** Code that adds to the server. */
  readonly modules: readonly ServerModule[];
  /** Where to keep what outlives the server; nothing does unless given. */
  readonly dataFile: string | undefined;
  /** When the joins and leaves that a request causes are told: after its answer, as mostly on the real server, or before. */
  readonly presenceOrder: "after-reply" | "before-reply";
}

/** How long an idle HTTP connection stays open. */
const IDLE_TIMEOUT_MS = 60_000;

/** Puts the parts together and runs them. */
export class InMemoryServer implements LocalServer {
  readonly #http: Server;
  readonly #sockets: SocketRegistry;
  readonly #matchmaker: Matchmaker;
  readonly #matches: MatchRegistry;
  readonly #boards: BoardSchedule;
  readonly #dataFile: DataFile | undefined;
  readonly #loadModules: () => Promise<void>;
  #host = "";
  #port = 0;
  readonly serverKey: string;

  constructor(parts: ServerParts) {
    const context = createContext(parts, () => this.#dataFile?.changed());
    this.#dataFile =
      parts.dataFile === undefined
        ? undefined
        : new DataFile(parts.dataFile, keptOf(context), parts.clock, parts.warn);
    const areas = ALL_AREAS.map((create) => create(context));
    this.#sockets = context.sockets;
    this.#matchmaker = context.matchmaker;
    this.#matches = context.matches;
    this.#boards = new BoardSchedule(context);
    this.#loadModules = () => context.modules.load(parts.modules, moduleServices(context));
    this.serverKey = parts.config.serverKey;
    this.#http = createServer(
      { maxHeaderSize: parts.config.maxHeaderBytes },
      requestHandler({
        router: new Router(areas.flatMap((area) => area.routes ?? [])),
        authority: { serverKey: this.serverKey, tokens: context.tokens, blacklist: context.blacklist },
        hooksOf: (route) => routeHooks(context.modules.hooks, route, parts.warn),
        maxRequestBytes: parts.config.maxRequestBytes,
        refuseSocket(request, query) {
          const admission = admit({ readClaims: (token) => socketClaims(context, token) }, request, query);
          return "claims" in admission ? { status: 400, text: "Bad Request" } : admission;
        },
        log: parts.log,
        warn: parts.warn,
        changed: context.changed,
        nowMs: () => parts.clock.nowMs(),
      }),
    );
    // As long as the real one keeps a connection: a client must not find it closed just as it sends its next request.
    this.#http.keepAliveTimeout = IDLE_TIMEOUT_MS;
    this.#http.on("upgrade", acceptor(parts, context, areas));
  }

  get host(): string {
    return this.#host;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://${this.#host.includes(":") ? `[${this.#host}]` : this.#host}:${this.#port}`;
  }

  get socketCount(): number {
    return this.#sockets.size;
  }

  /**
   * Reads the data file, runs the modules and starts listening.
   *
   * @throws LocalServerError `invalid-data-file`, `port-in-use`, and what a module throws
   */
  async listen(host: string, port: number): Promise<void> {
    await this.#dataFile?.open();
    await this.#loadModules();
    try {
      this.#port = await listen(this.#http, host, port);
    } catch (error) {
      await this.#dataFile?.close();
      throw error;
    }
    this.#host = host;
    this.#matchmaker.start();
    this.#boards.start();
  }

  async stop(): Promise<void> {
    this.#matchmaker.stop();
    this.#boards.stop();
    this.#matches.stopAll();
    this.dropSockets();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
    });
    await this.#dataFile?.close();
  }

  dropSockets(userId?: string): number {
    const sessions = this.#sockets.of(userId);
    for (const session of sessions) session.drop();
    return sessions.length;
  }

  pauseSockets(userId?: string): () => void {
    const sessions = this.#sockets.of(userId);
    for (const session of sessions) session.pause();
    return () => {
      for (const session of sessions) session.resume();
    };
  }
}

function acceptor(
  { config, clock, random, log, warn }: ServerParts,
  context: ServerContext,
  areas: readonly Area[],
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const ids = new TimeUuids(clock, random);
  const pipeline = new Pipeline(
    areas.map((area) => area.messages ?? {}),
    context.modules.hooks,
    warn,
  );
  const events = {
    message: (session: SocketSession, message: Buffer) => pipeline.process(session, message),
    ended(session: SocketSession) {
      for (const area of areas) area.ended?.(session);
      context.tracker.untrackAll(session.id);
      context.sockets.remove(session.id);
    },
  };
  return socketAcceptor({
    maxMessageBytes: config.maxMessageBytes,
    log,
    readClaims: (token) => socketClaims(context, token),
    accepted(socket: WebSocket, { claims, format }: Admission, query: URLSearchParams) {
      const session = new SocketSession(ids.next(), claims, format, socket, clock, config, events);
      context.sockets.add(session);
      for (const area of areas) area.connected?.(session, query);
    },
  });
}

/**
 * Whose socket a token opens. The real server looks the whole token up among the ids of those logged out, and so never
 * finds it: a token that was logged out alone still opens a socket.
 */
function socketClaims({ tokens, blacklist }: ServerContext, token: string): SessionClaims | undefined {
  const claims = tokens.read(token, "session");
  return claims !== undefined && blacklist.allows(claims, "session", token) ? claims : undefined;
}
