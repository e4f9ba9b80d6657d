import * as THREE from "three";
import { PITCH } from "./pitch.js";

const RIM = 5.5;

/** What stands around the pitch: the island that carries it, trees, stones, and clouds below and behind. */
export function createScenery(): THREE.Group {
  const group = new THREE.Group();
  group.add(island(), ...trees(), ...stones(), ...clouds());
  return group;
}

function island(): THREE.Group {
  const group = new THREE.Group();
  const length = PITCH.halfLength + RIM;
  const stretch = (PITCH.halfWidth + RIM) / length;
  const meadow = new THREE.Mesh(
    new THREE.CylinderGeometry(length, length - 0.7, 1, 40),
    new THREE.MeshLambertMaterial({ color: "#a5dc92", flatShading: true }),
  );
  meadow.position.y = -0.52;
  meadow.receiveShadow = true;
  const rock = new THREE.Mesh(
    new THREE.CylinderGeometry(length - 0.7, length * 0.35, 9, 18, 3),
    new THREE.MeshLambertMaterial({ color: "#b98f73", flatShading: true }),
  );
  rock.position.y = -5.5;
  jitter(rock.geometry, 0.6);
  group.add(meadow, rock);
  group.scale.z = stretch * 1.12;
  group.scale.x = 1.1;
  return group;
}

function trees(): THREE.Object3D[] {
  const places: readonly (readonly [number, number, number])[] = [
    [-15.5, -5.8, 1.3],
    [-12.4, -9.9, 1.0],
    [-9.5, -10.8, 1.35],
    [-5.2, -10.5, 0.85],
    [4.6, -10.8, 1.15],
    [8.6, -10.3, 0.9],
    [11.4, -10.2, 1.4],
    [15.3, -6.6, 1.05],
    [16.6, 5.2, 1.2],
    [-16.6, 4.6, 0.95],
    [-14.2, 8.2, 1.1],
    [14.4, 8.3, 0.9],
  ];
  return places.map(([x, z, size], index) => {
    const tree = index % 3 === 1 ? roundTree() : fir();
    tree.position.set(x, 0, z);
    tree.scale.setScalar(size);
    tree.rotation.y = index * 1.7;
    return tree;
  });
}

function fir(): THREE.Group {
  const tree = trunk();
  for (const [y, radius, colour] of [
    [1.3, 1.05, "#3f9b68"],
    [2.1, 0.82, "#49a872"],
    [2.85, 0.55, "#58b67c"],
  ] as const) {
    const material = new THREE.MeshLambertMaterial({ color: colour, flatShading: true });
    const cone = new THREE.Mesh(new THREE.ConeGeometry(radius, 1.25, 7), material);
    cone.position.y = y;
    cone.castShadow = true;
    tree.add(cone);
  }
  return tree;
}

function roundTree(): THREE.Group {
  const tree = trunk();
  const material = new THREE.MeshLambertMaterial({ color: "#f2a65a", flatShading: true });
  const crown = new THREE.Mesh(new THREE.IcosahedronGeometry(1.15, 1), material);
  crown.position.y = 2.1;
  crown.castShadow = true;
  tree.add(crown);
  return tree;
}

function trunk(): THREE.Group {
  const group = new THREE.Group();
  const material = new THREE.MeshLambertMaterial({ color: "#8b5e3c" });
  const mesh = new THREE.Mesh(new THREE.CylinderGeometry(0.18, 0.24, 1.2, 6), material);
  mesh.position.y = 0.6;
  mesh.castShadow = true;
  group.add(mesh);
  return group;
}

function stones(): THREE.Object3D[] {
  const material = new THREE.MeshLambertMaterial({ color: "#c9c4d4", flatShading: true });
  return [
    [-17.3, -1.2, 0.7],
    [-2.1, -10.3, 0.5],
    [1.2, -10.9, 0.85],
    [17.6, 0.6, 0.8],
    [-7.3, 10.2, 0.6],
    [9.4, 10.0, 0.7],
  ].map(([x = 0, z = 0, size = 1]) => {
    const stone = new THREE.Mesh(new THREE.DodecahedronGeometry(size), material);
    stone.position.set(x, size * 0.3, z);
    stone.rotation.set(x, z, size);
    stone.castShadow = true;
    return stone;
  });
}

function clouds(): THREE.Object3D[] {
  const material = new THREE.MeshLambertMaterial({
    color: "#ffffff",
    emissive: "#dfeaf5",
    emissiveIntensity: 0.55,
    flatShading: true,
    fog: false,
  });
  const puff = new THREE.IcosahedronGeometry(1, 1);
  return [
    [-24, -7, -20, 2.4],
    [-10, -9, -30, 3],
    [8, -8, -28, 2.6],
    [25, -6, -22, 2.8],
    [-26, -8, 4, 2.2],
    [27, -8, 6, 2.4],
    [-12, -9, 20, 2.4],
    [12, -9, 20, 2.6],
    [-34, 2, -40, 2.6],
    [33, 3, -42, 3],
    [2, 4, -52, 2.6],
  ].map(([x = 0, y = 0, z = 0, size = 1]) => {
    const cloud = new THREE.Group();
    for (const [dx, dy, scale] of [
      [-1.5, -0.1, 0.75],
      [-0.5, 0.25, 1.05],
      [0.7, 0.1, 0.95],
      [1.7, -0.15, 0.65],
    ] as const) {
      const mesh = new THREE.Mesh(puff, material);
      mesh.position.set(dx, dy, dx * 0.3);
      mesh.scale.set(scale * 1.25, scale * 0.72, scale);
      cloud.add(mesh);
    }
    cloud.position.set(x, y, z);
    cloud.scale.setScalar(size);
    return cloud;
  });
}

/** Moves the corners of a geometry about, the same way at each start. */
function jitter(geometry: THREE.BufferGeometry, amount: number): void {
  const position = geometry.getAttribute("position");
  for (let i = 0; i < position.count; i++) {
    const [x, y, z] = [position.getX(i), position.getY(i), position.getZ(i)];
    // Hangs on the place alone, so that corners that touch stay together.
    const shift = Math.sin(x * 1.7 + z * 2.3 + y * 1.1) * amount;
    position.setXYZ(i, x * (1 + shift * 0.08), y, z * (1 + shift * 0.08));
  }
  geometry.computeVertexNormals();
}
