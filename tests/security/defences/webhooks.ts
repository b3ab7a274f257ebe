import type { DefenceGroup } from "../defence.ts";

const ROUTE = "tests/webhooks/route.test.ts";
const REFUSED = { file: ROUTE, name: "a delivery that must not be stored > %s → %i" };
const RECEIVE = "app/webhooks/receive.server.ts";
const INBOX = "app/webhooks/inbox.server.ts";

export const group: DefenceGroup = {
  title: "Webhooks",
  defences: [
    {
      id: "webhook-hmac",
      defends: "Only what Shopify signed with the app's secret is stored; everything else is answered 401.",
      test: REFUSED,
      mutations: [
        {
          file: "app/shopify.server.ts",
          find: "if (!isSigned(rawBody, claimed))",
          replace: "if (!isSigned(rawBody, claimed) && false)",
        },
      ],
    },
    {
      id: "webhook-bytes",
      defends: "The signature counts over the bytes that came: bytes that decode to a signed text are not that text.",
      test: REFUSED,
      mutations: [{ file: RECEIVE, find: "if (!isUtf8(rawBody))", replace: "if (false)" }],
    },
    {
      id: "webhook-post-only",
      defends: "Webhooks are taken by POST alone.",
      test: REFUSED,
      mutations: [
        {
          file: RECEIVE,
          find: `processInbox(),\n): Promise<Answer> {\n  if (method !== "POST")`,
          replace: "processInbox(),\n): Promise<Answer> {\n  if (false)",
        },
        {
          file: RECEIVE,
          find: `request.method ?? "";\n  if (method !== "POST")`,
          replace: `request.method ?? "";\n  if (false)`,
        },
      ],
    },
    {
      id: "webhook-size",
      defends: "A body is read no further than 2 MB, whatever length it says, and is then refused with 413.",
      test: REFUSED,
      mutations: [
        { file: "app/webhooks/read-body.server.ts", find: "if (length <= maxBytes)", replace: "if (length >= 0)" },
        { file: RECEIVE, find: "if (rawBody.length > MAX_BODY_BYTES)", replace: "if (false)" },
      ],
    },
    {
      id: "webhook-header-length",
      defends: "Headers that become part of an index are at most 255 characters long.",
      test: REFUSED,
      mutations: [{ file: RECEIVE, find: "value.length > MAX_HEADER_CHARS", replace: "value.length < 0" }],
    },
    {
      id: "webhook-replay",
      defends: "A webhook that comes again, or is played back within 14 days, is stored once for its event and subscription.",
      test: { file: ROUTE, name: "a delivery as Shopify makes it > is stored once per event and subscription" },
      mutations: [
        {
          file: RECEIVE,
          find: 'const dedupeKey = `${name ?? ""}:${eventId ?? webhookId}`',
          replace: "const dedupeKey = webhookId",
        },
      ],
    },
    {
      id: "webhook-done-is-done",
      defends: "A worker that hears late of a failure does not take up a webhook that another has done.",
      test: {
        file: "tests/webhooks/inbox.test.ts",
        name: "a row's life > is not taken up again when a worker that gave it back hears too late that another has done it",
      },
      mutations: [
        { file: INBOX, find: "and i.inbox_id = t.inbox_id and i.state = 'pending'", replace: "and i.inbox_id = t.inbox_id" },
      ],
    },
    {
      id: "webhook-problems-tenant",
      defends: "A merchant replays and discards webhooks of their own shop only.",
      test: {
        file: "tests/webhooks/inbox.test.ts",
        name: "a row's life > can be replayed or let go by the merchant, of that shop only",
      },
      mutations: [
        {
          file: INBOX,
          find: "where shop_id = ${shopId} and state = 'problem' and body is not null",
          replace: "where state = 'problem' and body is not null",
        },
      ],
    },
    {
      id: "webhook-sums",
      defends: "An order whose amounts together fit no column is a problem to show, and nothing to try again.",
      test: {
        file: "tests/customers/orders/order-limits.test.ts",
        name: "many amounts that fit, and whose sum does not, are refused at once (security-faults 14)",
      },
      mutations: [
        {
          file: "app/customers/orders/snapshot/order-from-webhook.ts",
          find: "if (isBeyondLimit(amountsOf(order)))",
          replace: "if (amountsOf(order).some((amount) => isBeyondLimit([amount])))",
        },
      ],
    },
    {
      id: "webhook-linear",
      defends: "Reading a body costs no more than its length, also where it is cut off and no JSON.",
      test: { file: "tests/lib/json.test.ts", name: "a body that is cut off costs no more than its length (security-faults 12)" },
      mutations: [
        {
          file: "app/lib/json.ts",
          find: "const parsed: unknown = JSON.parse(quoted);",
          replace: "const parsed: unknown = undefined;",
        },
      ],
    },
  ],
};
