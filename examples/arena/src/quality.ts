/** How much the graphics may cost. `low` is for machines that draw in software, and old phones. */
export interface Quality {
  readonly name: "high" | "low";
  readonly antialias: boolean;
  readonly shadows: boolean;
  /** Pixels that are drawn at most, whatever the window's size. */
  readonly maxPixels: number;
}

const HIGH: Quality = { name: "high", antialias: true, shadows: true, maxPixels: 2560 * 1440 };
const LOW: Quality = { name: "low", antialias: false, shadows: false, maxPixels: 640 * 360 };

/** The quality that is asked for ("high" or "low"), else what the machine's graphics can bear. */
export function chooseQuality(wish: string | null): Quality {
  if (wish === "high") return HIGH;
  if (wish === "low") return LOW;
  return drawsInSoftware() ? LOW : HIGH;
}

function drawsInSoftware(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (gl === null) return true;
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = gl.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return typeof name !== "string" || /swiftshader|llvmpipe|software|basic render/i.test(name);
}
