import { pathToFileURL } from "node:url";
import { importTypeScript, isTypeScript } from "./import-typescript.js";
import type { ServerModule } from "./modules/server-module.js";
import { LocalServerError } from "./runtime/local-server-error.js";

/**
 * Loads a server module from a file, JavaScript or TypeScript, whose default export it must be, or its export `serverModule`.
 *
 * @throws LocalServerError `invalid-option` when the file cannot be loaded or holds no module.
 */
export async function loadModule(path: string): Promise<ServerModule> {
  const exported = await importFile(path);
  const found: unknown = exported["default"] ?? exported["serverModule"];
  if (isModule(found)) return found;
  throw new LocalServerError(
    "invalid-option",
    `"${path}" holds no server module: export a function by default, or as \`serverModule\`.`,
  );
}

async function importFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await (isTypeScript(path) ? importTypeScript(path) : import(pathToFileURL(path).href));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LocalServerError("invalid-option", `"${path}" cannot be loaded as a module: ${why}`, {
      cause: error,
    });
  }
}

function isModule(value: unknown): value is ServerModule {
  return typeof value === "function";
}
