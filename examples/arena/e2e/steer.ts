import type { Page } from "playwright-core";

/**
 * Walks the page's own character to a place on the pitch, by pressing and releasing its keys frame by frame, within
 * 0.15 m (0.35 m where frames are rare). Resolves when it stands there.
 */
export function steerTo(page: Page, x: number, z: number): Promise<void> {
  return page.evaluate(
    (target) =>
      new Promise<void>((resolve, reject) => {
        const NEAR_M = 0.15;
        /** Nobody can stop more exactly than about half of the way between two frames. */
        const STEP_M_PER_S = 3.5;
        /** A character slides for about this long after its key is released. */
        const SLIDE_S = 0.07;
        const held = new Set<string>();
        const press = (code: string, wanted: boolean): void => {
          if (wanted === held.has(code)) return;
          if (wanted) held.add(code);
          else held.delete(code);
          dispatchEvent(new KeyboardEvent(wanted ? "keydown" : "keyup", { code }));
        };
        /** The target, or a spot beside the player who stands in the way to it. */
        const aroundOthers = (
          own: { x: number; z: number; peerId: number },
          players: readonly { x: number; z: number; peerId: number; status: string }[],
        ): { x: number; z: number } => {
          const length = Math.max(0.001, Math.hypot(target.x - own.x, target.z - own.z));
          const [ux, uz] = [(target.x - own.x) / length, (target.z - own.z) / length];
          for (const other of players) {
            const ahead = (other.x - own.x) * ux + (other.z - own.z) * uz;
            const aside = (other.x - own.x) * -uz + (other.z - own.z) * ux;
            const isInTheWay = ahead > 0 && ahead < Math.min(length, 1.8) && Math.abs(aside) < 1.1;
            if (other.peerId === own.peerId || other.status !== "connected" || !isInTheWay) continue;
            const side = aside > 0 ? -1.4 : 1.4;
            return { x: other.x - uz * side, z: other.z + ux * side };
          }
          return target;
        };
        const startedAtMs = performance.now();
        let last: { x: number; z: number; ms: number } | undefined;
        const frame = (): void => {
          const snapshot = window.arena?.snapshot();
          const own = snapshot?.players.find((player) => player.peerId === snapshot.peerId);
          const ms = performance.now();
          if (own === undefined || ms - startedAtMs > 30_000) {
            for (const code of [...held]) press(code, false);
            reject(new Error(`did not get to ${target.x}, ${target.z}: ${JSON.stringify(own)}`));
            return;
          }
          const sinceS = last === undefined ? 1 : Math.max(0.001, (ms - last.ms) / 1000);
          const nearM = Math.max(NEAR_M, STEP_M_PER_S * Math.min(0.1, sinceS));
          const vx = last === undefined ? 0 : (own.x - last.x) / sinceS;
          const vz = last === undefined ? 0 : (own.z - last.z) / sinceS;
          last = { x: own.x, z: own.z, ms };
          const goal = aroundOthers(own, snapshot?.players ?? []);
          const dx = goal.x - (own.x + vx * SLIDE_S);
          const dz = goal.z - (own.z + vz * SLIDE_S);
          press("KeyD", dx > nearM / 2);
          press("KeyA", dx < -nearM / 2);
          press("KeyS", dz > nearM / 2);
          press("KeyW", dz < -nearM / 2);
          const isThere = Math.hypot(target.x - own.x, target.z - own.z) < nearM;
          if (isThere && Math.hypot(vx, vz) < 0.5) {
            for (const code of [...held]) press(code, false);
            resolve();
          } else requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    { x, z },
  );
}
