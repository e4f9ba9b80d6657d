import * as THREE from "three";

const PIECES = 90;
const LIFE_S = 2.2;
const COLOURS = ["#ffd34e", "#ffffff", "#6be3c4", "#ff8fb1"] as const;

/** A burst of paper that falls and is gone. */
export class Confetti {
  readonly object: THREE.Points;
  readonly #speeds = new Float32Array(PIECES * 3);
  #ageS = LIFE_S;

  constructor() {
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute("position", new THREE.BufferAttribute(new Float32Array(PIECES * 3), 3));
    geometry.setAttribute("color", new THREE.BufferAttribute(new Float32Array(PIECES * 3), 3));
    const material = new THREE.PointsMaterial({
      size: 0.22,
      vertexColors: true,
      transparent: true,
      fog: false,
    });
    this.object = new THREE.Points(geometry, material);
    this.object.visible = false;
    this.object.frustumCulled = false;
  }

  /** Throws the paper up at a place; a part of it has `colour`. */
  burst(x: number, y: number, z: number, colour: string): void {
    const position = this.object.geometry.getAttribute("position");
    const colours = this.object.geometry.getAttribute("color");
    const paper = new THREE.Color();
    for (let i = 0; i < PIECES; i++) {
      const angle = Math.random() * Math.PI * 2;
      const speed = 1.5 + Math.random() * 4;
      this.#speeds.set([Math.cos(angle) * speed, 4 + Math.random() * 6, Math.sin(angle) * speed], i * 3);
      position.setXYZ(i, x, y, z);
      paper.set(i % 2 === 0 ? colour : (COLOURS[i % COLOURS.length] ?? colour));
      colours.setXYZ(i, paper.r, paper.g, paper.b);
    }
    colours.needsUpdate = true;
    this.#ageS = 0;
  }

  animate(dtS: number): void {
    this.#ageS += dtS;
    this.object.visible = this.#ageS < LIFE_S;
    if (!this.object.visible) return;
    const position = this.object.geometry.getAttribute("position");
    for (let i = 0; i < PIECES; i++) {
      const at = i * 3;
      const vy = (this.#speeds[at + 1] ?? 0) - 9 * dtS;
      this.#speeds[at + 1] = Math.max(vy, -2.5);
      position.setXYZ(
        i,
        position.getX(i) + (this.#speeds[at] ?? 0) * dtS,
        Math.max(0.05, position.getY(i) + vy * dtS),
        position.getZ(i) + (this.#speeds[at + 2] ?? 0) * dtS,
      );
    }
    position.needsUpdate = true;
  }
}
