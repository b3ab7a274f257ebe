import { hasTag, sameTag } from "../../lib/tags.ts";
import { read } from "../language/check.ts";
import { namedInText } from "../editing/named.ts";
import { conditions, type Condition } from "../language/query.ts";

export type Tagging = { segmentId: number; key: string; query: string; tag: string | null };

/** Shopify's limit. A comma would make two of it. */
const LONGEST_TAG = 40;
/** Of one shop: each is a call to Shopify for whoever comes or goes. */
export const MOST_TAGGING = 20;
/** Of a segment that begins to give a tag: its members are told to Shopify one by one, a few a second. */
export const MOST_TAGGED = 25_000;

/** A tag as Shopify takes it; null for what is none. */
export function parseTag(typed: string): string | null {
  const tag = typed.toWellFormed().replaceAll("\0", "").trim();
  return tag === "" || tag.length > LONGEST_TAG || tag.includes(",") ? null : tag;
}

/**
 * The segments that give their members a tag, by tag as the first of them writes it. One that asks for a tag that segments give, itself or through another segment, is left
 * out: it would come and go with its own tag, or two with each other's, for ever.
 */
export function tagsInForce(segments: readonly Tagging[]): Map<string, number[]> {
  const inForce = new Map<string, number[]>();
  for (const segment of segments) {
    const { segmentId, tag } = segment;
    if (tag === null || isInCircle(segment, segments)) continue;
    const written = [...inForce.keys()].find((known) => sameTag(known, tag)) ?? tag;
    inForce.set(written, [...(inForce.get(written) ?? []), segmentId]);
  }
  return inForce;
}

/** Whether who is in a segment depends on a tag that segments give. */
export function isInCircle(segment: Tagging, segments: readonly Tagging[]): boolean {
  const given = segments.flatMap(({ tag }) => (tag === null ? [] : [tag]));
  const byKey = new Map(segments.map((one) => [one.key.toLowerCase(), one]));
  const seen = new Set<Tagging>();
  const asks = (one: Tagging): boolean => {
    if (seen.has(one)) return false;
    seen.add(one);
    if (asksForTag(one.query, given)) return true;
    return namedInText(one.query, "segments").some((key) => {
      const named = byKey.get(key.toLowerCase());
      return named !== undefined && asks(named);
    });
  };
  return asks(segment);
}

/** Whether what a query means depends on whether somebody has one of these tags. One that cannot be read depends on nothing: its members stay. */
function asksForTag(query: string, tags: readonly string[]): boolean {
  const checked = read(query);
  return checked.ok && conditions(checked.query).some((condition) => dependsOnTag(condition, tags));
}

function dependsOnTag(condition: Condition, tags: readonly string[]): boolean {
  if (condition.kind !== "list" || condition.attribute !== "customer_tags") return false;
  // Whether somebody has any tag at all is changed by each.
  return !("value" in condition.test) || hasTag(tags, condition.test.value);
}
