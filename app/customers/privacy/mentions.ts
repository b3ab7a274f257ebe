import { domainToUnicode } from "node:url";

/** Of whom a text may speak: numbers as Shopify gives them, and addresses. */
export type Mentioned = { ids: readonly bigint[]; emails: readonly string[] };

/** JSON in JSON, or an address within a link, is written out at most so often. */
const LAYERS = 3;
/** Normalizing costs the square of what it is given at worst, so it gets a piece at a time; pieces overlap by more than an address is long. */
const PIECE = 2_000;
const OVERLAP = 600;

/**
 * Whether a text, JSON or not and however it is cut off, names one of these people: an address in any spelling (escaped, upper case, composed or not,
 * a domain as Unicode or Punycode, within a link), or a number that is not part of a longer one. Rather finds one too many than one too few.
 */
export function mentions(text: string, { ids, emails }: Mentioned): boolean {
  const numbers = ids.length === 0 ? null : new RegExp(`(?<!\\d)(?:${ids.join("|")})(?!\\d)`);
  const addresses = emails.map(partsOf);
  return layersOf(text).some(
    (layer) =>
      numbers?.test(layer) === true || (addresses.length > 0 && piecesOf(layer).some((piece) => hasAny(fold(piece), addresses))),
  );
}

type Address = { local: string; domain: string };

function partsOf(email: string): Address {
  const folded = fold(email);
  const at = folded.lastIndexOf("@");
  return { local: folded.slice(0, at), domain: sameDomain(folded.slice(at + 1)) };
}

function hasAny(text: string, addresses: readonly Address[]): boolean {
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const near = addresses.filter(({ local }) => text.startsWith(local, at - local.length) && at >= local.length);
    if (near.length === 0) continue;
    const labels = (/^[\p{L}\p{N}\p{M}.-]{1,253}/u.exec(text.slice(at + 1, at + 254))?.[0] ?? "").split(".");
    if (near.some(({ domain }) => sameDomain(labels.slice(0, domain.split(".").length).join(".")) === domain)) return true;
  }
  return false;
}

/** The text as it is, and as it reads with its escapes written out, layer by layer. */
function layersOf(text: string): string[] {
  const layers = [text];
  for (let layer = 0; layer < LAYERS; layer += 1) {
    const next = writtenOut(layers.at(-1) ?? "");
    if (next === layers.at(-1)) break;
    layers.push(next);
  }
  return layers;
}

function writtenOut(text: string): string {
  return text
    .replace(/\\(?:u([0-9a-f]{4})|([\s\S]))/gi, (_, code: string | undefined, letter = "") =>
      code === undefined
        ? /[nrtbf]/.test(letter as string)
          ? " "
          : (letter as string)
        : String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString("utf8"));
}

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start === 0 || start < text.length - OVERLAP; start += PIECE - OVERLAP)
    pieces.push(text.slice(start, start + PIECE));
  return pieces.filter((piece) => /[@＠﹫]/.test(piece));
}

/** Letters as they compare: one width, one composition, one case (ß as ss). */
function fold(text: string): string {
  return text.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}

/** A domain in letters, as they compare; Punycode is read. */
function sameDomain(domain: string): string {
  return fold(domainToUnicode(domain) || domain);
}
