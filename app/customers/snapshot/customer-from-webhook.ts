import { cleanText } from "../../lib/fields.ts";
import { cleanProvince } from "./province.ts";
import type { Consent, ConsentState, CustomerSnapshot } from "../../facts/customer.ts";
import type { ConsentBody, CustomerBody } from "../orders/snapshot/order-body.ts";

const states: readonly ConsentState[] = ["subscribed", "not_subscribed", "pending", "unsubscribed", "redacted", "invalid"];

/** A consent that a body states; null when it states none (or one that we do not know, which must not become a permission). */
export function consentOf(body: ConsentBody): Consent | null {
  const state = states.find((known) => known === body?.state?.toLowerCase());
  if (state === undefined) return null;
  return { state, optInLevel: body?.opt_in_level?.toLowerCase() ?? null, at: body?.consent_updated_at ?? null };
}

/** Comma-separated or a list, as versions differ; sorted, without blanks and repetitions. */
export function tagsOf(tags: string | readonly string[]): string[] {
  const list = typeof tags === "string" ? tags.split(",") : tags;
  return [...new Set(list.map((tag) => cleanText(tag).trim().slice(0, 255)).filter((tag) => tag !== ""))].sort();
}

/** `fallback` stands in for what a customer inside an order may lack. */
export function snapshotOfCustomer(
  body: CustomerBody,
  fallback: { updatedAt: Date; createdAt: Date; locale: string | null },
): CustomerSnapshot {
  const emailConsent = consentOf(body.email_marketing_consent);
  const smsConsent = consentOf(body.sms_marketing_consent);
  return {
    customerId: body.admin_graphql_api_id ?? body.id,
    email: body.email,
    emailVerified: body.verified_email ?? false,
    phone: body.phone,
    firstName: body.first_name,
    lastName: body.last_name,
    locale: body.locale ?? fallback.locale,
    countryCode: body.default_address?.country_code ?? null,
    provinceCode: cleanProvince(body.default_address?.province_code),
    note: body.note,
    accountState: body.state,
    createdAt: body.created_at ?? fallback.createdAt,
    updatedAt: body.updated_at ?? fallback.updatedAt,
    ...(body.tags === undefined || body.tags === null ? {} : { tags: tagsOf(body.tags) }),
    ...(emailConsent === null ? {} : { emailConsent }),
    ...(smsConsent === null ? {} : { smsConsent }),
  };
}
