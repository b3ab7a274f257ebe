type Context = { source: string };

const LONG_INTEGER = /\d{16}/;
const INTEGER = /^-?\d+$/;

/**
 * JSON.parse that keeps integers above 2^53 exact: they become bigint, everything else is as usual.
 * @throws SyntaxError as JSON.parse does
 */
export function parseJson(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text);
  const revive = (_key: string, value: unknown, context: Context) =>
    typeof value === "number" && !Number.isSafeInteger(value) && INTEGER.test(context.source) ? BigInt(context.source) : value;
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown);
}

/** JSON.stringify that writes bigint as a string of digits, the form in which our own documents keep ids, money and points. */
export function stringifyJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? item.toString() : item));
}
