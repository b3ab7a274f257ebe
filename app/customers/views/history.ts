/** Where a page of a customer's timeline ends. */
export type HistoryCursor = { atMs: bigint; eventId: bigint };

export function parseHistoryCursor(text: string | null): HistoryCursor | null {
  const found = /^(\d{1,15})~(\d{1,18})$/.exec(text ?? "");
  return found?.[1] === undefined || found[2] === undefined ? null : { atMs: BigInt(found[1]), eventId: BigInt(found[2]) };
}

export function writeHistoryCursor({ atMs, eventId }: HistoryCursor): string {
  return `${atMs}~${eventId}`;
}
