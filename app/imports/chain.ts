import type { Before, Profile } from "./before.ts";

/** What an applied row did to a customer, beside all other rows that did something to the same one. */
export type Link = { customerId: bigint; importId: number; row: number; before: Before };

type Value = Profile["floor" | "birthday"];

/**
 * Takes rows out of what imports set one after another: the row after one that is taken out then stands on what that one had found, so that undoing in any
 * order ends with what remains. The last one's value is put back if it is still there; what somebody changed since stays.
 * @param links all applied rows of these customers, those to be taken out among them @param current what the customers have
 * @returns what they are to have, and the rows that now stand on something else
 */
export function takeOut(
  links: readonly Link[],
  gone: (link: Link) => boolean,
  current: ReadonlyMap<bigint, Profile>,
): { profiles: Map<bigint, Profile>; moved: Link[] } {
  const profiles = new Map(current);
  const moved = new Set<Link>();
  for (const own of Map.groupBy([...links].sort(inOrder), ({ customerId }) => customerId).values()) {
    for (const field of ["floor", "birthday"] as const) takeOutOf(own, field, gone, profiles, moved);
  }
  return { profiles, moved: [...moved].filter((link) => !gone(link)) };
}

function takeOutOf(
  own: readonly Link[],
  field: "floor" | "birthday",
  gone: (link: Link) => boolean,
  profiles: Map<bigint, Profile>,
  moved: Set<Link>,
): void {
  const chain = own.filter(({ before }) => before[field] !== undefined);
  // From the last to the first: whatever comes after a row is what remains after it.
  for (let place = chain.length - 1; place >= 0; place -= 1) {
    const link = chain[place];
    if (link === undefined || !gone(link)) continue;
    const { from, to } = link.before[field] ?? { from: null, to: null };
    const next = chain.slice(place + 1).find((later) => !gone(later));
    const profile = profiles.get(link.customerId);
    if (next !== undefined) {
      const found = next.before[field];
      if (found === undefined || !same(found.from, to)) continue;
      next.before = { ...next.before, [field]: { ...found, from } };
      moved.add(next);
    } else if (profile !== undefined && same(profile[field], to)) {
      profiles.set(link.customerId, { ...profile, [field]: from });
    }
  }
}

function same(one: Value, other: Value): boolean {
  if (one === null || other === null || typeof one === "string" || typeof other === "string") return one === other;
  return one.tier === other.tier && one.until === other.until;
}

/** Rows of before runs were noted come first, by their imports. */
function inOrder(a: Link, b: Link): number {
  const [first, second] = [BigInt(a.before.run ?? 0), BigInt(b.before.run ?? 0)];
  return first === second ? a.importId - b.importId || a.row - b.row : first < second ? -1 : 1;
}
