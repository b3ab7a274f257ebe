import { createPublicKey } from "node:crypto";

import { tagsOf, versioned, type Finding, type Resolve } from "./answers.ts";

export type DkimResult = {
  finding: Finding;
  /** Where the key is, or was looked for. */ selector: string | null;
  problem: "revoked" | "short" | "syntax" | null;
};

/** Selectors that providers use where a domain is set up with them, tried where the merchant names none. */
const KNOWN_SELECTORS: readonly string[] = [
  ...[
    "s1",
    "s2",
    "resend",
    "pm",
    "mail",
    "brevo1",
    "brevo2",
    "mailjet",
    "mx",
    "k1",
    "k2",
    "pic",
    "smtp",
    "krs",
    "default",
    "google",
    "selector1",
    "selector2",
  ],
  ...["dkim", "mailo", "email", "20230601", "pm-bounces"],
];

const SELECTOR = /^[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?$/i;
const SHORTEST_RSA = 1024;

export function isSelector(text: string): boolean {
  return SELECTOR.test(text);
}

/** The key of a selector that somebody names; without one, the first that is found among the known. */
export async function checkDkim(resolve: Resolve, domain: string, selector: string | null): Promise<DkimResult> {
  if (selector !== null) return atSelector(resolve, domain, selector);
  const results = await Promise.all(KNOWN_SELECTORS.map((known) => atSelector(resolve, domain, known)));
  const best = ["ok", "wrong", "several"].flatMap((finding) => results.filter((result) => result.finding === finding))[0];
  if (best !== undefined) return best;
  // Where none of the known answers, DNS itself is silent; a selector of another name may be there all the same.
  const silent = results.every(({ finding }) => finding === "unknown");
  return { finding: silent ? "unknown" : "missing", selector: null, problem: null };
}

async function atSelector(resolve: Resolve, domain: string, selector: string): Promise<DkimResult> {
  // A record may leave its version out (RFC 6376, 3.6.1).
  const answer = versioned(await resolve(`${selector}._domainkey.${domain}`, "TXT"), /(?:^|;)\s*(?:v=DKIM1|k=|p=)/i);
  if (answer.kind !== "records") return { finding: answer.kind === "none" ? "missing" : "unknown", selector, problem: null };
  if (answer.records.length > 1) return { finding: "several", selector, problem: null };
  const problem = problemOf(tagsOf(answer.records[0] ?? ""));
  return { finding: problem === null ? "ok" : "wrong", selector, problem };
}

function problemOf(tags: ReadonlyMap<string, string>): DkimResult["problem"] {
  const key = (tags.get("p") ?? "").replace(/\s+/g, "");
  if (tags.has("p") && key === "") return "revoked";
  const type = (tags.get("k") ?? "rsa").toLowerCase();
  // Ed25519 keys stand there as they are (RFC 8463).
  if (type === "ed25519") return Buffer.from(key, "base64").length === 32 ? null : "syntax";
  const bits = rsaBits(key);
  if (bits === null || type !== "rsa") return "syntax";
  return bits < SHORTEST_RSA ? "short" : null;
}

function rsaBits(base64: string): number | null {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" });
    return key.asymmetricKeyDetails?.modulusLength ?? null;
  } catch {
    return null;
  }
}
