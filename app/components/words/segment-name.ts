import type { PlainKey, Translate } from "../../i18n/translate.ts";
import { isDefaultName } from "../../segments/defaults.ts";

const words: Record<string, PlainKey> = {
  new: "segmentNames.new",
  regular: "segmentNames.regular",
  vip: "segmentNames.vip",
  "at-risk": "segmentNames.atRisk",
};

/** A segment's name: the built-in ones in the reader's language for as long as nobody has renamed them, others as the merchant called them. */
export function segmentName({ key, name }: { key: string; name?: string }, t: Translate): string {
  const known = words[key];
  return known === undefined || (name !== undefined && !isDefaultName(key, name)) ? (name ?? key) : t(known);
}
