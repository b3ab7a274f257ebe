import { isList, isPageKey, type PageKey } from "../../../pages.ts";

/** Where the merchant last was on each page, with search, filters and place in the list; and the list that was looked at last. */
type Visited = { addresses: Partial<Record<PageKey, string>>; list: PageKey | null };

const STORED_AS = "reprise.visited";
let known: Visited | null = null;

/** Remembers where a page was left. Kept for the tab, so that a reload forgets nothing. */
export function noteVisit(key: PageKey, address: string): void {
  const before = visited();
  const list = isList(key) ? key : before.list;
  known = { addresses: { ...before.addresses, [key]: address }, list };
  try {
    sessionStorage.setItem(STORED_AS, JSON.stringify(known));
  } catch {
    // A browser that keeps nothing for frames: it is remembered until the next document.
  }
}

export function visited(): Visited {
  known ??= stored();
  return known;
}

function stored(): Visited {
  const nothing: Visited = { addresses: {}, list: null };
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(STORED_AS) ?? "null");
    if (typeof value !== "object" || value === null || !("addresses" in value) || !("list" in value)) return nothing;
    const { addresses, list } = value;
    if (typeof addresses !== "object" || addresses === null) return nothing;
    const sound = Object.entries(addresses).filter(([key, address]) => isPageKey(key) && isOurs(address));
    return { addresses: Object.fromEntries(sound), list: isPageKey(list) ? list : null };
  } catch {
    return nothing;
  }
}

/** Never leads out of the app, whatever somebody has stored. */
function isOurs(address: unknown): boolean {
  return typeof address === "string" && /^\/app(?:[/?]|$)/.test(address);
}
