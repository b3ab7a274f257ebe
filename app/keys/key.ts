import { z } from "zod";

import { DAY_MS } from "../lib/time.ts";

/** What a key may do, as a merchant chooses it. Reading a customer never takes more than one of them. */
export const scopes = [
  ...(["read:customers", "read:ledger", "write:points"] as const),
  ...(["read:rewards", "read:redemptions", "write:redemptions"] as const),
  ...(["read:referrals", "read:segments", "write:events"] as const),
] as const;
export type Scope = (typeof scopes)[number];

export const NAME_LIMIT = 60;
/** Keys of a shop that work at one time. */
export const MOST_KEYS = 50;
/** For how many days a key may be made; null: until it is revoked. */
export const lifetimes = [null, 30, 90, 365] as const;

export type NewKey = { name: string; scopes: Scope[]; expiresAt: Date | null };
export type KeyIssue = "name" | "scopes" | "too-many";

const formSchema = z.object({ name: z.string().max(1_000), scopes: z.array(z.enum(scopes)), days: z.coerce.number() });

/** A key as the page's form asks for it. Never throws. @returns what is missing, or null for a form that is none of ours */
export function parseKey(form: FormData, now: Date): { ok: true; key: NewKey } | { ok: false; issue: KeyIssue } | null {
  const read = formSchema.safeParse({ name: form.get("name"), scopes: form.getAll("scope"), days: form.get("days") });
  if (!read.success) return null;
  const days = lifetimes.find((lifetime) => (lifetime ?? 0) === read.data.days);
  if (days === undefined) return null;
  const name = read.data.name.replaceAll("\0", "").trim();
  if (name === "" || name.length > NAME_LIMIT) return { ok: false, issue: "name" };
  const chosen = scopes.filter((scope) => read.data.scopes.includes(scope));
  if (chosen.length === 0) return { ok: false, issue: "scopes" };
  return { ok: true, key: { name, scopes: chosen, expiresAt: days === null ? null : new Date(now.getTime() + days * DAY_MS) } };
}

const SHAPE = /^reprise_([1-9]\d{0,8})_[A-Za-z0-9_-]{43}$/;

/** The shop that a key names; null for what is no key. Whether it is one of that shop's only its hash says. */
export function shopOf(key: string): number | null {
  const [, shopId] = SHAPE.exec(key) ?? [];
  return shopId === undefined ? null : Number(shopId);
}

/** @param random 32 bytes as base64url */
export function keyText(shopId: number, random: string): string {
  return `reprise_${shopId}_${random}`;
}
