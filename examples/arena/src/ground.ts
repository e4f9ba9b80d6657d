import * as THREE from "three";
import { PITCH } from "./pitch.js";
import type { Quality } from "./quality.js";
import { TEAM_COLOURS } from "./teams.js";

const TILE_M = 1;
const GRASS = ["#7fcf86", "#78c880"] as const;
const LINE = "rgba(255,255,255,0.85)";

/** The pitch: a tiled field with its lines. */
export function createGround(quality: Quality): THREE.Mesh {
  const { halfLength, halfWidth } = PITCH;
  const material = new THREE.MeshLambertMaterial({ map: pitchTexture(quality.name === "high" ? 80 : 40) });
  const mesh = new THREE.Mesh(new THREE.PlaneGeometry(halfLength * 2, halfWidth * 2), material);
  mesh.rotation.x = -Math.PI / 2;
  mesh.receiveShadow = true;
  return mesh;
}

function pitchTexture(pixelsPerMetre: number): THREE.CanvasTexture {
  const { halfLength, halfWidth, goalHalfWidth } = PITCH;
  const canvas = document.createElement("canvas");
  canvas.width = halfLength * 2 * pixelsPerMetre;
  canvas.height = halfWidth * 2 * pixelsPerMetre;
  const context = canvas.getContext("2d");
  if (context !== null) {
    context.scale(pixelsPerMetre, pixelsPerMetre);
    context.translate(halfLength, halfWidth);
    drawTiles(context);
    tintSide(context, -1, TEAM_COLOURS.blue);
    tintSide(context, 1, TEAM_COLOURS.coral);
    context.strokeStyle = LINE;
    context.lineWidth = 0.1;
    context.strokeRect(-halfLength + 0.35, -halfWidth + 0.35, halfLength * 2 - 0.7, halfWidth * 2 - 0.7);
    line(context, 0, -halfWidth + 0.35, 0, halfWidth - 0.35);
    circle(context, 0, 0, 2.6, "stroke");
    circle(context, 0, 0, 0.22, "fill");
    for (const side of [-1, 1]) {
      const depth = 2.6;
      const x = side < 0 ? -halfLength + 0.35 : halfLength - 0.35 - depth;
      context.strokeRect(x, -goalHalfWidth - 1, depth, goalHalfWidth * 2 + 2);
    }
  }
  const texture = new THREE.CanvasTexture(canvas);
  texture.colorSpace = THREE.SRGBColorSpace;
  texture.anisotropy = 8;
  return texture;
}

function drawTiles(context: CanvasRenderingContext2D): void {
  const { halfLength, halfWidth } = PITCH;
  for (let x = -halfLength; x < halfLength; x += TILE_M) {
    for (let z = -halfWidth; z < halfWidth; z += TILE_M) {
      const odd = (Math.round(x) + Math.round(z)) & 1;
      context.fillStyle = GRASS[odd] ?? GRASS[0];
      context.fillRect(x, z, TILE_M, TILE_M);
      context.fillStyle = "rgba(255,255,255,0.07)";
      context.beginPath();
      context.roundRect(x + 0.06, z + 0.06, TILE_M - 0.12, TILE_M - 0.12, 0.12);
      context.fill();
    }
  }
}

function tintSide(context: CanvasRenderingContext2D, side: -1 | 1, colour: string): void {
  const { halfLength, halfWidth } = PITCH;
  const gradient = context.createLinearGradient(side * halfLength, 0, side * 2, 0);
  gradient.addColorStop(0, colour);
  gradient.addColorStop(1, "rgba(255,255,255,0)");
  context.globalAlpha = 0.38;
  context.fillStyle = gradient;
  context.fillRect(side < 0 ? -halfLength : 0, -halfWidth, halfLength, halfWidth * 2);
  context.globalAlpha = 1;
}

function line(context: CanvasRenderingContext2D, x1: number, z1: number, x2: number, z2: number): void {
  context.beginPath();
  context.moveTo(x1, z1);
  context.lineTo(x2, z2);
  context.stroke();
}

function circle(
  context: CanvasRenderingContext2D,
  x: number,
  z: number,
  radius: number,
  how: "stroke" | "fill",
): void {
  context.beginPath();
  context.arc(x, z, radius, 0, Math.PI * 2);
  context.fillStyle = LINE;
  context[how]();
}
