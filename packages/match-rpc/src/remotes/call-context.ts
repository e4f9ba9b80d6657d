/**
 * Who made a call: the first argument of a method that is declared with `context: true`. Unlike `match.sender` it stays
 * right after an `await`, in every engine. To run such a method by hand, give it `new CallContext(match.peerId)`.
 */
export class CallContext {
  /** Only for the type checker: no other object with a `senderId` is taken for a context. */
  declare private readonly nominal: never;

  /** The caller's peer id: this peer's own for a call that runs where it was made. */
  readonly senderId: number;

  /** The framework makes one for each call. */
  constructor(senderId: number) {
    this.senderId = senderId;
  }
}
