import { versioned, type Finding, type Resolve } from "./answers.ts";

export type SpfResult = {
  finding: Finding;
  record: string | null;
  /** Look-ups that a receiver has to make; more than ten, and it gives up (RFC 7208, 4.6.4). */
  lookups: number;
  problem: "too-many-lookups" | "loop" | "syntax" | "included-missing" | "allows-all" | null;
};

const MOST_LOOKUPS = 10;
/** Terms that cost a look-up each. */
const COSTLY = /^[+?~-]?(?:include:|a(?:$|[:/])|mx(?:$|[:/])|ptr(?:$|:)|exists:)|^redirect=/i;
const TERM =
  /^(?:[+?~-]?(?:all|include:\S+|a(?:[:/]\S+)?|mx(?:[:/]\S+)?|ptr(?::\S+)?|ip4:[\d./]+|ip6:[\da-f:./]+|exists:\S+)|[a-z][\w.-]*=\S*)$/i;

const version = /^v=spf1(?: |$)/i;

/** The SPF record of a domain, with what it takes in. */
export async function checkSpf(resolve: Resolve, domain: string): Promise<SpfResult> {
  const answer = versioned(await resolve(domain, "TXT"), version);
  if (answer.kind !== "records")
    return { finding: answer.kind === "none" ? "missing" : "unknown", record: null, lookups: 0, problem: null };
  const [record = ""] = answer.records;
  if (answer.records.length > 1) return { finding: "several", record, lookups: 0, problem: null };
  const count = { lookups: 0, problem: null as SpfResult["problem"], silent: false };
  await follow(resolve, domain, record, count, new Set());
  const { lookups, problem, silent } = count;
  const finding = problem === null ? (silent ? "unknown" : "ok") : "wrong";
  return { finding, record, lookups, problem };
}

type Count = { lookups: number; problem: SpfResult["problem"]; silent: boolean };

/** Depth first, as receivers do. A record that is taken in twice counts twice. */
async function follow(resolve: Resolve, domain: string, record: string, count: Count, above: ReadonlySet<string>): Promise<void> {
  const terms = record.trim().split(/\s+/).slice(1);
  const here = new Set([...above, domain]);
  if (terms.some((term) => !TERM.test(term))) count.problem ??= "syntax";
  if (above.size === 0 && terms.some((term) => /^\+?all$/i.test(term))) count.problem ??= "allows-all";
  for (const term of terms) {
    if (count.problem !== null) return;
    if (!COSTLY.test(term)) continue;
    count.lookups += 1;
    if (count.lookups > MOST_LOOKUPS) {
      count.problem = "too-many-lookups";
      return;
    }
    const target = /^(?:[+?~-]?include:|redirect=)(\S+)$/i.exec(term)?.[1]?.toLowerCase().replace(/\.$/, "");
    // Macros stand for what only a receiver knows.
    if (target === undefined || target.includes("%")) continue;
    if (here.has(target)) {
      count.problem = "loop";
      return;
    }
    const answer = versioned(await resolve(target, "TXT"), version);
    if (answer.kind === "silent") count.silent = true;
    else if (answer.kind === "none" || answer.records.length > 1) count.problem = "included-missing";
    else await follow(resolve, target, answer.records[0] ?? "", count, here);
  }
}
