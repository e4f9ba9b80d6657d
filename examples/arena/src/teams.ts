import { PITCH } from "./pitch.js";

/** The two sides; blue defends the left goal, coral the right one. */
export type Team = "blue" | "coral";

/** Colours of the sides, for walls, goals and the scoreboard. */
export const TEAM_COLOURS: Readonly<Record<Team, string>> = { blue: "#3d8bfd", coral: "#ff6b57" };

/** Blue's own colours are cool, coral's are warm, so that the side shows and the player, too. */
const SEAT_COLOURS = [
  "#3d8bfd",
  "#ff6b57",
  "#12b5a6",
  "#ffab2e",
  "#7a6cf0",
  "#f25c9a",
  "#2fa85a",
  "#c9542b",
] as const;

/** The side that plays from this seat. */
export function teamOf(seat: number): Team {
  return seat % 2 === 0 ? "blue" : "coral";
}

/** A player's colour: the same on every screen, because the seat is. */
export function colourOf(seat: number): string {
  return SEAT_COLOURS[seat % SEAT_COLOURS.length] ?? SEAT_COLOURS[0];
}

/** Where the player of this seat begins, and which way it looks (radians about y, 0 looks along +z). */
export function spawnOf(seat: number): { readonly x: number; readonly z: number; readonly facing: number } {
  const side = teamOf(seat) === "blue" ? -1 : 1;
  const row = Math.floor(seat / 2) % 4;
  const lane = [0.28, -0.28, 0.62, -0.62][row] ?? 0;
  return { x: side * PITCH.halfLength * 0.4, z: lane * PITCH.halfWidth, facing: (-side * Math.PI) / 2 };
}
