import * as THREE from "three";

/** How a text is drawn. */
export interface SpriteTextStyle {
  /** Height of the whole sprite, in metres. */
  readonly height: number;
  readonly background: string;
  readonly colour: string;
  /** A dot of this colour goes before the text. */
  readonly dot?: string;
}

const PIXELS = 64;
const FONT = `600 ${PIXELS * 0.56}px "Nunito", "Segoe UI", system-ui, sans-serif`;

/** A text that always faces the camera, on a rounded plate. Dispose of it with {@link disposeSprite}. */
export function createSpriteText(text: string, style: SpriteTextStyle): THREE.Sprite {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const dot = style.dot === undefined ? 0 : PIXELS * 0.42;
  if (context !== null) {
    context.font = FONT;
    canvas.width = Math.ceil(context.measureText(text).width + PIXELS * 0.8 + dot);
    canvas.height = PIXELS;
    context.font = FONT;
    context.fillStyle = style.background;
    context.beginPath();
    context.roundRect(1, 1, canvas.width - 2, PIXELS - 2, PIXELS / 2);
    context.fill();
    if (style.dot !== undefined) {
      context.fillStyle = style.dot;
      context.beginPath();
      context.arc(PIXELS * 0.5, PIXELS / 2, PIXELS * 0.15, 0, Math.PI * 2);
      context.fill();
    }
    context.fillStyle = style.colour;
    context.textBaseline = "middle";
    context.fillText(text, PIXELS * 0.4 + dot, PIXELS * 0.54);
  }
  const map = new THREE.CanvasTexture(canvas);
  map.colorSpace = THREE.SRGBColorSpace;
  const material = new THREE.SpriteMaterial({ map, depthWrite: false, fog: false });
  const sprite = new THREE.Sprite(material);
  sprite.scale.set((style.height * canvas.width) / canvas.height, style.height, 1);
  sprite.renderOrder = 10;
  return sprite;
}

/** Takes a sprite from its parent and frees what it holds on the graphics card. */
export function disposeSprite(sprite: THREE.Sprite): void {
  sprite.removeFromParent();
  sprite.material.map?.dispose();
  sprite.material.dispose();
}
