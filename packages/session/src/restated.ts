import { NakodoError, type NakodoErrorCode } from "@nakodo/core";

/** The same refusal of the server under another code or with words that help more. `error` is its cause. */
export function restated(
  error: NakodoError,
  message: string,
  code: NakodoErrorCode = error.code,
): NakodoError {
  return new NakodoError(code, message, { ...error, cause: error });
}
