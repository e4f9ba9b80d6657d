/**
 * Something on this machine keeps Nakama from starting. The message is one sentence for the user: the cause
 * and the cure. Thrown by `startNakama`; the command line prints it and exits with 1.
 */
export class SetupError extends Error {
  override readonly name = "SetupError";
}
