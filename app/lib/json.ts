type Context = { source: string };
type Revive = (key: string, value: unknown) => unknown;

const LONG_INTEGER = /\d{16}/;
const INTEGER = /^-?\d+$/;
/** A string, which is skipped, or an integer that may lie above 2^53. */
const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?[1-9]\d{15,}(?![\d.eE])/g;
const ESCAPED_NUL = "\\u0000";
/** JSON text can hold NUL only escaped, so a text without that escape has no string that begins like this. */
const MARK = "\0integer ";

/**
 * JSON.parse that keeps integers above 2^53 exact: they become bigint, everything else is as usual.
 * @throws SyntaxError as JSON.parse does
 */
export function parseJson(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text);
  if (text.includes(ESCAPED_NUL)) return JSON.parse(text, reviveLongInteger as Revive);
  // Many times faster than a reviver, which is called for every value; bodies of orders hold hundreds.
  const marked = text.replace(STRING_OR_LONG_INTEGER, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${ESCAPED_NUL}${MARK.slice(1)}${token}"`,
  );
  return unmark(JSON.parse(marked));
}

function reviveLongInteger(_key: string, value: unknown, context: Context): unknown {
  return typeof value === "number" && !Number.isSafeInteger(value) && INTEGER.test(context.source)
    ? BigInt(context.source)
    : value;
}

/** Changes a freshly parsed value in place. */
function unmark(value: unknown): unknown {
  if (typeof value === "string") return value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value;
  if (typeof value !== "object" || value === null) return value;
  const members = value as Record<string, unknown>;
  for (const key in members) {
    const member = members[key];
    if (typeof member !== "string" && typeof member !== "object") continue;
    const exact = unmark(member);
    if (exact === member) continue;
    // An own member may be called __proto__, which an assignment would take for something else; defining each would be slow.
    if (key === "__proto__")
      Object.defineProperty(members, key, { value: exact, writable: true, enumerable: true, configurable: true });
    else members[key] = exact;
  }
  return value;
}

/** JSON.stringify that writes bigint as a string of digits, the form in which our own documents keep ids, money and points. */
export function stringifyJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? item.toString() : item));
}
