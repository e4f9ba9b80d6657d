import { device, Online } from "@nakodo/session";
import { binarySocket } from "@nakodo/session/binary";
import { installArenaHook } from "./arena-hook.js";
import { createArenaMatch } from "./arena-match.js";
import { errorText } from "./error-text.js";
import { Game } from "./game.js";
import { Hud } from "./hud.js";
import { Lobby } from "./lobby.js";
import { readMatchCode, toMatchCode } from "./match-code.js";
import { readPageOptions } from "./page-options.js";
import { chooseQuality } from "./quality.js";
import "./style.css";
import { announceMatch } from "./announcements.js";
import { showFacts } from "./facts.js";
import { TEAM_COLOURS } from "./teams.js";
import { Toasts } from "./toasts.js";
import { windowIdentity } from "./window-identity.js";

const NAME_KEY = "nakodo-arena-name";

function main(canvas: HTMLCanvasElement): void {
  const options = readPageOptions(location);
  const server = `${options.host}:${options.port}`;
  const online = new Online({
    host: options.host,
    port: options.port,
    ssl: options.ssl,
    ...(options.binary ? { codec: binarySocket() } : {}),
  });
  const match = createArenaMatch(online);
  const toasts = new Toasts();
  const hud = new Hud({ say: (phrase) => game.say(phrase), leave: () => match.leave() });
  const game = new Game(canvas, match, chooseQuality(options.quality), {
    changed: (score) => hud.setScore(score),
    goal: (team, by) => {
      toasts.shout("GOAL!", TEAM_COLOURS[team]);
      if (by !== 0) toasts.show(`${game.players.nameOf(by)} scores for ${team}`);
    },
  });
  let giveUp: AbortController | undefined;

  /** Signs in, if nobody is, and goes into a match by `how`; back to the lobby, with the reason, when that fails. */
  async function enter(
    name: string,
    text: string,
    how: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<void> {
    const attempt = new AbortController();
    giveUp = attempt;
    localStorage.setItem(NAME_KEY, name);
    game.players.ownName = name;
    lobby.showWaiting(text);
    try {
      if (online.session === undefined) await online.authenticate(device({ id: await windowIdentity() }));
      if (attempt.signal.aborted) return;
      await how(attempt.signal);
      lobby.hide();
      hud.show(toMatchCode(match.matchId ?? ""));
    } catch (error) {
      lobby.showChoices(attempt.signal.aborted ? undefined : errorText(error, server));
    }
  }

  const lobby = new Lobby(
    {
      play: (name) =>
        enter(name, "Searching for players …", (signal) => match.findMatch({ minCount: 2, signal })),
      createPrivate: (name) => enter(name, "Making a match …", (signal) => match.create({ signal })),
      join: (name, code) => {
        const matchId = readMatchCode(code);
        if (matchId !== undefined)
          return enter(name, "Joining …", (signal) => match.join(matchId, { signal }));
        lobby.showChoices({
          cause: "This is no code of a match.",
          cure: "A code looks like 1ABCDEF-GHJKMNP-QRSTVWX-YZ012. Copy all of it.",
        });
      },
      cancel: () => {
        giveUp?.abort();
        lobby.showChoices();
      },
    },
    { name: options.name || (localStorage.getItem(NAME_KEY) ?? ""), code: options.code, server },
  );
  match.on("left", ({ error }) => {
    hud.hide();
    lobby.showChoices(error === undefined ? undefined : errorText(error, server));
  });
  match.on("matchReady", () => {
    if (match.isHost) match.start();
  });
  announceMatch(match, game.players, toasts);
  showFacts(match, game, hud);
  // Gone at once for the others, who need not wait for a return.
  addEventListener("pagehide", () => match.leave());
  installArenaHook(game, match, online);
  game.start();
}

const canvas = document.querySelector("canvas");
if (canvas !== null) main(canvas);
