import { BlockStack, Button, Card, InlineStack, Link, Text, TextField } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { NotLive } from "../components/program/state/not-live.tsx";
import { PlainTable } from "../components/reports/plain-table.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { monthOf, MOST_PRIZE } from "../leaderboard/board.ts";
import { listHidden, setHidden } from "../leaderboard/members.server.ts";
import { listMonths, rank } from "../leaderboard/ranking.server.ts";
import { readLeaderboard, saveLeaderboard } from "../leaderboard/settings.server.ts";
import { readFields } from "../lib/posted.ts";
import { wholeOf } from "../lib/typed-number.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { currentState } from "../program/versions.server.ts";
import { readStorefront } from "../shops/shops.server.ts";
import { boardLink } from "../shops/storefront/storefront-links.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

const SHOWN = 50;
const PAST = 12;

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { shopId, timeZone } = shop;
  const [board, ranked, hidden, months, program, storefront] = await Promise.all([
    readLeaderboard(db(), shopId),
    rank(db(), shop, monthOf(now(), timeZone)),
    listHidden(db(), shopId),
    listMonths(db(), shopId, PAST),
    currentState(db(), shopId),
    readStorefront(db(), shop),
  ]);
  return { ...board, ranked: ranked.slice(0, SHOWN), hidden, months, program, address: boardLink(storefront) };
}

const customerId = z
  .string()
  .regex(/^[1-9]\d{0,18}$/)
  .transform(BigInt);
const postSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("save"), on: z.enum(["yes", "no"]), prize: z.string().max(20) }),
  z.object({ intent: z.enum(["hide", "show"]), customerId }),
]);

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const posted = postSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!posted.success) throw new Response("Not a leaderboard", { status: 422 });
  const { data } = posted;
  if (data.intent !== "save") {
    await setHidden(db(), shop.shopId, data.customerId, data.intent === "hide");
    return { ok: true as const };
  }
  const prize = data.prize.trim() === "" ? 0 : Number(wholeOf(data.prize) ?? Number.NaN);
  if (!Number.isInteger(prize) || prize > MOST_PRIZE) return { ok: false as const };
  await saveLeaderboard(db(), shop, { on: data.on === "yes", prize }, now());
  return { ok: true as const };
}

export default function LeaderboardPage() {
  const { on, prize, ranked, hidden, months, program, address } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  const toast = useToast();
  const [typed, setTyped] = useState(prize === 0 ? "" : String(prize));
  const [wrong, setWrong] = useState(false);
  const post = usePost<{ ok: boolean }>({ action: to("leaderboard") });
  useTellOnce(post.answer, ({ ok }) => {
    setWrong(!ok);
    if (ok) toast(t("leaderboard.saved"));
  });
  const save = (state: boolean) => post.submit({ intent: "save", on: state ? "yes" : "no", prize: typed });
  return (
    <AdminPage intro={t("leaderboard.intro")}>
      <NotLive current={program} />
      <Card>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t("leaderboard.settings")}
          </Text>
          <Text as="p" breakWord>
            {on ? t("leaderboard.on", { address }) : t("leaderboard.off")}
          </Text>
          <TextField
            label={t("leaderboard.prize")}
            helpText={t("leaderboard.prizeHelp")}
            inputMode="numeric"
            value={typed}
            onChange={setTyped}
            autoComplete="off"
            maxLength={12}
            {...(wrong ? { error: t("leaderboard.prizeWrong") } : {})}
          />
          <InlineStack gap="200">
            {on && (
              <Button variant="primary" disabled={post.busy} onClick={() => save(true)}>
                {t("leaderboard.save")}
              </Button>
            )}
            <Button {...(on ? {} : { variant: "primary" as const })} disabled={post.busy} onClick={() => save(!on)}>
              {t(on ? "leaderboard.switchOff" : "leaderboard.switchOn")}
            </Button>
          </InlineStack>
        </BlockStack>
      </Card>
      <Card>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t("leaderboard.ranking")}
          </Text>
          {ranked.length === 0 ? (
            <Text as="p" tone="subdued">
              {t("leaderboard.nobody")}
            </Text>
          ) : (
            <PlainTable
              label={t("leaderboard.ranking")}
              headings={[t("leaderboard.name"), t("leaderboard.place"), t("leaderboard.points"), t("leaderboard.hide")]}
              rows={ranked.map((one) => [
                <Link key="name" url={to("customer", { customerId: one.customerId })}>
                  {one.alias}
                </Link>,
                format.number(one.place),
                format.number(one.points),
                <Button
                  key="hide"
                  variant="plain"
                  disabled={post.busy}
                  accessibilityLabel={t("leaderboard.hideNamed", { name: one.alias })}
                  onClick={() => post.submit({ intent: "hide", customerId: String(one.customerId) })}
                >
                  {t("leaderboard.hide")}
                </Button>,
              ])}
            />
          )}
        </BlockStack>
      </Card>
      {hidden.length > 0 && (
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {t("leaderboard.hidden")}
            </Text>
            <Text as="p" tone="subdued">
              {t("leaderboard.hiddenHelp")}
            </Text>
            {hidden.map((one) => (
              <InlineStack key={String(one.customerId)} align="space-between" gap="200">
                <Text as="span">{one.alias}</Text>
                <Button
                  variant="plain"
                  disabled={post.busy}
                  accessibilityLabel={t("leaderboard.showNamed", { name: one.alias })}
                  onClick={() => post.submit({ intent: "show", customerId: String(one.customerId) })}
                >
                  {t("leaderboard.show")}
                </Button>
              </InlineStack>
            ))}
          </BlockStack>
        </Card>
      )}
      {months.length > 0 && (
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {t("leaderboard.past")}
            </Text>
            <PlainTable
              label={t("leaderboard.past")}
              headings={[t("leaderboard.month"), t("leaderboard.name"), t("leaderboard.points"), t("leaderboard.given")]}
              rows={months.map(({ month, customerId, alias, points, prize: paid }) => [
                format.month(new Date(Date.UTC(Math.floor(month / 12), month % 12, 15))),
                customerId === null ? "–" : (alias ?? t("leaderboard.forgotten")),
                format.number(points),
                format.number(paid),
              ])}
            />
          </BlockStack>
        </Card>
      )}
    </AdminPage>
  );
}
