import { play } from "./program.js";

/** The part of a worker's scope that is used here: this file is compiled with the types of a page. */
interface WorkerScope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data }) => {
  const cutWire = (): Promise<void> =>
    new Promise((resolve) => {
      scope.onmessage = () => resolve();
      scope.postMessage("cut");
    });
  play(data, cutWire).then(
    (report) => scope.postMessage(report),
    (error: unknown) => scope.postMessage({ failure: error instanceof Error ? error.stack : String(error) }),
  );
};
