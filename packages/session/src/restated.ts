import { NakodoError, type NakodoErrorCode } from "@nakodo/core";

/** The same refusal of the server under another code or with words that help more. `error` is its cause. */
export function restated(error: NakodoError, code: NakodoErrorCode, message: string): NakodoError {
  const { httpStatus, grpcCode, socketCode, serverMessage } = error;
  const said = { httpStatus, grpcCode, socketCode, serverMessage };
  return Object.assign(new NakodoError(code, message, { cause: error }), said);
}
