import type { Group } from "./group-store.js";

/** What a listing of groups asks for; `undefined` and an empty text filter nothing. */
export interface GroupFilter {
  readonly name: string;
  readonly langTag: string;
  readonly open: boolean | undefined;
  /** At most this many members; below 0 filters nothing. */
  readonly maxMembers: number;
}

/** What decides a group's place in a listing. */
export type GroupPlace = Pick<Group, "id" | "name" | "langTag" | "edgeCount" | "updatedAtMs">;

/** By what a listing is ordered. It depends on what is asked for, as on the real server. */
export interface GroupOrder {
  readonly keys: (group: GroupPlace) => readonly (string | number)[];
  readonly descending: boolean;
  /** The real server's next page goes the wrong way for one pair of filters. */
  readonly nextPageGoesBack: boolean;
}

/** The order of a listing. */
export function groupOrder({ name, langTag, open, maxMembers }: GroupFilter): GroupOrder {
  const order = (keys: GroupOrder["keys"], descending: boolean, nextPageGoesBack = false): GroupOrder => ({
    keys,
    descending,
    nextPageGoesBack,
  });
  if (name !== "") return order((group) => [group.name], false);
  const bySize = (group: GroupPlace): (string | number)[] => [group.edgeCount, group.langTag, group.id];
  if (langTag !== "" && open !== undefined) return order(bySize, true, maxMembers < 0);
  if (maxMembers >= 0 && (langTag !== "" || open !== undefined)) return order(bySize, true);
  if (langTag !== "") return order(bySize, false);
  if (maxMembers >= 0) return order((group) => [group.edgeCount, group.updatedAtMs, group.id], true);
  return order((group) => [group.updatedAtMs, group.edgeCount, group.id], false);
}

/** Compares two lists of keys, first to last. */
export function compareKeyLists(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, key] of a.entries()) {
    const other = b[index];
    if (other === undefined || key === other) continue;
    return key < other ? -1 : 1;
  }
  return 0;
}

/** Whether a group fits what is asked for. The name is a pattern with `%` and `_`, in small or capital letters. */
export function fitsFilter(group: Group, { name, langTag, open, maxMembers }: GroupFilter): boolean {
  if (name !== "" && !patternOf(name).test(group.name)) return false;
  if (langTag !== "" && group.langTag !== langTag) return false;
  if (open !== undefined && group.open !== open) return false;
  return maxMembers < 0 || group.edgeCount <= maxMembers;
}

function patternOf(like: string): RegExp {
  const source = like.replace(/\\(.)|[%_]|[.*+?^${}()|[\]\\]/gs, (part, escaped: string | undefined) => {
    if (part === "%") return ".*";
    if (part === "_") return ".";
    return (escaped ?? part).replace(/[.*+?^${}()|[\]\\]/, "\\$&");
  });
  return new RegExp(`^${source}$`, "isu");
}
