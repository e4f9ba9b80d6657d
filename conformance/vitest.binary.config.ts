import { conformanceProject } from "./project.js";

/** Files of the suite that open no socket, or only such as speak text. */
const WITHOUT_BINARY = [
  "server/authenticate",
  "server/connect",
  "server/events",
  "server/groups-list",
  "server/leaderboards",
  "server/link",
  "server/link-social",
  "server/modules-data",
  "server/purchases",
  "server/resets",
  "server/session",
  "server/socket-text",
  "server/storage",
  "server/tournaments",
  "pages/pages",
  "services/account",
  "services/friends",
  "services/groups",
  "services/leaderboards",
  "services/link",
  "services/purchases",
  "services/storage",
  "services/tournaments",
  "session/repair",
  "session/sign-in",
  "session/soak",
];

/** All that uses a socket, with sockets that speak binary. */
export default conformanceProject({
  name: "conformance-binary",
  format: "binary",
  exclude: WITHOUT_BINARY.map((name) => `${name}.test.ts`),
});
