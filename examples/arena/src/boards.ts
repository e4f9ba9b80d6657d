import * as THREE from "three";
import { PITCH } from "./pitch.js";
import { TEAM_COLOURS } from "./teams.js";

const BOARD_HEIGHT = 0.7;
const BOARD_THICKNESS = 0.36;

/** The boards around the pitch, white with a rail in the colour of the side, and the two goals. */
export function createBoards(): THREE.Group {
  const group = new THREE.Group();
  for (const [side, colour] of [
    [-1, TEAM_COLOURS.blue],
    [1, TEAM_COLOURS.coral],
  ] as const) {
    const { halfLength, halfWidth, goalHalfWidth } = PITCH;
    for (const across of [-1, 1]) {
      const z = across * (halfWidth + BOARD_THICKNESS / 2);
      group.add(board((side * halfLength) / 2, z, halfLength, BOARD_THICKNESS, colour));
      const length = halfWidth - goalHalfWidth;
      const x = side * (halfLength + BOARD_THICKNESS / 2);
      group.add(board(x, across * (goalHalfWidth + length / 2), BOARD_THICKNESS, length, colour));
    }
    group.add(goal(side, colour));
  }
  return group;
}

function board(x: number, z: number, sizeX: number, sizeZ: number, colour: string): THREE.Group {
  const group = new THREE.Group();
  const base = new THREE.Mesh(
    new THREE.BoxGeometry(sizeX, BOARD_HEIGHT, sizeZ),
    new THREE.MeshLambertMaterial({ color: "#fbf6ec", emissive: "#fbf6ec", emissiveIntensity: 0.22 }),
  );
  base.position.y = BOARD_HEIGHT / 2;
  const rail = new THREE.Mesh(
    new THREE.BoxGeometry(sizeX + 0.06, 0.14, sizeZ + 0.06),
    new THREE.MeshLambertMaterial({ color: colour }),
  );
  rail.position.y = BOARD_HEIGHT;
  base.castShadow = true;
  base.receiveShadow = true;
  group.add(base, rail);
  group.position.set(x, 0, z);
  return group;
}

function goal(side: -1 | 1, colour: string): THREE.Group {
  const { halfLength, goalHalfWidth, goalHeight, goalDepth } = PITCH;
  const group = new THREE.Group();
  const paint = new THREE.MeshLambertMaterial({ color: colour, emissive: colour, emissiveIntensity: 0.25 });
  const post = new THREE.CylinderGeometry(0.13, 0.13, goalHeight, 10);
  for (const z of [-goalHalfWidth, goalHalfWidth]) {
    const mesh = new THREE.Mesh(post, paint);
    mesh.position.set(0, goalHeight / 2, z);
    mesh.castShadow = true;
    group.add(mesh);
  }
  const bar = new THREE.Mesh(new THREE.CylinderGeometry(0.13, 0.13, goalHalfWidth * 2 + 0.26, 10), paint);
  bar.rotation.x = Math.PI / 2;
  bar.position.y = goalHeight;
  bar.castShadow = true;
  const floor = new THREE.Mesh(
    new THREE.PlaneGeometry(goalDepth, goalHalfWidth * 2),
    new THREE.MeshLambertMaterial({ color: colour }),
  );
  floor.rotation.x = -Math.PI / 2;
  floor.position.set((side * goalDepth) / 2, 0.005, 0);
  floor.receiveShadow = true;
  group.add(bar, floor, ...net(side));
  group.position.x = side * halfLength;
  return group;
}

function net(side: -1 | 1): THREE.Mesh[] {
  const { goalHalfWidth, goalHeight, goalDepth } = PITCH;
  const width = goalHalfWidth * 2;
  const panel = (sizeU: number, sizeV: number): THREE.Mesh => {
    const map = netTexture();
    map.repeat.set(sizeU * 2.4, sizeV * 2.4);
    const material = new THREE.MeshBasicMaterial({
      map,
      transparent: true,
      side: THREE.DoubleSide,
      depthWrite: false,
    });
    return new THREE.Mesh(new THREE.PlaneGeometry(sizeU, sizeV), material);
  };
  const back = panel(width, goalHeight);
  back.rotation.y = Math.PI / 2;
  back.position.set(side * goalDepth, goalHeight / 2, 0);
  const top = panel(goalDepth, width);
  top.rotation.x = -Math.PI / 2;
  top.position.set((side * goalDepth) / 2, goalHeight, 0);
  const sides = [-goalHalfWidth, goalHalfWidth].map((z) => {
    const mesh = panel(goalDepth, goalHeight);
    mesh.position.set((side * goalDepth) / 2, goalHeight / 2, z);
    return mesh;
  });
  return [back, top, ...sides];
}

function netTexture(): THREE.CanvasTexture {
  const canvas = document.createElement("canvas");
  canvas.width = 32;
  canvas.height = 32;
  const context = canvas.getContext("2d");
  if (context !== null) {
    context.strokeStyle = "rgba(255,255,255,0.9)";
    context.lineWidth = 3;
    context.strokeRect(0, 0, 32, 32);
  }
  const texture = new THREE.CanvasTexture(canvas);
  texture.wrapS = THREE.RepeatWrapping;
  texture.wrapT = THREE.RepeatWrapping;
  return texture;
}
