import { tagsOf, versioned, type Finding, type Resolve } from "./answers.ts";

export type DmarcResult = {
  finding: Finding;
  /** Where the record is: the domain, or one above it. */
  at: string | null;
  policy: "none" | "quarantine" | "reject" | null;
  /** Whether what signs must be the very domain, not one of the same organization. */
  strictDkim: boolean;
};

/** Up to so many names above a domain are asked, as receivers do (DMARCbis, 4.10). */
const MOST_NAMES = 8;

/** The DMARC record that holds for a domain: its own, else that of the nearest name above it. The last name (`de`) is nobody's to set. */
export async function checkDmarc(resolve: Resolve, domain: string): Promise<DmarcResult> {
  const nothing = { at: null, policy: null, strictDkim: false };
  for (const name of namesFrom(domain)) {
    const answer = versioned(await resolve(`_dmarc.${name}`, "TXT"), /^v=DMARC1(?:\s*;|\s*$)/i);
    if (answer.kind === "silent") return { ...nothing, finding: "unknown" };
    if (answer.kind === "none") continue;
    if (answer.records.length > 1) return { ...nothing, finding: "several", at: name };
    const tags = tagsOf(answer.records[0] ?? "");
    // Below the name that has the record its policy for names below counts.
    const said = (name === domain ? tags.get("p") : (tags.get("sp") ?? tags.get("p")))?.toLowerCase();
    const policy = (["none", "quarantine", "reject"] as const).find((one) => one === said) ?? null;
    const strictDkim = tags.get("adkim")?.toLowerCase() === "s";
    return { finding: policy === null ? "wrong" : "ok", at: name, policy, strictDkim };
  }
  return { ...nothing, finding: "missing" };
}

function namesFrom(domain: string): string[] {
  const labels = domain.split(".");
  const names = labels.map((_, index) => labels.slice(index).join(".")).slice(0, -1);
  return names.length <= MOST_NAMES ? names : [domain, ...names.slice(-(MOST_NAMES - 1))];
}

/** Whether a signature of `signer` stands for `domain` (RFC 7489, 3.1.1): the same, or, unless it is strict, both below one name that has its own record. */
export function isAligned(domain: string, signer: string, { at, strictDkim }: Pick<DmarcResult, "at" | "strictDkim">): boolean {
  if (domain === signer) return true;
  if (strictDkim) return false;
  const organization = at ?? domain;
  return (
    [domain, signer].every((name) => name === organization || name.endsWith(`.${organization}`)) || domain.endsWith(`.${signer}`)
  );
}
