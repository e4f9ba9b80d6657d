/** What can go wrong when a local server is started. */
export type LocalServerErrorCode = "port-in-use" | "invalid-option" | "invalid-data-file";

/** The one kind of error that this package throws at its caller. The code is API, the message is for people. */
export class LocalServerError extends Error {
  /** Always `LocalServerError`. */
  override readonly name = "LocalServerError";
  /** What went wrong, for programs. */
  readonly code: LocalServerErrorCode;

  constructor(code: LocalServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
