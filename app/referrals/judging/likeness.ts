/** Below this, names differ in one letter by chance ("anna", "anne"). */
const SHORTEST = 6;

/** Whether two mailboxes, as `normalAddress` writes them, differ in one letter: typed twice by one person, or made up by one. */
export function isNearly(a: string, b: string): boolean {
  const [first, second] = [split(a), split(b)];
  return (
    first.domain === second.domain &&
    Math.min(first.local.length, second.local.length) >= SHORTEST &&
    isOneEdit(first.local, second.local)
  );
}

function split(address: string): { local: string; domain: string } {
  const at = address.lastIndexOf("@");
  return { local: address.slice(0, at), domain: address.slice(at + 1) };
}

/** One letter put in, left out, put in the place of another, or two neighbours that have changed places. */
export function isOneEdit(a: string, b: string): boolean {
  if (a === b) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  const [left, right] = [a.slice(from), b.slice(from)];
  const swapped = left.length > 1 && left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2);
  return swapped || left.slice(1) === right.slice(1) || left === right.slice(1) || left.slice(1) === right;
}

/** The digits that tell telephones apart: of "0151 234", "+49 151 234" and "0049151234" the same. Null where there are too few. */
export function phoneDigits(phone: string | null): string | null {
  const digits = (phone ?? "").replace(/\D/g, "");
  return digits.length < 9 ? null : digits.slice(-9);
}

/** A name without what people write differently. Empty: none. */
export function plainName(name: string | null): string {
  return (name ?? "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}
