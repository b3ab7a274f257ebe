import { z } from "zod";

import { lowerAddress } from "../../lib/lower-address.ts";
import { idFromGid } from "../../lib/gid.ts";
import { cleanProvince } from "./province.ts";
import { parseInstant } from "../../lib/time.ts";
import type { Consent, ConsentState, CustomerSnapshot } from "../../facts/customer.ts";

const marketing = z.object({
  marketingState: z.string(),
  marketingOptInLevel: z.string().nullable(),
  marketingUpdatedAt: z.string().nullable(),
});

const customerSchema = z.object({
  id: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  locale: z.string().nullable(),
  note: z.string().nullable(),
  state: z.string(),
  tags: z.array(z.string()),
  verifiedEmail: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
  defaultAddress: z.object({ countryCodeV2: z.string().nullable(), provinceCode: z.string().nullable() }).nullable(),
  defaultEmailAddress: marketing.extend({ emailAddress: z.string() }).nullable(),
  defaultPhoneNumber: z
    .object({
      phoneNumber: z.string(),
      smsMarketingConsent: z.object({ state: z.string(), optInLevel: z.string().nullable(), updatedAt: z.string().nullable() }),
    })
    .nullable(),
});

/** The snapshot of a customer as the Admin API describes one (`CUSTOMER_FIELDS`), tags and consents included. @throws ZodError */
export function customerFromAdmin(source: unknown): CustomerSnapshot {
  const row = customerSchema.parse(source);
  const emailConsent = consentOf(row.defaultEmailAddress);
  const smsConsent = consentOf(row.defaultPhoneNumber && smsMarketing(row.defaultPhoneNumber.smsMarketingConsent));
  return {
    customerId: idFromGid(row.id, "Customer"),
    email: row.defaultEmailAddress === null ? null : lowerAddress(row.defaultEmailAddress.emailAddress),
    emailVerified: row.verifiedEmail,
    phone: row.defaultPhoneNumber?.phoneNumber ?? null,
    firstName: row.firstName,
    lastName: row.lastName,
    locale: row.locale,
    countryCode: row.defaultAddress?.countryCodeV2 ?? null,
    provinceCode: cleanProvince(row.defaultAddress?.provinceCode),
    note: row.note,
    accountState: row.state.toLowerCase(),
    createdAt: parseInstant(row.createdAt),
    updatedAt: parseInstant(row.updatedAt),
    tags: row.tags,
    ...(emailConsent === null ? {} : { emailConsent }),
    ...(smsConsent === null ? {} : { smsConsent }),
  };
}

const consentStates: readonly ConsentState[] = ["subscribed", "not_subscribed", "pending", "unsubscribed", "redacted", "invalid"];

/** Consent to text messages has the same parts under other names. */
function smsMarketing({ state, optInLevel, updatedAt }: { state: string; optInLevel: string | null; updatedAt: string | null }) {
  return { marketingState: state, marketingOptInLevel: optInLevel, marketingUpdatedAt: updatedAt };
}

function consentOf(address: z.infer<typeof marketing> | null): Consent | null {
  if (address === null) return null;
  const state = consentStates.find((known) => known === address.marketingState.toLowerCase()) ?? "not_subscribed";
  const at = address.marketingUpdatedAt === null ? null : parseInstant(address.marketingUpdatedAt);
  return { state, optInLevel: address.marketingOptInLevel?.toLowerCase() ?? null, at };
}
