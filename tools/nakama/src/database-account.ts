import { runCommand } from "./run-command.js";
import { SetupError } from "./setup-error.js";

/** A user of this machine, by number. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * As whom PostgreSQL runs. It refuses root, so for root it is the user `postgres`, or `nobody` on a machine without
 * one; for anyone else it is the user itself (undefined).
 */
export async function databaseAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    const [user, group] = await Promise.all([runCommand("id", ["-u", name]), runCommand("id", ["-g", name])]);
    if (user.ok && group.ok) return { uid: Number(user.output), gid: Number(group.output) };
  }
  throw new SetupError(
    'PostgreSQL refuses to run as root and there is no user postgres: start as an ordinary user, or add one with "useradd --system postgres".',
  );
}

/** @throws SetupError when `account` cannot enter `folder`. */
export async function assertCanEnter(account: Account | undefined, folder: string): Promise<void> {
  if (account === undefined) return;
  const entered = await runCommand("sh", ["-c", 'cd "$1"', "sh", folder], { account, cwd: "/" });
  if (!entered.ok) {
    throw new SetupError(
      `PostgreSQL does not run as root but as user ${account.uid}, who cannot enter ${folder}: choose a folder open to all with --data or NAKODO_CACHE, or start as an ordinary user.`,
    );
  }
}
