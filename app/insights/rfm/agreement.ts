import { RFM_GROUPS, type RfmGroup } from "./groups.ts";

type Pair = { ours: RfmGroup; theirs: string; customers: number };
/** `same`: how many of them Shopify has in the same group; `other`: where it has most of the rest, with how many. */
export type AgreementLine = {
  group: RfmGroup;
  compared: number;
  same: number;
  other: { group: RfmGroup; customers: number } | null;
};

/** How far our groups are Shopify's: all together, and each of those that were compared. Groups of Shopify's that nobody knows yet agree with none. */
export function agreementOf(pairs: readonly Pair[]): { compared: number; same: number; lines: AgreementLine[] } {
  const sum = (some: readonly Pair[]) => some.reduce((total, { customers }) => total + customers, 0);
  const lines = RFM_GROUPS.flatMap((group): AgreementLine[] => {
    const own = pairs.filter(({ ours }) => ours === group);
    if (own.length === 0) return [];
    const [most] = own
      .filter(({ theirs }) => theirs !== group)
      .flatMap(({ theirs, customers }) => {
        const known = RFM_GROUPS.find((name) => name === theirs);
        return known === undefined ? [] : [{ group: known, customers }];
      })
      .toSorted((a, b) => b.customers - a.customers);
    return [{ group, compared: sum(own), same: sum(own.filter(({ theirs }) => theirs === group)), other: most ?? null }];
  });
  return { compared: sum(pairs), same: lines.reduce((total, { same }) => total + same, 0), lines };
}
