import type { History } from "../predictions/history.ts";

/** A customer as figures count them. `counts`: orders on each day; `memberSince`: the first day of their points account, null: they have none. */
export type Counted = { readonly history: History; readonly counts: readonly number[]; readonly memberSince: number | null };

/** Orders of a day that belong to no customer whom the shop still has: guests, and who was deleted or erased. */
export type Unnamed = { readonly day: number; readonly orders: number; readonly revenue: number };

/** Adds up customers one by one: a million of them are never held at once. */
export type Tally<Result> = { add: (customer: Counted) => void; result: () => Result };
