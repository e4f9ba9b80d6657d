/** A remote call as plugins see it. */
export interface ObservedCall {
  /**
   * `out`: made here, for others. `in`: made by another peer, and about to run here. `local`: made here, and about to
   * run here, too.
   */
  readonly direction: "out" | "in" | "local";
  /** Whom it is for, as in `rpcId`, when it goes out; who made it otherwise. */
  readonly peerId: number;
  /** The object's path. */
  readonly path: string;
  /** The name of the object's remote type. */
  readonly type: string;
  /** The method's name. */
  readonly method: string;
  /** Bytes of path, method and arguments on the wire; 0 for what runs only here. */
  readonly bytes: number;
}
