import { domainToASCII } from "node:url";

/** What DNS said to one question. `silent`: it did not answer, so nothing is known; `none`: there is no such record. */
export type DnsAnswer = { kind: "records"; records: readonly string[] } | { kind: "none" } | { kind: "silent" };

/** Asks for the TXT or MX records of a name; MX as host names. Never throws. */
export type Resolve = (name: string, type: "TXT" | "MX") => Promise<DnsAnswer>;

/** How one part of a sending domain stands. */
export type Finding =
  | "ok"
  /** There is none. */
  | "missing"
  /** There are several where one may be: none counts. */
  | "several"
  /** It is there, and does not hold. */
  | "wrong"
  /** DNS did not answer: nothing is known. */
  | "unknown";

/** The TXT records of a name that begin with a version, as `v=spf1`. */
export function versioned(answer: DnsAnswer, version: RegExp): DnsAnswer {
  if (answer.kind !== "records") return answer;
  const records = answer.records.filter((record) => version.test(record));
  return records.length === 0 ? { kind: "none" } : { kind: "records", records };
}

/** The tags of a record as DKIM and DMARC have them: `v=DMARC1; p=none`. The first of several counts. */
export function tagsOf(record: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const part of record.split(";")) {
    const [, name = "", value = ""] = /^\s*([a-z0-9_]+)\s*=\s*([\s\S]*?)\s*$/i.exec(part) ?? [];
    if (name !== "" && !tags.has(name.toLowerCase())) tags.set(name.toLowerCase(), value);
  }
  return tags;
}

/** The domain of an address, as DNS is asked for it; null: it has none. */
export function domainOf(address: string | null): string | null {
  const domain = domainToASCII((address ?? "").slice((address ?? "").lastIndexOf("@") + 1).toLowerCase());
  return address?.includes("@") === true && /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(domain) ? domain : null;
}
