import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Whether a file is TypeScript by its name. */
export function isTypeScript(path: string): boolean {
  return /\.[cm]?ts$/.test(path);
}

/**
 * Imports a file of TypeScript: by `tsx` where it is installed, which reads all of TypeScript and a project's ways to
 * import; else by Node itself, which from 22.18 on strips the types. Throws an Error with the cure where neither is there,
 * and what the file throws.
 */
export async function importTypeScript(path: string): Promise<Readonly<Record<string, unknown>>> {
  const file = pathToFileURL(resolve(path)).href;
  const tsx = await import("tsx/esm/api").catch(() => undefined);
  if (tsx !== undefined) return unwrapped({ ...(await tsx.tsImport(file, import.meta.url)) });
  if ("typescript" in process.features && process.features.typescript !== false) return import(file);
  throw new Error(
    `Node ${process.versions.node} reads no TypeScript: install tsx (npm install --save-dev tsx), or use Node 22.18 or newer.`,
  );
}

/** In a project that is not of type "module" everything that a file exports is found in its default export. */
function unwrapped(exported: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { default: all } = exported;
  return typeof all === "object" && all !== null ? { ...all } : exported;
}
