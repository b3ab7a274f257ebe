import { Badge, Banner, BlockStack, Box, Button, Card, InlineStack, List, Select, Text } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { switchPixelOff, switchPixelOn, type SwitchedPixel } from "../actions/merchant/switch-pixel.server.ts";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { MissingScope } from "../components/page/missing-scope.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { env } from "../env.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { missingScopes } from "../shops/optional-scopes.ts";
import { listScopes } from "../shops/shops.server.ts";
import { activateEmbedUrl } from "../shops/storefront/theme-editor.ts";
import { keepFor, readPixel } from "../visits/pixel.server.ts";
import { keptMonths } from "../visits/kept-months.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [pixel, scopes] = await Promise.all([readPixel(db(), shop.shopId), listScopes(db(), shop.shopId)]);
  const lacks = missingScopes(scopes);
  return {
    ...{ on: pixel.webPixelGid !== null, since: pixel.since, heardAt: pixel.heardAt, months: pixel.months },
    mayAsk: !lacks.includes("write_pixels") && !lacks.includes("read_customer_events"),
    embed: activateEmbedUrl(env().SHOPIFY_API_KEY, "visits"),
  };
}

type Answer = SwitchedPixel | { ok: true; months: number };

export async function action({ request }: ActionFunctionArgs): Promise<Answer> {
  const { shop } = await authenticateMerchant(request);
  const form = await readFields(request);
  const months = keptMonths.find((count) => String(count) === form.get("months"));
  const intent = form.get("intent");
  if (intent === "on") return switchPixelOn(shop);
  if (intent === "off") return switchPixelOff(shop);
  if (intent !== "keep" || months === undefined) throw new Response("Unknown intent", { status: 422 });
  await keepFor(db(), shop.shopId, months);
  return { ok: true, months };
}

export default function Visits() {
  const t = useT();
  const { on, mayAsk } = useLoaderData<typeof loader>();
  const toast = useToast();
  const { submit, answer, busy } = usePost<typeof action>();
  useTellOnce(answer, (told) => {
    if ("months" in told) toast(t("visits.saved"));
    else if (told.ok) toast(t(told.on ? "visits.switchedOn" : "visits.switchedOff"));
  });
  return (
    <AdminPage intro={t("visits.intro")}>
      <BlockStack gap="400">
        {answer !== undefined && !("months" in answer) && !answer.ok && <Refused answer={answer} />}
        {!mayAsk && !on && <MissingScope scope="write_pixels" />}
        <Pixel busy={busy} submit={submit} />
        <Kept busy={busy} submit={submit} />
        <Consent />
      </BlockStack>
    </AdminPage>
  );
}

type Props = { busy: boolean; submit: (fields: Record<string, string>) => void };

function Refused({ answer }: { answer: Extract<SwitchedPixel, { ok: false }> }) {
  const t = useT();
  const words = { access: "visits.refusedAccess", unreachable: "visits.refusedUnreachable" } as const;
  return (
    <Banner tone="critical" title={t("visits.notChanged")}>
      <p>{answer.reason === "refused" ? t("visits.refused", { says: answer.says }) : t(words[answer.reason])}</p>
    </Banner>
  );
}

/** Whether it runs, and the two steps until it does. */
function Pixel({ busy, submit }: Props) {
  const t = useT();
  const format = useFormat();
  const { on, since, heardAt, embed } = useLoaderData<typeof loader>();
  const heard = heardAt === null ? t("visits.nothingHeard") : t("visits.heard", { date: format.dateTime(new Date(heardAt)) });
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t("visits.pixel")}
          </Text>
          <Badge {...(on ? { tone: "success" as const } : {})}>{t(on ? "visits.on" : "visits.off")}</Badge>
        </InlineStack>
        <Text as="p">{t("visits.pixelText")}</Text>
        {on && since !== null && (
          <Text as="p" tone="subdued">
            {t("visits.since", { date: format.date(new Date(since)) })} {heard}
          </Text>
        )}
        <InlineStack>
          <Button variant={on ? "secondary" : "primary"} loading={busy} onClick={() => submit({ intent: on ? "off" : "on" })}>
            {t(on ? "visits.switchOff" : "visits.switchOn")}
          </Button>
        </InlineStack>
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            {t("visits.recognize")}
          </Text>
          <Text as="p">{t("visits.recognizeText")}</Text>
          <InlineStack>
            <Button url={embed} target="_top">
              {t("visits.openEmbed")}
            </Button>
          </InlineStack>
        </BlockStack>
      </BlockStack>
    </Card>
  );
}

/** What is kept, and for how long. */
function Kept({ busy, submit }: Props) {
  const t = useT();
  const { months } = useLoaderData<typeof loader>();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("visits.kept")}
        </Text>
        <List>
          <List.Item>{t("visits.keptWhat")}</List.Item>
          <List.Item>{t("visits.keptNot")}</List.Item>
          <List.Item>{t("visits.keptSampled")}</List.Item>
        </List>
        <div className="narrow-field">
          <Select
            label={t("visits.months")}
            helpText={t("visits.monthsHelp")}
            options={keptMonths.map((count) => ({ value: String(count), label: t("visits.monthsCount", { count }) }))}
            value={String(months)}
            disabled={busy}
            onChange={(chosen) => submit({ intent: "keep", months: chosen })}
          />
        </div>
      </BlockStack>
    </Card>
  );
}

/** The rule, and what the shop's privacy policy should say of it. */
function Consent() {
  const t = useT();
  const { months } = useLoaderData<typeof loader>();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("visits.consent")}
        </Text>
        <Text as="p">{t("visits.consentText")}</Text>
        <Text as="h3" variant="headingSm">
          {t("visits.policy")}
        </Text>
        <Text as="p">{t("visits.policyHelp")}</Text>
        <Box background="bg-surface-secondary" padding="300" borderRadius="200">
          <Text as="p">{t("visits.policyText", { months })}</Text>
        </Box>
      </BlockStack>
    </Card>
  );
}
