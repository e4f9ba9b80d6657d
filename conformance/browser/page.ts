import { Online, webStorageTokens } from "@nakodo/session";
import { type ProgramOptions, type ProgramReport, play } from "./program.js";

declare global {
  interface Window {
    /** Given by the test. */
    cutWire(): Promise<void>;
    playInPage(options: ProgramOptions): Promise<ProgramReport>;
    playInWorker(options: ProgramOptions): Promise<ProgramReport>;
    /** Who is signed in by the tokens that another tab stored. */
    restoreInTab(host: string, port: number): Promise<string | undefined>;
  }
}

window.playInPage = (options) => play(options, () => window.cutWire(), webStorageTokens());

window.playInWorker = (options) =>
  new Promise((resolve, reject) => {
    const worker = new Worker("/worker.js", { type: "module" });
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = async ({ data }) => {
      if (data === "cut") {
        await window.cutWire();
        worker.postMessage("cut");
      } else if ("failure" in data) reject(new Error(data.failure));
      else resolve(data);
    };
    worker.postMessage(options);
  });

window.restoreInTab = async (host, port) => {
  const online = new Online({ host, port, store: webStorageTokens() });
  try {
    return (await online.restore())?.username;
  } finally {
    await online.close();
  }
};
