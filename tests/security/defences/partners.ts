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
const IN_KIND = "tests/affiliates/in-kind.test.ts";
const RECRUITERS = "tests/affiliates/recruiters.test.ts";
const EMAILS = "tests/affiliates/emails.test.ts";
const LINK = "app/affiliates/account-link.server.ts";
const PEOPLE = "app/affiliates/people/affiliates.server.ts";

const EXCHANGE = "tests/affiliates/exchange.test.ts";

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
      id: "affiliate-method-offered",
      defends: "Store credit and points are had only where the merchant offers them and they can be used, whatever a form says.",
      test: {
        file: IN_KIND,
        name: "who cannot be paid in kind > is offered neither, and what is not offered cannot be chosen by a form",
      },
      mutations: [
        {
          file: "app/affiliates/people/payee.ts",
          find: '  if (method !== (typed.get("method") ?? "bank")) issues.push("method");\n',
          replace: "",
        },
      ],
    },
    {
      id: "affiliate-credit-kept",
      defends: "Store credit that Shopify has given, or may still give, is not due again.",
      test: {
        file: IN_KIND,
        name: "payouts as store credit, by Shopify's stand-in > are credited once, also when Shopify's answer is lost, and cannot be canceled on their way nor after",
      },
      mutations: [
        {
          file: "app/affiliates/payouts/after.server.ts",
          find: " || (payout.redemptionId !== null && !payout.refused)",
          replace: "",
        },
      ],
    },
    {
      id: "affiliate-recruiter-self",
      defends: "Nobody recruits themselves, nor gets a share of their own order.",
      test: {
        file: RECRUITERS,
        name: "a share for who recruited an affiliate > is nobody's for their own order, nor of a second self, whenever that comes to be known",
      },
      mutations: [
        {
          file: "app/affiliates/ledger/attribute.ts",
          find: "isSame(order, recruiter) || isSame(partner, recruiter) ? null : ",
          replace: "",
        },
      ],
    },
    {
      id: "affiliate-recruiter-off",
      defends: "Nobody counts as recruited while no plan pays for it, whatever a form says.",
      test: { file: FORM, name: "an application by another affiliate's link > is nobody's where %s" },
      mutations: [
        {
          file: "app/storefront/partners/partners.server.ts",
          find: ' || typed === "" || !(await canRecruit(db(), shop.shopId))',
          replace: "",
        },
      ],
    },
    {
      id: "affiliate-email-words",
      defends: "What a stranger types into the application goes to nobody's mailbox.",
      test: {
        file: EMAILS,
        name: "emails to affiliates > tell that an application is here and what came of it, each once, in the language of the application",
      },
      mutations: [
        {
          file: "app/affiliates/emails/tell.server.ts",
          find: 'kind === "received" ? "" : ',
          replace: "",
        },
      ],
    },
    {
      id: "affiliate-email-once",
      defends: "An email to an affiliate is handed over once, whatever workers do at once.",
      test: { file: EMAILS, name: "emails to affiliates > are handed over by one of two workers (real race)" },
      mutations: [
        {
          file: "app/affiliates/emails/send.server.ts",
          find: "set due_at = null, attempts",
          replace: "set attempts",
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
    {
      id: "affiliate-import-once",
      defends: "An affiliate of a file comes once, by the program's id and by the address, whatever is imported at once.",
      test: {
        file: EXCHANGE,
        name: "a file with affiliates > is told before anything is done, and brings each person once, however often and by whomever it is taken",
      },
      mutations: [
        {
          file: "app/affiliates/exchange/sort-people.ts",
          find: " && !(key !== null && known.keys.has(key))",
          replace: "",
        },
      ],
    },
    {
      id: "affiliate-import-plan",
      defends: "Nobody is given a plan of another shop, whatever a form says.",
      test: {
        file: EXCHANGE,
        name: "a file with affiliates > stays within its shop, its people and its plans",
      },
      mutations: [
        {
          file: "app/actions/affiliates/import-affiliates.server.ts",
          find: 'return { outcome: "no-plan" };',
          replace: "void 0;",
        },
      ],
    },
    {
      id: "affiliate-import-code",
      defends: "A code that exists in Shopify is never taken over by an import.",
      test: {
        file: EXCHANGE,
        name: "codes of who was brought along > are made in Shopify once by two workers (real race); one that exists there stays, and the merchant decides",
      },
      mutations: [
        {
          file: "app/affiliates/codes/approve.server.ts",
          find: " && (await findCode(means, shop, code)) === null",
          replace: "",
        },
      ],
    },
    {
      id: "affiliate-import-silent",
      defends: "Nobody is emailed because of an import unless the merchant says so.",
      test: {
        file: EXCHANGE,
        name: "a file with affiliates > has nobody written to unless the merchant says so",
      },
      mutations: [
        {
          file: "app/affiliates/people/affiliates.server.ts",
          find: "rows.length > 0 && tell",
          replace: "rows.length > 0",
        },
      ],
    },
    {
      id: "affiliate-import-sealed",
      defends: "A PayPal address that was brought along is kept sealed.",
      test: {
        file: EXCHANGE,
        name: "where PayPal reached somebody > is sealed, theirs to confirm, and gone with them, who are not brought back",
      },
      mutations: [
        {
          file: "app/affiliates/exchange/import.server.ts",
          find: "sealPaypal(paypal, shopId, id)",
          replace: "paypal",
        },
      ],
    },
  ],
};
