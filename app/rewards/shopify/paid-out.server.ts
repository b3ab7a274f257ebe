import { z } from "zod";

import { gid } from "../../lib/gid.ts";
import { toDecimal, toMinor } from "../../lib/money.ts";
import { addDays, dayIn, HOUR_MS, instantIn, plusMs, SECOND_MS } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { DeniedError, RefusedError, UnclearError, type Means } from "../redemptions/means.server.ts";
import { inWords, userErrors } from "./answers.ts";
import * as documents from "./reward.graphql.ts";

/** A reward that Shopify hands out at once: store credit or a gift card. */
export type PayOut = {
  shop: Shop;
  kind: "store-credit" | "gift-card";
  redemptionId: bigint;
  customerId: bigint;
  valueMinor: bigint;
  code: string;
  reservedAt: Date;
  validDays: number | null;
};
export type PaidOut = { externalGid: string | null; expiresAt: Date | null };

const DAY_SECONDS = 86_400n;
/** Store credit that is meant to last needs an expiry to be known by: 36 months. */
const CREDIT_DAYS = 1_096;
/** Shopify's clock may differ from ours by so much, and far more. */
const SLACK_MS = HOUR_MS;
/** Cards are looked through a page of 200 at a time. */
const MOST_PAGES = 100;

const credited = z.object({
  storeCreditAccountCredit: z
    .object({ storeCreditAccountTransaction: z.object({ id: z.string() }).nullable(), userErrors })
    .nullable(),
});
const credits = z.object({
  customer: z
    .object({
      storeCreditAccounts: z.object({
        nodes: z.array(
          z.object({
            transactions: z.object({
              nodes: z.array(
                z.object({
                  id: z.string().optional(),
                  amount: z.object({ amount: z.string(), currencyCode: z.string() }),
                  createdAt: z.string(),
                  expiresAt: z.string().nullish(),
                }),
              ),
              pageInfo: z.object({ hasNextPage: z.boolean() }),
            }),
          }),
        ),
      }),
    })
    .nullable(),
});
const card = z.object({ giftCardCreate: z.object({ giftCard: z.object({ id: z.string() }).nullable(), userErrors }).nullable() });
const noted = z.object({ id: z.string(), note: z.string().nullable() });
const cards = z.object({
  named: z.object({ nodes: z.array(noted) }),
  giftCards: z.object({
    nodes: z.array(noted.extend({ createdAt: z.string() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

/**
 * Hands the value out. Whenever an earlier attempt may have come through, the caller asks `findPaidOut` first for store credit; a gift card is made once,
 * however often it is asked for, because its code is its own. @throws RefusedError | UnclearError | Shopify's errors
 */
export async function payOut(means: Means, due: PayOut): Promise<PaidOut> {
  return due.kind === "store-credit" ? credit(means, due) : createGiftCard(means, due);
}

/** What Shopify has handed out for this redemption already; null when certainly nothing. @throws Error when nobody can be certain */
export async function findPaidOut(means: Means, due: PayOut): Promise<PaidOut | null> {
  return due.kind === "store-credit" ? findCredit(means, due) : findGiftCard(means, due);
}

async function credit(means: Means, due: PayOut): Promise<PaidOut> {
  const { shop, customerId, valueMinor } = due;
  const expiresAt = creditExpiry(due);
  const input = {
    creditAmount: { amount: toDecimal(valueMinor, shop.currency), currencyCode: shop.currency },
    expiresAt: expiresAt.toISOString(),
    // Shopify tells the customer where the credit is and how it is spent.
    notify: true,
  };
  const answer = await means
    .admin(shop, documents.CREDIT_CUSTOMER, { id: gid("Customer", customerId), input })
    .then((data) => credited.parse(data).storeCreditAccountCredit)
    .catch((error: unknown) => {
      throw error instanceof DeniedError ? error : new UnclearError(String(error));
    });
  if (answer?.storeCreditAccountTransaction != null) return { externalGid: answer.storeCreditAccountTransaction.id, expiresAt };
  const errors = answer?.userErrors ?? [];
  if (errors.length === 0) throw new UnclearError("Shopify did not say whether it was credited");
  throw new RefusedError(inWords(errors));
}

/** Shopify keeps no key of ours with a credit. The second of the day at which it expires is our mark: the same redemption always has the same one. */
export function creditExpiry({ shop, reservedAt, redemptionId, validDays }: Omit<PayOut, "kind" | "code">): Date {
  const day = addDays(dayIn(reservedAt, shop.timeZone), (validDays ?? CREDIT_DAYS) + 1);
  return plusMs(instantIn(day, shop.timeZone), Number(redemptionId % DAY_SECONDS) * SECOND_MS);
}

async function findCredit(means: Means, due: PayOut): Promise<PaidOut | null> {
  const { shop, customerId, valueMinor } = due;
  const { customer } = credits.parse(await means.admin(shop, documents.STORE_CREDITS, { id: gid("Customer", customerId) }));
  const expiresAt = creditExpiry(due);
  const since = plusMs(due.reservedAt, -SLACK_MS);
  for (const { transactions } of customer?.storeCreditAccounts.nodes ?? []) {
    const known = transactions.nodes.find(
      ({ id, amount, expiresAt: expiry }) =>
        id !== undefined &&
        expiry != null &&
        new Date(expiry).getTime() === expiresAt.getTime() &&
        amount.currencyCode === shop.currency &&
        toMinor(amount.amount, shop.currency) === valueMinor,
    );
    if (known?.id !== undefined) return { externalGid: known.id, expiresAt };
    if (transactions.pageInfo.hasNextPage && !reachesBackTo(since, transactions.nodes))
      throw new Error("The customer has had too many credits since to be certain that this is not one of them");
  }
  return null;
}

/** Whether a list that begins with what is newest goes back as far as an instant. */
function reachesBackTo(since: Date, nodes: readonly { createdAt: string }[]): boolean {
  return nodes.some(({ createdAt }) => new Date(createdAt) < since);
}

function noteOf({ redemptionId }: PayOut): string {
  return `Reprise, redemption ${redemptionId}`;
}

async function createGiftCard(means: Means, due: PayOut): Promise<PaidOut> {
  const { shop, customerId, valueMinor, code } = due;
  const expiresAt = cardExpiry(due);
  const input = {
    initialAmount: { amount: toDecimal(valueMinor, shop.currency), currencyCode: shop.currency },
    code,
    customerId: gid("Customer", customerId),
    note: noteOf(due),
    ...(expiresAt === null ? {} : { expiresOn: isoDay(expiresAt, shop.timeZone) }),
  };
  const answer = card.parse(await means.admin(shop, documents.CREATE_GIFT_CARD, { input })).giftCardCreate;
  if (answer?.giftCard != null) return { externalGid: answer.giftCard.id, expiresAt };
  const errors = answer?.userErrors ?? [];
  // Nobody else can have guessed the code: it is the card of an earlier attempt.
  if (errors.some((error) => error.code === "TAKEN"))
    return { externalGid: (await findGiftCard(means, due))?.externalGid ?? null, expiresAt };
  if (errors.length === 0 || errors.some((error) => error.code === "INTERNAL_ERROR"))
    throw new UnclearError("Shopify did not say whether the card was made");
  throw new RefusedError(inWords(errors));
}

function cardExpiry({ shop, reservedAt, validDays }: PayOut): Date | null {
  return validDays === null ? null : instantIn(addDays(dayIn(reservedAt, shop.timeZone), validDays), shop.timeZone, 23, 59);
}

/**
 * The card is known by its note. Shopify's search by code finds it at once when it knows it already; that there is none is certain only when every card
 * was seen that is younger than the redemption.
 */
async function findGiftCard(means: Means, due: PayOut): Promise<PaidOut | null> {
  const note = noteOf(due);
  const since = plusMs(due.reservedAt, -SLACK_MS);
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { named, giftCards } = cards.parse(await means.admin(due.shop, documents.GIFT_CARDS, { code: due.code, after }));
    const known = [...named.nodes, ...giftCards.nodes].find((candidate) => candidate.note === note);
    if (known !== undefined) return { externalGid: known.id, expiresAt: cardExpiry(due) };
    if (!giftCards.pageInfo.hasNextPage || reachesBackTo(since, giftCards.nodes)) return null;
    after = giftCards.pageInfo.endCursor;
  }
  throw new Error("Too many gift cards have been made since to be certain that this is not one of them");
}

function isoDay(instant: Date, timeZone: string): string {
  const { year, month, day } = dayIn(instant, timeZone);
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
