import { Banner } from "@shopify/polaris";

import type { CustomerDetail } from "../../customers/views/detail.server.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";

/** Says when this account is no longer a living customer. */
export function StateBanner({ customer }: { customer: Pick<CustomerDetail, "mergedInto" | "redactedAt" | "deletedAt"> }) {
  const t = useT();
  const format = useFormat();
  if (customer.redactedAt !== null) {
    return (
      <Banner title={t("customer.redactedTitle", { date: format.date(customer.redactedAt) })}>
        <p>{t("customer.redactedText")}</p>
      </Banner>
    );
  }
  if (customer.mergedInto !== null) {
    const action = { content: t("customer.mergedAction"), url: to("customer", { customerId: customer.mergedInto }) };
    return (
      <Banner title={t("customer.mergedTitle")} action={action}>
        <p>{t("customer.mergedText")}</p>
      </Banner>
    );
  }
  if (customer.deletedAt === null) return null;
  return (
    <Banner title={t("customer.deletedTitle", { date: format.date(customer.deletedAt) })}>
      <p>{t("customer.deletedText")}</p>
    </Banner>
  );
}
