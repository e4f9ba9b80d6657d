import { NakodoError } from "@nakodo/core";

/** Why nothing works any more after `Online.close()`. */
export function closedError(): NakodoError {
  return new NakodoError("closed", "this Online was closed");
}

/** Why a call that needs an account cannot run. */
export function signedOutError(): NakodoError {
  return new NakodoError("signed-out", "nobody is signed in: call authenticate() first");
}
