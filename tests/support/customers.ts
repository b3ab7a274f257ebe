import type { CustomerSnapshot } from "../../app/facts/customer.ts";

/** A customer as Shopify tells of one of whom it knows no more than an address, as they have been since an instant. */
export function customerSnapshot(customerId: bigint, since: Date, changes: Partial<CustomerSnapshot> = {}): CustomerSnapshot {
  return {
    ...{ customerId, email: `c${customerId}@example.com`, emailVerified: true, phone: null, firstName: null, lastName: null },
    ...{ locale: null, countryCode: null, provinceCode: null, note: null, accountState: null },
    ...{ createdAt: since, updatedAt: since },
    ...changes,
  };
}
