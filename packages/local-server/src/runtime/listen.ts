import type { Server } from "node:http";
import { LocalServerError } from "./local-server-error.js";

/**
 * Starts listening and says on which port: the one asked for, or a free one when 0 was asked for.
 *
 * @throws LocalServerError `port-in-use`
 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portInUse(host, port, error) : error);
    });
    server.listen({ host, port }, resolve);
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

function portInUse(host: string, port: number, cause: Error): LocalServerError {
  return new LocalServerError(
    "port-in-use",
    `Another program listens on ${host}:${port}: stop it, or choose another port (0 takes a free one).`,
    { cause },
  );
}
