export type { NakamaOptions, RunningNakama } from "./nakama-options.js";
export { SetupError } from "./setup-error.js";
export { startNakama } from "./start-nakama.js";
export { NAKAMA_VERSION } from "./versions.js";
