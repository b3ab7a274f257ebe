const LONG_INTEGER = /\d{16}/;
/** A member whose name ends in a letter, digit or underscore: such a quotation mark neither begins a string nor stands inside one. */
const LONG_MEMBER = /(\w":\s?)(-?[1-9]\d{15,})(?=[,}\s])/g;
const LONG_ELSEWHERE = /(?:^|[[,:\s])-?\d{16,}(?:$|[\s,\]}])/;
/** A string, which is skipped, or a long integer in the place of a value. */
const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?[1-9]\d{15,}(?![\d.eE]|\s*:)/g;

/**
 * JSON.parse that keeps long integers exact: those of 16 digits and more come as text, digit by digit, everything else is as usual. Whatever
 * reads ids takes digits (`idField`). Done before parsing, because a reviver would be called for each of a body's hundreds of values.
 * @throws SyntaxError as JSON.parse does
 */
export function parseJson(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text);
  const quoted = text.replace(LONG_MEMBER, '$1"$2"');
  const parsed: unknown = JSON.parse(quoted);
  if (!LONG_ELSEWHERE.test(quoted)) return parsed;
  // Parsed before, because only in valid JSON does every string end: looking for the ends of those that have none costs the square of the length.
  return JSON.parse(quoted.replace(STRING_OR_LONG_INTEGER, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}

/** JSON.stringify escapes exactly these of what PostgreSQL's jsonb refuses: NUL and lone surrogates. */
const UNSTORABLE = /\\u(0000|d[89a-f])/;

/**
 * JSON.stringify that writes bigint as a string of digits, the form in which our own documents keep ids, money and points. What PostgreSQL cannot
 * store becomes U+FFFD, whoever sent it.
 */
export function stringifyJson(value: unknown): string {
  const text = JSON.stringify(value, digits);
  return UNSTORABLE.test(text) ? JSON.stringify(value, (key, item) => storable(digits(key, item))) : text;
}

function digits(_key: string, item: unknown): unknown {
  return typeof item === "bigint" ? item.toString() : item;
}

function storable(item: unknown): unknown {
  return typeof item === "string" ? item.toWellFormed().replaceAll("\0", "\uFFFD") : item;
}
