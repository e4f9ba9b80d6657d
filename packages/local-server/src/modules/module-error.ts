/**
 * Thrown by a module's function to refuse a call with a text and a gRPC code of its own: callers get both. Any other
 * error is a mistake to them, code 13.
 */
export class ModuleError extends Error {
  /** Always `ModuleError`. */
  override readonly name = "ModuleError";
  /** A gRPC code, 1 to 16; it decides the HTTP status too. */
  readonly code: number;

  constructor(message: string, code = 13) {
    super(message);
    this.code = code;
  }
}
