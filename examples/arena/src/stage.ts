import * as THREE from "three";
import { PITCH } from "./pitch.js";
import type { Quality } from "./quality.js";

const SKY_TOP = "#3f8fe8";
const SKY_MIDDLE = "#9fd4f7";
const HORIZON = "#fff0d8";

/** What everything is drawn on: renderer, camera, light and sky. */
export class Stage {
  readonly scene = new THREE.Scene();
  readonly camera = new THREE.PerspectiveCamera(40, 1, 0.5, 160);
  readonly #renderer: THREE.WebGLRenderer;
  readonly #quality: Quality;

  constructor(canvas: HTMLCanvasElement, quality: Quality) {
    this.#quality = quality;
    this.#renderer = new THREE.WebGLRenderer({
      canvas,
      antialias: quality.antialias,
      powerPreference: "high-performance",
    });
    this.#renderer.shadowMap.enabled = quality.shadows;
    this.#renderer.shadowMap.type = THREE.PCFSoftShadowMap;
    this.scene.background = skyTexture();
    this.scene.fog = new THREE.Fog("#e9efe9", 38, 90);
    this.scene.add(new THREE.HemisphereLight("#e3f2ff", "#8fae8a", 1.7));
    this.scene.add(sun(quality));
    this.#fit();
    addEventListener("resize", () => this.#fit());
  }

  draw(): void {
    this.#renderer.render(this.scene, this.camera);
  }

  #fit(): void {
    const { innerWidth, innerHeight } = window;
    const affordable = Math.sqrt(this.#quality.maxPixels / (innerWidth * innerHeight));
    this.#renderer.setPixelRatio(Math.min(devicePixelRatio, 2, affordable));
    this.#renderer.setSize(innerWidth, innerHeight, false);
    this.camera.aspect = innerWidth / innerHeight;
    this.camera.updateProjectionMatrix();
  }
}

function sun(quality: Quality): THREE.DirectionalLight {
  const light = new THREE.DirectionalLight("#fff1d0", 2.3);
  light.position.set(-9, 18, 8);
  light.castShadow = quality.shadows;
  const { shadow } = light;
  shadow.mapSize.set(2048, 2048);
  shadow.bias = -0.0006;
  shadow.normalBias = 0.03;
  shadow.radius = 3;
  const reach = PITCH.halfLength + 5;
  Object.assign(shadow.camera, { left: -reach, right: reach, top: reach, bottom: -reach, near: 1, far: 50 });
  return light;
}

/** The sky is a gradient over the window: the camera never looks up. */
function skyTexture(): THREE.CanvasTexture {
  const canvas = document.createElement("canvas");
  canvas.width = 4;
  canvas.height = 256;
  const context = canvas.getContext("2d");
  if (context !== null) {
    const gradient = context.createLinearGradient(0, 0, 0, canvas.height);
    gradient.addColorStop(0, SKY_TOP);
    gradient.addColorStop(0.3, SKY_MIDDLE);
    gradient.addColorStop(0.55, HORIZON);
    gradient.addColorStop(1, "#bfe3f2");
    context.fillStyle = gradient;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  const texture = new THREE.CanvasTexture(canvas);
  texture.colorSpace = THREE.SRGBColorSpace;
  return texture;
}
