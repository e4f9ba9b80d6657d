import { GrpcCode } from "./grpc-code.js";

/** Thrown by a handler to answer with an error: the real server's text, word for word, and its gRPC code. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** Decides the HTTP status too. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** A request that is wrong in itself: 400, code 3. */
export function invalidArgument(message: string): ApiError {
  return new ApiError(GrpcCode.invalidArgument, message);
}
