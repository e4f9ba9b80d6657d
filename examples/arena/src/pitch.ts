/** Measures of the pitch, in metres. x runs from goal to goal, z across, y up; the origin is the centre spot. */
export const PITCH = {
  halfLength: 13,
  halfWidth: 8,
  /** Half the width of each goal's mouth. */
  goalHalfWidth: 2.6,
  goalHeight: 2.6,
  goalDepth: 1.8,
} as const;

/** Radius of the ball, in metres. */
export const BALL_RADIUS = 0.6;
/** Radius of a character seen from above, in metres. */
export const CHARACTER_RADIUS = 0.45;
