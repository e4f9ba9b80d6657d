import { conformanceProject } from "./project.js";

/** The whole suite, with sockets that speak text. */
export default conformanceProject({
  name: "conformance",
  format: "text",
  exclude: ["server/socket-binary.test.ts"],
});
