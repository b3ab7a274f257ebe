import { cleanText } from "../../lib/fields.ts";
import { lowerAddress } from "../../lib/lower-address.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";

export const LONGEST_PITCH = 1_000;
const LONGEST_NAME = 100;
const NO_ADDRESS = "";

/** Who wants to become an affiliate, and how they want to recommend the shop. */
export type Application = { name: string; email: string; website: string | null; pitch: string };
export type ApplicationIssue = "name" | "email" | "website" | "pitch" | "agree";

/** Makes an application of what a stranger typed, or says what is wrong. */
export function readApplication(
  typed: ReadonlyMap<string, string>,
): { ok: true; application: Application } | { ok: false; issues: ApplicationIssue[] } {
  const issues: ApplicationIssue[] = [];
  const raw = (field: string) => cleanText(typed.get(field) ?? "").trim();
  const name = raw("name").replace(/[\s\p{Cc}\p{Cf}]+/gu, " ");
  if (name.trim() === "" || name.length > LONGEST_NAME) issues.push("name");
  const email = lowerAddress(raw("email"));
  if (email.length > 254 || !/^[^\s@<>"',;]+@[^\s@<>"',;]+\.[^\s@<>"',;]+$/.test(email)) issues.push("email");
  const website = readWebsite(raw("website"));
  if (website === NO_ADDRESS) issues.push("website");
  const pitch = raw("pitch").replace(/\r\n?/g, "\n");
  if (pitch === "" || pitch.length > LONGEST_PITCH) issues.push("pitch");
  if (typed.get("agree") !== "yes") issues.push("agree");
  if (issues.length > 0 || website === NO_ADDRESS) return { ok: false, issues };
  return { ok: true, application: { name: name.trim(), email, website, pitch } };
}

/** An address of the web with its scheme; `NO_ADDRESS` for what is not one, null where nothing was typed. A merchant clicks on it: nothing but the web is behind it. */
function readWebsite(typed: string): string | null {
  if (typed === "") return null;
  const url = URL.parse(/^https?:\/\//i.test(typed) ? typed : `https://${typed}`);
  const isWeb = url !== null && (url.protocol === "https:" || url.protocol === "http:") && url.hostname.includes(".");
  return !isWeb || url.username !== "" || url.password !== "" || url.href.length > 300 ? NO_ADDRESS : url.href;
}

/** From when on somebody who was declined may apply again. */
export function mayApplyFrom(declinedAt: Date | null, reapplyDays: number): Date {
  return declinedAt === null ? new Date(0) : plusMs(declinedAt, reapplyDays * DAY_MS);
}

/** A code as it is kept: 3 to 24 letters and digits; null for anything else. */
export function readAffiliateCode(typed: string): string | null {
  const code = typed.trim().toUpperCase();
  return /^[A-Z0-9]{3,24}$/.test(code) ? code : null;
}

/** "ANNA10" for Anna with ten percent. */
export function suggestCode(name: string, percent: number): string {
  const plain = name.replaceAll("ß", "ss").normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase();
  const [first = ""] = plain.split(/[^A-Z0-9]+/).filter((word) => word !== "");
  return `${first.slice(0, 12) || "PARTNER"}${percent}`;
}
