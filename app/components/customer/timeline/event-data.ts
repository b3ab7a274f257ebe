/** A merchant's own words in the reader's language, as far as the event has them. */
export function wording<Name extends string>(
  data: { readonly [Field in Name]: string | null } & { readonly [Field in `${Name}.${string}`]?: string },
  name: Name,
  locale: string,
): string | null {
  const inLocale: Readonly<Record<string, string | null | undefined>> = data;
  return inLocale[`${name}.${locale}`] ?? data[name];
}

/** Points that came or went, and how many either way; none where the event does not say. */
export function pointsIn({ points }: { readonly points: bigint | null }): { points: bigint; count: bigint } {
  const known = points ?? 0n;
  return { points: known, count: known < 0n ? -known : known };
}

/** The name of an order, else its number. */
export function orderIn({
  orderName,
  orderId,
}: {
  readonly orderName: string | null;
  readonly orderId: bigint | null;
}): string | null {
  return orderName ?? orderId?.toString() ?? null;
}
