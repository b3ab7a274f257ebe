/**
 * What is known of one customer, and how statements about it add up: an order-free fold, so that any arrival order and any repetition of the same
 * statements ends in the same state. Each part carries the instant it was last stated: the profile as a whole, the locale, every tag, each consent.
 */
import { hasTag } from "../../lib/tags.ts";
import type { Channel, Consent, ConsentState, CustomerSnapshot } from "../../facts/customer.ts";

export type Profile = Pick<
  CustomerSnapshot,
  | "email"
  | "emailVerified"
  | "phone"
  | "firstName"
  | "lastName"
  | "countryCode"
  | "provinceCode"
  | "note"
  | "accountState"
  | "createdAt"
>;

/** A tag's last statement: present or not, at which instant (milliseconds since 1970). */
export type TagMark = { at: number; present: boolean };

export type CustomerState = {
  customerId: bigint;
  profile: Profile;
  /** Null: known only from an order, or from a statement about one part. */
  updatedAt: Date | null;
  locale: string | null;
  localeAt: number | null;
  /** The last complete list of tags, and its instant. */
  tagList: string[];
  tagsListedAt: number | null;
  /** Tags stated by name since that list. */
  tagMarks: ReadonlyMap<string, TagMark>;
  emailConsent: Consent;
  smsConsent: Consent;
  deletedAt: Date | null;
  redactedAt: Date | null;
  mergedInto: bigint | null;
};

/** From most to least permissive: of two statements of one instant the stricter holds; an explicit one outranks never having been asked. */
const strictness: readonly ConsentState[] = ["not_subscribed", "subscribed", "pending", "invalid", "unsubscribed", "redacted"];

function newerConsent(a: Consent, b: Consent): Consent {
  const byTime = time(a.at) - time(b.at);
  if (byTime !== 0 && !Number.isNaN(byTime)) return byTime > 0 ? a : b;
  const byState = strictness.indexOf(a.state) - strictness.indexOf(b.state);
  if (byState !== 0) return byState > 0 ? a : b;
  return (a.optInLevel ?? "") >= (b.optInLevel ?? "") ? a : b;
}

/** When two customers become one, nobody is written to who has not agreed as both. Dated by the younger statement. */
function strictestConsent(a: Consent, b: Consent): Consent {
  const order: readonly ConsentState[] = ["subscribed", "pending", "not_subscribed", "invalid", "unsubscribed", "redacted"];
  const stricter = order.indexOf(a.state) >= order.indexOf(b.state) ? a : b;
  const at = time(a.at) >= time(b.at) ? a.at : b.at;
  return { ...stricter, at };
}

export function applySnapshot(state: CustomerState, snapshot: CustomerSnapshot): CustomerState {
  // Data from before a person asked to be forgotten must not come back with a late message.
  if (state.redactedAt !== null && snapshot.updatedAt <= state.redactedAt) return state;
  let next = state;
  const profile = profileOf(snapshot);
  if (isNewer(snapshot.updatedAt, profile, state)) next = { ...next, profile, updatedAt: snapshot.updatedAt };
  const stated = snapshot.updatedAt.getTime();
  if (snapshot.locale !== null && isLater([stated, snapshot.locale], [state.localeAt ?? -Infinity, state.locale ?? ""])) {
    next = { ...next, locale: snapshot.locale, localeAt: stated };
  }
  if (snapshot.tags !== undefined) next = listTags(next, snapshot.tags, stated);
  if (snapshot.emailConsent !== undefined) next = applyConsent(next, "email", snapshot.emailConsent);
  if (snapshot.smsConsent !== undefined) next = applyConsent(next, "sms", snapshot.smsConsent);
  return next;
}

export function applyConsent(state: CustomerState, channel: Channel, consent: Consent): CustomerState {
  if (state.redactedAt !== null && time(consent.at) <= state.redactedAt.getTime()) return state;
  const known = channel === "email" ? state.emailConsent : state.smsConsent;
  const next = newerConsent(known, consent);
  if (next === known) return state;
  return channel === "email" ? { ...state, emailConsent: next } : { ...state, smsConsent: next };
}

