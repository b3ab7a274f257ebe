type RawJson = { rawJSON: (text: string) => unknown };

/** JSON with bigint written as an exact number, the way Shopify sends ids above 2^53. */
export function renderJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "bigint" ? (JSON as unknown as RawJson).rawJSON(item.toString()) : item,
  );
}

/** The other way: integers above 2^53 become bigint. @throws SyntaxError as JSON.parse does */
export function parseExactJson(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const revive = (_key: string, value: unknown, { source }: { source: string }) =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? BigInt(source) : value;
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown);
}

/** The properties that were given a value, for changes in which absent and undefined mean "as it was". */
export function givenOnly<Change extends object>(change: Change): Partial<Change> {
  const entries: [string, unknown][] = Object.entries(change);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Partial<Change>;
}

const offsets = new Map<string, string>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** An instant as Shopify's REST bodies write it: seconds, with the shop's offset ("2025-01-23T21:57:18-05:00"). */
export function shopTime(instant: Date, timeZone: string): string {
  const hour = Math.floor(instant.getTime() / 900_000);
  const key = `${timeZone} ${hour}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    let format = formats.get(timeZone);
    if (format === undefined) {
      format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
      formats.set(timeZone, format);
    }
    const name = format.formatToParts(instant).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
    offset = name === "GMT" ? "+00:00" : name.replace("GMT", "");
    offsets.set(key, offset);
  }
  const sign = offset.startsWith("-") ? -1 : 1;
  const minutes = sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6)));
  return new Date(instant.getTime() + minutes * 60_000).toISOString().slice(0, 19) + offset;
}

export function shopTimeOrNull(instant: Date | null, timeZone: string): string | null {
  return instant === null ? null : shopTime(instant, timeZone);
}
