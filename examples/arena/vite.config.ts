import { defaultClientConditions, defineConfig } from "vite";
import manifest from "./package.json" with { type: "json" };

/** The packages are taken from their sources, so that the game needs no build before it runs. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  define: { __ARENA_VERSION__: JSON.stringify(manifest.version) },
  resolve: { conditions: ["@nakodo/source", ...defaultClientConditions] },
  build: { outDir: "dist", target: "es2022", chunkSizeWarningLimit: 1500 },
  clearScreen: false,
});
