import type { DefenceGroup } from "../defence.ts";

const FORM = "tests/affiliates/public-form.test.ts";
const BOUND = { file: FORM, name: "the link for another account > does nothing with %s" };
const ONCE = {
  file: FORM,
  name: "the link for another account > binds a guest's partnership to the account that presses the button, once, and shows its page",
};
const ENDED = {
  file: FORM,
  name: "the link for another account > ends after thirty days, is no other shop's, and does nothing for who has a partnership or applied",
};
const LINK = "app/affiliates/account-link.server.ts";
const PEOPLE = "app/affiliates/people/affiliates.server.ts";

export const group: DefenceGroup = {
  title: "Partners",
  defences: [
    {
      id: "partner-account-signed",
      defends: "A guest's partnership is bound to an account by a link that we have signed for this shop.",
      test: BOUND,
      mutations: [
        {
          file: LINK,
          find: '  if (!isSignature(signature, "partner-account", contentOf(shopId, affiliateId, until), linkSecrets())) return null;\n',
          replace: "",
        },
      ],
    },
    {
      id: "partner-account-end",
      defends: "For thirty days.",
      test: ENDED,
      mutations: [{ file: LINK, find: "Number.parseInt(until, 36) * 1_000 < now.getTime() ? null : ", replace: "" }],
    },
    {
      id: "partner-account-key",
      defends: "By a page that was shown to this very customer, so that no other site can have their browser do it.",
      test: BOUND,
      mutations: [
        {
          file: "app/storefront/partners/partners.server.ts",
          find: ' || !knowsKey(asked, "account", form)',
          replace: "",
        },
      ],
    },
    {
      id: "partner-account-once",
      defends: "Once: a link that was used binds nobody else.",
      test: ONCE,
      mutations: [
        { file: PEOPLE, find: "a.customer_id is null and a.email is not null and ", replace: "" },
        {
          file: "app/storefront/partners/partners.server.ts",
          find: "!hasPortal(found) || found.customerId !== null || found.email === null",
          replace: "!hasPortal(found)",
        },
      ],
    },
    {
      id: "affiliate-code-ends",
      defends: "The code of who was erased ends in Shopify, however often that fails.",
      test: {
        file: "tests/affiliates/code-ends.test.ts",
        name: "an erasure ends the code in Shopify, also when Shopify is down at first",
      },
      mutations: [
        {
          file: "app/affiliates/noun.server.ts",
          find: "    await letCodesEnd(db, shopId, rows.map(idOf), now);\n",
          replace: "",
        },
      ],
    },
  ],
};
