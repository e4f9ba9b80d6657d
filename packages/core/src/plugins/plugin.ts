/**
 * Something that is added to a match or to an `Online` when it is made: it sees, changes, holds back or makes up the
 * messages that go through, and may bring events and methods of its own, which stand on the plugin object itself. One
 * plugin object serves one host.
 *
 * `Host` is what it is given: `MatchPluginHost` of `@nakodo/match-rpc`, `OnlinePluginHost` of `@nakodo/session`.
 */
export interface Plugin<Host> {
  /** For logs and errors. */
  readonly name: string;
  /**
   * Called once, when the object that it is added to is made. May give back a function that cleans up: it is called
   * once, when that object is closed.
   */
  install(host: Host): (() => void) | undefined;
}

/**
 * Installs plugins, the last first: what each puts around the messages lies within what those before it in the list
 * do, so that the first is nearest to the game and the last nearest to the network. Gives back the function that
 * cleans up after all of them (safe to call twice). For objects that take plugins.
 */
export function installPlugins<Host>(plugins: readonly Plugin<Host>[], host: Host): () => void {
  const cleanUps = [...plugins].reverse().map((plugin) => plugin.install(host));
  return () => {
    for (const cleanUp of cleanUps.splice(0)) cleanUp?.();
  };
}
