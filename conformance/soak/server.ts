import { fileURLToPath } from "node:url";
import { startLocalServer } from "@nakodo/local-server";
import { startNakama } from "@nakodo-private/nakama";
import { conformanceModule } from "../modules/conformance-module.js";

/** A server whose tokens end after `tokenExpirySec`. */
export function startSoakServer(
  kind: "local" | "real",
  tokenExpirySec: number,
): Promise<{ readonly host: string; readonly port: number; stop(): Promise<void> }> {
  if (kind === "local") return startLocalServer({ port: 0, tokenExpirySec, modules: [conformanceModule] });
  const modulesDir = fileURLToPath(new URL("../modules", import.meta.url));
  return startNakama({ temporary: true, quiet: true, tokenExpirySec, modulesDir });
}
