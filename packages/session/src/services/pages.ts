/** The cursor of a page's successor, where nakama-js's lists have it. */
interface WithCursor {
  readonly cursor?: string;
  readonly next_cursor?: string;
}

/**
 * Walks a list with a cursor to its end, a page at a time and only as far as the loop goes.
 *
 * ```ts
 * const friends = pages(
 *   (cursor) => online.api.listFriends(undefined, 100, cursor),
 *   (page) => page.friends,
 * );
 * for await (const friend of friends) show(friend.user);
 * ```
 *
 * Notifications have a cursor that never ends: give `(page) => page.cacheable_cursor` as `next`. The walk ends with
 * an empty page, with a page without a cursor, and with a cursor that repeats itself.
 *
 * @param fetchPage - gets the page of a cursor, `undefined` for the first one. What it rejects with ends the walk
 * @param items - the items of a page
 * @param next - the cursor of the next page (default: the page's `next_cursor`, else its `cursor`)
 */
export async function* pages<Page extends object, Item>(
  fetchPage: (cursor: string | undefined) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
  next: (page: Page) => string | undefined = nextCursor,
): AsyncGenerator<Item, void, void> {
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    const list = items(page) ?? [];
    yield* list;
    const following = next(page);
    cursor = following === cursor || list.length === 0 ? undefined : following;
  } while (cursor);
}

function nextCursor({ next_cursor, cursor }: WithCursor): string | undefined {
  return next_cursor || cursor;
}
