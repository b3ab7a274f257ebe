import { failure } from "./failures.ts";
import type { BulkWindow, Context } from "./context.ts";

export type PageArgs = {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
  reverse?: boolean | null;
};

/** What items are ordered by: the value first, then the id. */
export type SortKey = { value: bigint | string; id: bigint };

type Options<Item> = {
  key: (item: Item) => SortKey;
  /** Makes the node that resolvers get. */
  view: (item: Item) => unknown;
  /** Name of a root connection: bulk operations read these in windows. */
  root?: string;
  /** Members of segments come in larger pages than anything else. */
  most?: number;
};

const MAX_PAGE = 250;

/** A page of items in the order of their keys, with cursors that stay valid while items come and go. */
export function connection<Item>(context: Context, items: readonly Item[], args: PageArgs, options: Options<Item>) {
  if (context.bulk !== null && options.root !== undefined) return bulkWindow(context.bulk, items, args, options, options.root);
  const keyed = sorted(items, args, options);
  if (context.bulk !== null) return { edges: keyed.map(({ item }) => ({ node: options.view(item) })) };
  const [first, last] = [args.first ?? null, args.last ?? null];
  if (first === null && last === null) throw failure("you must provide one of first or last", "BAD_REQUEST");
  const size = first ?? last ?? 0;
  const most = options.most ?? MAX_PAGE;
  if (size < 0 || size > most) {
    throw failure(`The ${first === null ? "last" : "first"} argument must be between 0 and ${most}`, "BAD_REQUEST");
  }
  const direction = args.reverse === true ? -1 : 1;
  const after = args.after == null ? null : parseCursor(args.after);
  const before = args.before == null ? null : parseCursor(args.before);
  const between = keyed.filter(
    ({ key }) =>
      (after === null || direction * compare(key, after) > 0) && (before === null || direction * compare(key, before) < 0),
  );
  const page = first === null ? between.slice(Math.max(0, between.length - size)) : between.slice(0, size);
  const cut = between.length > page.length;
  const edges = page.map(({ item, key }) => ({ cursor: cursorOf(key), node: options.view(item) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: first === null ? before !== null : cut,
      hasPreviousPage: first === null ? cut : after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: items.length,
  };
}

function sorted<Item>(items: readonly Item[], args: PageArgs, options: Options<Item>) {
  const keyed = items.map((item) => ({ item, key: options.key(item) }));
  keyed.sort((a, b) => compare(a.key, b.key));
  if (args.reverse === true) keyed.reverse();
  return keyed;
}

function bulkWindow<Item>(bulk: BulkWindow, items: readonly Item[], args: PageArgs, options: Options<Item>, root: string) {
  const name = `${root} ${JSON.stringify(args)}`;
  const rows = (bulk.rows.get(name) as Item[] | undefined) ?? sorted(items, args, options).map(({ item }) => item);
  bulk.rows.set(name, rows);
  if (bulk.offset + bulk.limit < rows.length) bulk.more = true;
  return { edges: rows.slice(bulk.offset, bulk.offset + bulk.limit).map((item) => ({ node: options.view(item) })) };
}

function compare(a: SortKey, b: SortKey): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function cursorOf(key: SortKey): string {
  const value = typeof key.value === "bigint" ? { n: key.value.toString() } : { s: key.value };
  return Buffer.from(JSON.stringify({ last_id: key.id.toString(), last_value: value })).toString("base64");
}

function parseCursor(cursor: string): SortKey {
  try {
    const parsed = JSON.parse(Buffer.from(cursor, "base64").toString("utf8")) as {
      last_id: string;
      last_value: { n?: string; s?: string };
    };
    const value = parsed.last_value.n === undefined ? parsed.last_value.s : BigInt(parsed.last_value.n);
    if (value === undefined) throw new Error("no value");
    return { value, id: BigInt(parsed.last_id) };
  } catch {
    throw failure(`Invalid cursor for current pagination sort.`, "BAD_REQUEST");
  }
}

export function seconds(instant: Date): bigint {
  return BigInt(Math.floor(instant.getTime() / 1000));
}
