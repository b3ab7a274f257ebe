import { z } from "zod";

import { gid } from "../../lib/gid.ts";
import { toDecimal, toMinor } from "../../lib/money.ts";
import { addDays, dayIn, instantIn, plusMs, SECOND_MS } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { RefusedError, type Means } from "../means.server.ts";
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
                  expiresAt: z.string().nullish(),
                }),
              ),
            }),
          }),
        ),
      }),
    })
    .nullable(),
});
const card = z.object({ giftCardCreate: z.object({ giftCard: z.object({ id: z.string() }).nullable(), userErrors }).nullable() });
const cards = z.object({ giftCards: z.object({ nodes: z.array(z.object({ id: z.string(), note: z.string().nullable() })) }) });

/**
 * Hands the value out. The caller asks `findPaidOut` first whenever an earlier attempt may have come through.
 * @throws RefusedError | Shopify's errors
 */
export async function payOut(means: Means, due: PayOut): Promise<PaidOut> {
  return due.kind === "store-credit" ? credit(means, due) : createGiftCard(means, due);
}

/** What Shopify has handed out for this redemption already; null when nothing. */
export async function findPaidOut(means: Means, due: PayOut): Promise<PaidOut | null> {
  return due.kind === "store-credit" ? findCredit(means, due) : findGiftCard(means, due);
}

async function credit(means: Means, due: PayOut): Promise<PaidOut> {
  const { shop, customerId, valueMinor } = due;
  const expiresAt = creditExpiry(due);
  const input = {
    creditAmount: { amount: toDecimal(valueMinor, shop.currency), currencyCode: shop.currency },
    expiresAt: expiresAt.toISOString(),
  };
  const answer = credited.parse(
    await means.admin(shop, documents.CREDIT_CUSTOMER, { id: gid("Customer", customerId), input }),
  ).storeCreditAccountCredit;
  if (answer?.storeCreditAccountTransaction == null) throw new RefusedError(inWords(answer?.userErrors ?? []));
  return { externalGid: answer.storeCreditAccountTransaction.id, expiresAt };
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
  const known = (customer?.storeCreditAccounts.nodes ?? [])
    .flatMap(({ transactions }) => transactions.nodes)
    .find(
      ({ id, amount, expiresAt: expiry }) =>
        id !== undefined &&
        expiry != null &&
        new Date(expiry).getTime() === expiresAt.getTime() &&
        amount.currencyCode === shop.currency &&
        toMinor(amount.amount, shop.currency) === valueMinor,
    );
  return known?.id === undefined ? null : { externalGid: known.id, expiresAt };
}

function noteOf({ redemptionId }: PayOut): string {
  return `Reprise, redemption ${redemptionId}`;
}

async function createGiftCard(means: Means, due: PayOut): Promise<PaidOut> {
  const { shop, customerId, valueMinor, code, reservedAt, validDays } = due;
  const expiresAt =
    validDays === null ? null : instantIn(addDays(dayIn(reservedAt, shop.timeZone), validDays), shop.timeZone, 23, 59);
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
  if (!errors.some((error) => error.code === "TAKEN")) throw new RefusedError(inWords(errors));
  return { externalGid: (await findGiftCard(means, due))?.externalGid ?? null, expiresAt };
}

async function findGiftCard(means: Means, due: PayOut): Promise<PaidOut | null> {
  const { giftCards } = cards.parse(await means.admin(due.shop, documents.LATEST_GIFT_CARDS));
  const note = noteOf(due);
  const known = giftCards.nodes.find((candidate) => candidate.note === note);
  if (known === undefined) return null;
  const { shop, reservedAt, validDays } = due;
  const expiresAt =
    validDays === null ? null : instantIn(addDays(dayIn(reservedAt, shop.timeZone), validDays), shop.timeZone, 23, 59);
  return { externalGid: known.id, expiresAt };
}

function isoDay(instant: Date, timeZone: string): string {
  const { year, month, day } = dayIn(instant, timeZone);
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
