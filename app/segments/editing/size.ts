/** A customer as an example of who is meant. */
export type Example = { customerId: bigint; firstName: string | null; lastName: string | null; email: string | null };

/** What a query would hold now. `about`: counted on a part of the customers; `revenue`: the members' share of all net spend, null where nobody has spent anything. */
export type Size = {
  about: boolean;
  members: number;
  customers: number;
  revenue: number | null;
  examples: Example[];
};

/** `asked`: the text that it is about, since answers may come late. */
export type SizeAnswer = { asked: string } & (
  { ok: true; size: Size } | { ok: false; reason: "unreadable" | "too-slow" | "awaiting" }
);

/** What was counted on customers that stand for all of them. */
export type Counted = { members: number; customers: number; spentMinor: bigint; allMinor: bigint };

/** @param customers of the shop, where only some of them were counted */
export function sizeOf(
  { members, customers: counted, spentMinor, allMinor }: Counted,
  customers: number | null,
): Omit<Size, "examples"> {
  const share = counted === 0 ? 0 : members / counted;
  return {
    about: customers !== null,
    members: customers === null ? members : rounded(share * customers),
    customers: customers ?? counted,
    // Who got back more than they paid takes nothing from the others.
    revenue: allMinor <= 0n ? null : Math.min(1, Math.max(0, Number((spentMinor * 1_000_000n) / allMinor) / 1_000_000)),
  };
}

/** Two digits: more would claim to be known. */
function rounded(value: number): number {
  if (value < 10) return Math.round(value);
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.round(value / unit) * unit;
}
