import type { ProviderName } from "../providers/registry.ts";
import type { DomainCheck } from "./check.server.ts";

/** A record to enter where the domain's DNS is kept. */
export type DnsRecord = { part: "spf" | "dkim" | "dmarc"; name: string; type: "TXT"; value: string };

/** What stands for a provider's servers in SPF. */
const INCLUDES: Record<ProviderName, string> = {
  ...{ ses: "amazonses.com", sendgrid: "sendgrid.net", mailgun: "mailgun.org", postmark: "spf.mtasv.net" },
  ...{ resend: "amazonses.com", brevo: "spf.brevo.com", mailjet: "spf.mailjet.com" },
};

type Known = {
  /** Providers that the operator listens to: emails leave through one of them. */
  providers: readonly ProviderName[];
  /** What the operator signs with; null: the mail server signs. */
  dkim: { domainName: string; keySelector: string; publicKey: string } | null;
};

/**
 * The records that are missing, as far as it is known what belongs into them. Where one is there it is for somebody to change who knows what else it is for: a second SPF record
 * would make the first void.
 */
export function missingRecords({ domain, spf, dkim, dmarc }: DomainCheck, known: Known): DnsRecord[] {
  const includes = [...new Set(known.providers.map((name) => `include:${INCLUDES[name]}`))];
  const own = known.dkim?.domainName === domain ? known.dkim : null;
  const record = (part: DnsRecord["part"], name: string, value: string): DnsRecord => ({ part, name, type: "TXT", value });
  return [
    ...(spf.finding === "missing" && includes.length > 0
      ? [record("spf", domain, ["v=spf1", ...includes, "~all"].join(" "))]
      : []),
    ...(dkim.finding === "missing" && own !== null
      ? [record("dkim", `${own.keySelector}._domainkey.${domain}`, `v=DKIM1; k=rsa; p=${own.publicKey}`)]
      : []),
    ...(dmarc.finding === "missing" ? [record("dmarc", `_dmarc.${domain}`, "v=DMARC1; p=none")] : []),
  ];
}
