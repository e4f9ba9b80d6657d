import { wholeSeconds } from "../areas/whole-seconds.js";
import { NotificationCode } from "../notifications/notification-code.js";
import type { ServerContext } from "../runtime/server-context.js";
import { randomUuid } from "../runtime/uuid.js";
import type { Account } from "./account-store.js";

/** Shuts a player out: tokens are good no more, sockets are told and closed, sign-ins are refused. */
export function ban(server: ServerContext, account: Account): void {
  const nowMs = server.clock.nowMs();
  account.disabledAtMs = nowMs;
  server.blacklist.removeAll(account.id);
  for (const session of server.sockets.of(account.id)) {
    const id = randomUuid(server.random);
    session.close("server-side session disconnect", {
      notifications: {
        notifications: [
          {
            id,
            subject: "banned",
            content: "{}",
            code: NotificationCode.banned,
            create_time: wholeSeconds(nowMs),
          },
        ],
      },
    });
  }
}
