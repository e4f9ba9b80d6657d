/** The version in package.json, put in by Vite. */
declare const __ARENA_VERSION__: string;
