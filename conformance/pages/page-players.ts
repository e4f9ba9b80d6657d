import { type Credential, Online, type OnlineOptions } from "@nakodo/session";
import type { ServerUnderTest } from "../set-up.js";

/** The server as the pages write it. */
const PAGE_SERVER = { host: "127.0.0.1", port: 7350 };

/** What a page's players are and how they sign in, so that nothing of them stays behind. */
export class PagePlayers {
  readonly #server: Pick<ServerUnderTest, "host" | "port">;
  readonly #onlines: Online[] = [];
  readonly #credentials = new Set<Credential>();
  /** `Online` for the page: it goes to the server under test where the page names its own. */
  readonly Online: typeof Online;

  /** `defaults` are for what the page leaves open. */
  constructor(server: Pick<ServerUnderTest, "host" | "port">, defaults: OnlineOptions) {
    this.#server = server;
    const { host, port } = server;
    const [onlines, credentials] = [this.#onlines, this.#credentials];
    this.Online = class extends Online {
      constructor(options: OnlineOptions = {}) {
        const given = { ...PAGE_SERVER, ...defaults, ...options };
        const isPageServer = given.host === PAGE_SERVER.host && given.port === PAGE_SERVER.port;
        super(isPageServer ? { ...given, host, port } : given);
        onlines.push(this);
      }

      override authenticate(credential: Credential) {
        credentials.add(credential);
        return super.authenticate(credential);
      }
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#onlines.map((online) => online.close()));
  }

  /** Deletes the accounts that the page made, and with them all that was theirs. */
  async deleteAccounts(): Promise<void> {
    for (const credential of this.#credentials) {
      const online = new Online({ ...this.#server, keepCredential: false });
      try {
        await online.authenticate(credential);
        await online.api.deleteAccount();
      } catch {
        // A credential that signs in to nobody has left nothing behind.
      } finally {
        await online.close();
      }
    }
  }
}
