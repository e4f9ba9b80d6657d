import { NakodoError } from "@nakodo/core";

/** The code that `run` throws; `none` when it returns; what else it threw comes out. */
export function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof NakodoError) return error.code;
    throw error;
  }
  return "none";
}
