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
        const startedAtMs = performance.now();
        let last: { x: number; z: number; ms: number } | undefined;
        const frame = (): void => {
          const snapshot = window.arena?.snapshot();
          const own = snapshot?.players.find((player) => player.peerId === snapshot.peerId);
          const ms = performance.now();
          if (own === undefined || ms - startedAtMs > 20_000) {
            for (const code of [...held]) press(code, false);
            reject(new Error(`did not get to ${target.x}, ${target.z}: ${JSON.stringify(own)}`));
            return;
          }
          const sinceS = last === undefined ? 1 : Math.max(0.001, (ms - last.ms) / 1000);
          const nearM = Math.max(NEAR_M, STEP_M_PER_S * Math.min(0.1, sinceS));
          const vx = last === undefined ? 0 : (own.x - last.x) / sinceS;
          const vz = last === undefined ? 0 : (own.z - last.z) / sinceS;
          last = { x: own.x, z: own.z, ms };
          const dx = target.x - (own.x + vx * SLIDE_S);
          const dz = target.z - (own.z + vz * SLIDE_S);
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
