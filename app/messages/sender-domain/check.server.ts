import { Resolver } from "node:dns/promises";

import { within } from "../../lib/patience.ts";
import { SECOND_MS } from "../../lib/time.ts";
import type { DnsAnswer, Finding, Resolve } from "./answers.ts";
import { checkDkim, type DkimResult } from "./dkim.ts";
import { checkDmarc, type DmarcResult } from "./dmarc.ts";
import { checkSpf, type SpfResult } from "./spf.ts";

export type DomainCheck = { domain: string; spf: SpfResult; dkim: DkimResult; dmarc: DmarcResult; mx: { finding: Finding } };

const PATIENCE_MS = 3 * SECOND_MS;
/** One name has one attempt and its repetition; all of a check's names together are asked at once or in short rows. */
const OPTIONS = { timeout: 1_000, tries: 2 };
const NONE = /^(ENOTFOUND|ENODATA)$/;

/** Asks DNS, with an end. @param servers others than the machine's own, for tests */
export function createResolve(servers?: readonly string[]): Resolve {
  const resolver = new Resolver(OPTIONS);
  if (servers !== undefined) resolver.setServers(servers);
  const known = new Map<string, Promise<DnsAnswer>>();
  const ask = async (name: string, type: "TXT" | "MX"): Promise<DnsAnswer> => {
    try {
      const records =
        type === "TXT"
          ? (await within(PATIENCE_MS, resolver.resolveTxt(name))).map((parts) => parts.join(""))
          : (await within(PATIENCE_MS, resolver.resolveMx(name))).map(({ exchange }) => exchange);
      return records.length === 0 ? { kind: "none" } : { kind: "records", records };
    } catch (error) {
      const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
      return { kind: NONE.test(code) ? "none" : "silent" };
    }
  };
  return (name, type) => {
    const key = `${type} ${name}`;
    const answer = known.get(key) ?? ask(name, type);
    known.set(key, answer);
    return answer;
  };
}

/** How a domain stands that emails are sent from. Tells, and keeps nothing from being sent. Never throws. @param selector the merchant's; null: those that providers use are tried */
export async function checkDomain(
  domain: string,
  selector: string | null,
  resolve: Resolve = createResolve(),
): Promise<DomainCheck> {
  const [spf, dkim, dmarc, mx] = await Promise.all([
    checkSpf(resolve, domain),
    checkDkim(resolve, domain, selector),
    checkDmarc(resolve, domain),
    resolve(domain, "MX"),
  ]);
  return { domain, spf, dkim, dmarc, mx: { finding: mxFinding(mx) } };
}

/** A host of "." (in Node: "") says that the domain takes no email (RFC 7505): answers would go nowhere. */
function mxFinding(answer: DnsAnswer): Finding {
  if (answer.kind !== "records") return answer.kind === "none" ? "missing" : "unknown";
  return answer.records.every((host) => host === "" || host === ".") ? "wrong" : "ok";
}
