import * as THREE from "three";
import { CHARACTER_RADIUS } from "./pitch.js";
import type { Quality } from "./quality.js";
import { createSpriteText, disposeSprite } from "./sprite-text.js";

const STEPS_PER_METRE = 2.1;
const BUBBLE_MS = 2600;
const WALK_SPEED = 5.5;

/** The look of one player: a capsule with eyes and feet that walks as fast as it is moved, and a name above it. */
export class Character {
  /** Where the player is and which way it looks; the rest hangs on it. */
  readonly object = new THREE.Group();
  readonly #body = new THREE.Group();
  readonly #feet: readonly THREE.Mesh[];
  readonly #materials: THREE.MeshLambertMaterial[] = [];
  readonly #geometries: THREE.BufferGeometry[] = [];
  readonly #colour: string;
  readonly #last = new THREE.Vector3();
  #label: THREE.Sprite | undefined;
  #bubble: { readonly sprite: THREE.Sprite; readonly untilMs: number } | undefined;
  #stride = 0;
  #speed = 0;

  constructor(colour: string, isOwn: boolean, quality: Quality) {
    this.#colour = colour;
    this.object.add(this.#body);
    this.#buildBody();
    this.#feet = [-1, 1].map((side) => this.#foot(side));
    if (!quality.shadows) this.object.add(this.#spot("#1d4a35", 0.28, 0, CHARACTER_RADIUS * 1.15));
    if (isOwn) this.object.add(this.#spot("#ffffff", 0.75, CHARACTER_RADIUS * 1.35, CHARACTER_RADIUS * 1.55));
  }

  /** Speed over the ground as it is seen, in metres per second. */
  get speed(): number {
    return this.#speed;
  }

  setName(name: string, isAway: boolean): void {
    if (this.#label !== undefined) disposeSprite(this.#label);
    this.#label = createSpriteText(isAway ? `${name} …` : name, {
      height: 0.52,
      background: isAway ? "rgba(70,70,80,0.45)" : "rgba(24,32,52,0.62)",
      colour: "#ffffff",
      dot: this.#colour,
    });
    this.#label.position.y = 2.5;
    this.object.add(this.#label);
    for (const material of this.#materials) {
      material.transparent = isAway;
      material.opacity = isAway ? 0.4 : 1;
      material.needsUpdate = true;
    }
  }

  /** Shows a few words above the head for a moment. */
  say(text: string, nowMs: number): void {
    if (this.#bubble !== undefined) disposeSprite(this.#bubble.sprite);
    const sprite = createSpriteText(text, { height: 0.8, background: "#ffffff", colour: "#28324a" });
    sprite.position.y = 3.22;
    this.object.add(sprite);
    this.#bubble = { sprite, untilMs: nowMs + BUBBLE_MS };
  }

  /** Puts the walk on: the look follows from how the object has moved since the last call. */
  animate(nowMs: number, dtS: number): void {
    const { position } = this.object;
    const moved = Math.hypot(position.x - this.#last.x, position.z - this.#last.z);
    this.#last.copy(position);
    // A jump over more than a stride is a return from elsewhere, no walk.
    const seen = moved < 1.5 && dtS > 0 ? moved / dtS : 0;
    this.#speed += (seen - this.#speed) * Math.min(1, dtS * 12);
    this.#stride += moved * STEPS_PER_METRE;
    const effort = Math.min(1, this.#speed / WALK_SPEED);
    const inAir = position.y > 0.05;
    for (const [index, foot] of this.#feet.entries()) {
      const phase = this.#stride * Math.PI + index * Math.PI;
      foot.position.z = inAir ? -0.12 : Math.sin(phase) * 0.28 * effort + 0.06;
      foot.position.y = 0.12 + (inAir ? -0.04 : Math.max(0, Math.cos(phase)) * 0.16 * effort);
    }
    const breath = Math.sin(nowMs / 420) * 0.012;
    this.#body.position.y = Math.abs(Math.sin(this.#stride * Math.PI)) * 0.09 * effort;
    this.#body.scale.set(1 - breath, 1 + breath, 1 - breath);
    this.#body.rotation.x = effort * 0.16;
    this.#body.rotation.z = Math.sin(this.#stride * Math.PI) * 0.05 * effort;
    if (this.#bubble !== undefined && nowMs > this.#bubble.untilMs) {
      disposeSprite(this.#bubble.sprite);
      this.#bubble = undefined;
    }
  }

  dispose(): void {
    this.object.removeFromParent();
    if (this.#label !== undefined) disposeSprite(this.#label);
    if (this.#bubble !== undefined) disposeSprite(this.#bubble.sprite);
    for (const geometry of this.#geometries) geometry.dispose();
    for (const material of this.#materials) material.dispose();
  }

  #buildBody(): void {
    const own = this.#material(this.#colour);
    const light = this.#material(new THREE.Color(this.#colour).lerp(new THREE.Color("#ffffff"), 0.62));
    const white = this.#material("#ffffff");
    const dark = this.#material("#20263a");
    const torso = this.#add(this.#body, new THREE.CapsuleGeometry(0.46, 0.62, 8, 28), own);
    torso.position.y = 0.92;
    const belly = this.#add(this.#body, new THREE.SphereGeometry(0.36, 24, 16), light);
    belly.scale.set(0.92, 1.05, 0.62);
    belly.position.set(0, 0.74, 0.28);
    for (const side of [-1, 1]) {
      const eye = this.#add(this.#body, new THREE.SphereGeometry(0.17, 16, 12), white);
      eye.position.set(side * 0.18, 1.3, 0.37);
      eye.scale.set(0.92, 1.15, 0.6);
      const pupil = this.#add(this.#body, new THREE.SphereGeometry(0.085, 12, 10), dark);
      pupil.position.set(side * 0.165, 1.3, 0.46);
      pupil.scale.z = 0.5;
      const arm = this.#add(this.#body, new THREE.SphereGeometry(0.14, 10, 8), own);
      arm.position.set(side * 0.53, 0.82, 0.06);
      arm.scale.set(0.8, 1.5, 0.9);
      arm.rotation.z = side * 0.32;
    }
    const stalk = this.#add(this.#body, new THREE.CylinderGeometry(0.025, 0.035, 0.3, 6), dark);
    stalk.position.set(0, 1.82, -0.02);
    const tip = this.#add(this.#body, new THREE.SphereGeometry(0.095, 10, 8), light);
    tip.position.set(0, 2.0, -0.02);
  }

  #foot(side: number): THREE.Mesh {
    const dark = this.#material(new THREE.Color(this.#colour).multiplyScalar(0.55));
    const foot = this.#add(this.object, new THREE.SphereGeometry(0.17, 10, 8), dark);
    foot.scale.set(0.9, 0.7, 1.35);
    foot.position.set(side * 0.21, 0.12, 0.06);
    return foot;
  }

  #spot(colour: string, opacity: number, inner: number, outer: number): THREE.Mesh {
    const geometry = new THREE.RingGeometry(inner, outer, 28);
    const material = new THREE.MeshBasicMaterial({
      color: colour,
      transparent: true,
      opacity,
      depthWrite: false,
    });
    this.#geometries.push(geometry);
    const mesh = new THREE.Mesh(geometry, material);
    mesh.rotation.x = -Math.PI / 2;
    mesh.position.y = 0.02;
    return mesh;
  }

  #material(color: THREE.ColorRepresentation): THREE.MeshLambertMaterial {
    const material = new THREE.MeshLambertMaterial({ color });
    this.#materials.push(material);
    return material;
  }

  #add(parent: THREE.Object3D, geometry: THREE.BufferGeometry, material: THREE.Material): THREE.Mesh {
    this.#geometries.push(geometry);
    const mesh = new THREE.Mesh(geometry, material);
    mesh.castShadow = true;
    parent.add(mesh);
    return mesh;
  }
}
