import * as THREE from "three";
import { BALL_RADIUS } from "./pitch.js";
import type { Quality } from "./quality.js";

const PATCH = new THREE.Color("#2b3452");
const LEATHER = new THREE.Color("#ffffff");
/** More than this in one frame is a new place, no rolling. */
const JUMP_M = 2;

/** The look of the ball. It rolls as far as it is moved, so that its turning need not travel. */
export class BallLook {
  /** Where the ball is; the rest hangs on it. */
  readonly object = new THREE.Group();
  readonly #sphere: THREE.Mesh;
  readonly #shade: THREE.Mesh | undefined;
  readonly #last = new THREE.Vector3();
  readonly #axis = new THREE.Vector3();
  readonly #turn = new THREE.Quaternion();

  constructor(quality: Quality) {
    const material = new THREE.MeshLambertMaterial({ vertexColors: true, flatShading: true });
    this.#sphere = new THREE.Mesh(footballGeometry(), material);
    this.#sphere.castShadow = true;
    this.object.add(this.#sphere);
    this.object.position.y = BALL_RADIUS;
    if (quality.shadows) return;
    this.#shade = new THREE.Mesh(
      new THREE.CircleGeometry(BALL_RADIUS * 0.95, 24),
      new THREE.MeshBasicMaterial({ color: "#1d4a35", transparent: true, opacity: 0.3, depthWrite: false }),
    );
    this.#shade.rotation.x = -Math.PI / 2;
    this.object.add(this.#shade);
  }

  /** Rolls the ball by what its object has moved since the last call. */
  animate(): void {
    const { position } = this.object;
    const dx = position.x - this.#last.x;
    const dz = position.z - this.#last.z;
    this.#last.copy(position);
    const moved = Math.hypot(dx, dz);
    if (moved > 1e-5 && moved < JUMP_M) {
      this.#axis.set(dz / moved, 0, -dx / moved);
      this.#sphere.quaternion.premultiply(this.#turn.setFromAxisAngle(this.#axis, moved / BALL_RADIUS));
    }
    if (this.#shade !== undefined) this.#shade.position.y = 0.015 - position.y;
  }
}

/** An icosahedron whose faces are cut in nine: the five small faces around each of its corners are dark. */
function footballGeometry(): THREE.BufferGeometry {
  const geometry = new THREE.IcosahedronGeometry(BALL_RADIUS, 2);
  const corners = new THREE.IcosahedronGeometry(BALL_RADIUS, 0).getAttribute("position");
  const position = geometry.getAttribute("position");
  const colours = new Float32Array(position.count * 3);
  const vertex = new THREE.Vector3();
  const corner = new THREE.Vector3();
  for (let face = 0; face < position.count; face += 3) {
    let colour = LEATHER;
    for (let i = face; i < face + 3; i++) {
      vertex.fromBufferAttribute(position, i);
      for (let j = 0; j < corners.count; j++) {
        if (corner.fromBufferAttribute(corners, j).distanceToSquared(vertex) < 1e-4) colour = PATCH;
      }
    }
    for (let i = face; i < face + 3; i++) colour.toArray(colours, i * 3);
  }
  geometry.setAttribute("color", new THREE.BufferAttribute(colours, 3));
  return geometry;
}