export function applyTags(state: CustomerState, added: readonly string[], removed: readonly string[], at: Date): CustomerState {
  if (state.redactedAt !== null && at <= state.redactedAt) return state;
  const stated = at.getTime();
  if (state.tagsListedAt !== null && stated <= state.tagsListedAt) return state;
  const said = [...added.map((tag) => ({ tag, present: true })), ...removed.map((tag) => ({ tag, present: false }))];
  const news = said.filter(({ tag, present }) => {
    const known = state.tagMarks.get(tag);
    // Added and removed at one instant: removed holds.
    return known === undefined || known.at < stated || (known.at === stated && known.present && !present);
  });
  if (news.length === 0) return state;
  return {
    ...state,
    tagMarks: new Map([...state.tagMarks, ...news.map(({ tag, present }): [string, TagMark] => [tag, { at: stated, present }])]),
  };
}

export function applyDeletion(state: CustomerState, at: Date): CustomerState {
  return state.deletedAt === null || at < state.deletedAt ? { ...state, deletedAt: at } : state;
}

/**
 * What the kept customer takes over from the one that was merged into it at `at`: its tags, and the stricter of both consents, unless the kept
 * customer has stated one since. Doing it again when something late is heard of the one that is gone changes nothing else.
 */
export function absorb(kept: CustomerState, gone: CustomerState, at: Date): CustomerState {
  const withTags = applyTags(kept, tagsIn(gone), [], at);
  const emailConsent = mergeConsent(withTags.emailConsent, gone.emailConsent, at);
  const smsConsent = mergeConsent(withTags.smsConsent, gone.smsConsent, at);
  return sameConsent(emailConsent, kept.emailConsent) && sameConsent(smsConsent, kept.smsConsent)
    ? withTags
    : { ...withTags, emailConsent, smsConsent };
}

function mergeConsent(kept: Consent, gone: Consent, at: Date): Consent {
  return time(kept.at) > at.getTime() ? kept : strictestConsent(kept, gone);
}

function sameConsent(a: Consent, b: Consent): boolean {
  return a.state === b.state && a.optInLevel === b.optInLevel && time(a.at) === time(b.at);
}

function listTags(state: CustomerState, tags: readonly string[], stated: number): CustomerState {
  const list = [...new Set(tags)].sort();
  if (!isLater([stated, list.join("\n")], [state.tagsListedAt ?? -Infinity, state.tagList.join("\n")])) return state;
  const tagMarks = new Map([...state.tagMarks].filter(([, mark]) => mark.at > stated));
  return { ...state, tagList: list, tagsListedAt: stated, tagMarks };
}

/** The last complete list with the tags stated by name since then; sorted. */
export function tagsIn(state: Pick<CustomerState, "tagList" | "tagMarks">): string[] {
  const tags = new Set(state.tagList);
  for (const [tag, { present }] of state.tagMarks) {
    if (present) tags.add(tag);
    else tags.delete(tag);
  }
  return [...tags].sort();
}

/** Whether it is known of a customer if they carry a tag: all of their tags have been listed, or this one stated by name. */
export function isTagKnown({ tagsListedAt, tagMarks }: Pick<CustomerState, "tagsListedAt" | "tagMarks">, tag: string): boolean {
  return tagsListedAt !== null || hasTag(tagMarks.keys(), tag);
}

function profileOf(snapshot: CustomerSnapshot): Profile {
  const { email, emailVerified, phone, firstName, lastName, countryCode, provinceCode, note, accountState, createdAt } = snapshot;
  return { email, emailVerified, phone, firstName, lastName, countryCode, provinceCode, note, accountState, createdAt };
}

function isNewer(updatedAt: Date, profile: Profile, state: CustomerState): boolean {
  if (state.updatedAt === null) return true;
  return isLater([updatedAt.getTime(), comparable(profile)], [state.updatedAt.getTime(), comparable(state.profile)]);
}

/** Property order is that of the type, whoever built the object; anything that differs decides a tie the same way everywhere. */
function comparable(profile: Profile): string {
  const { email, emailVerified, phone, firstName, lastName, countryCode, provinceCode, note, accountState, createdAt } = profile;
  // Last, and "" for none: of two statements that differ in nothing else, the one that knows the province holds. Rows from before it was kept have none.
  const rest = [note, accountState, createdAt.getTime(), provinceCode ?? ""];
  return JSON.stringify([email, emailVerified, phone, firstName, lastName, countryCode, ...rest]);
}

function isLater([at, content]: [number, string], [knownAt, knownContent]: [number, string]): boolean {
  return at > knownAt || (at === knownAt && content > knownContent);
}

/** Undated statements are older than any dated one. */
function time(at: Date | null): number {
  return at === null ? -Infinity : at.getTime();
}
