import { lowerAddress } from "./lower-address.ts";

const GMAIL = new Set(["gmail.com", "googlemail.com"]);

/** The mailbox behind an address, whatever its spelling (case, plus-addressing, dots at Gmail): what is given once is given once for it. */
export function normalAddress(email: string): string {
  const address = lowerAddress(email);
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1);
  const local = address.slice(0, at).replace(/(?<=.)\+.*$/, "");
  return GMAIL.has(domain) ? `${local.replaceAll(".", "")}@gmail.com` : `${local}@${domain}`;
}
