import { NakodoError } from "@nakodo/core";

/** The code of the error that `action` throws; what else it throws, or nothing, as text. */
export function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof NakodoError ? error.code : String(error);
  }
  return "nothing thrown";
}
