import { Banner, BlockStack, Button, Card, InlineStack, Layout, List, Text } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { FlowCard } from "../components/flows/flow-card.tsx";
import { EmailPreview } from "../components/flows/email-preview.tsx";
import { useT } from "../components/locale.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { usePost } from "../components/page/posting/post.ts";
import { db } from "../db.server.ts";
import { env } from "../env.server.ts";
import { createFlow, listFlows, publish, switchOff, switchOn } from "../flows/flows.server.ts";
import { listDeferReasons, listDropReasons } from "../insights/flows.server.ts";
import { enqueue } from "../queue/queue.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { shopperLocales } from "../i18n/shopper/say.ts";
import { senderOf } from "../messages/channels/email/email.ts";
import { preview } from "../messages/templates/preview.ts";
import { missingForAdvertising, type MissingPart } from "../shops/settings/settings.ts";
import { readSettings } from "../shops/settings/settings.server.ts";
import { readStorefront } from "../shops/shops.server.ts";
import { to } from "../pages.ts";

const intentSchema = z.object({ intent: z.enum(["enable", "disable"]), key: z.literal("win-back") });

const none = {
  ...{ flowId: 0, preset: "win-back", name: null, state: "draft" as const, liveSince: null, hasDraft: false },
  ...{ waiting: 0, active: 0, entered: 0, sent: 0, dropped: 0 },
};
const oneEmail = {
  trigger: { kind: "lapsed", days: 90 },
  steps: [{ kind: "email", id: "value", emailId: 1, topic: "news" }],
};

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [flows, drops, deferred, settings, storefront] = await Promise.all([
    listFlows(db(), shop.shopId),
    listDropReasons(db(), shop.shopId),
    listDeferReasons(db(), shop.shopId),
    readSettings(shop.shopId),
    readStorefront(db(), shop),
  ]);
  const at = now();
  const sender = senderOf({ ...settings, shopName: shop.name, shopEmail: null }, env().MAIL_FROM);
  const about = {
    shopName: shop.name,
    storefront,
    imprint: settings.imprint,
    canReply: sender.replyTo !== null,
    ...{ currency: shop.currency, timeZone: shop.timeZone, shopLocale: settings.defaultLocale, rules: null },
  };
  return {
    flows,
    drops,
    deferred,
    sender,
    missing: missingForAdvertising(settings),
    emails: shopperLocales.map((locale) => {
      const { subject, html } = preview("win-back", locale, about, at);
      return { locale, subject, html };
    }),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const parsed = intentSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!parsed.success) throw new Response("Unknown intent", { status: 422 });
  const enabled = parsed.data.intent === "enable";
  // The button says so first; what it lacks may have been taken away since the page was opened.
  if (enabled && missingForAdvertising(await readSettings(shop.shopId)).length > 0) return { outcome: "incomplete" as const };
  const later = () => enqueue("sync-flows", [{ shopId: shop.shopId }]);
  const existing = (await listFlows(db(), shop.shopId)).find(({ preset }) => preset === parsed.data.key);
  if (enabled) {
    const flowId =
      existing?.flowId ?? (await createFlow(shop.shopId, { preset: "win-back", name: null, draft: oneEmail }, "merchant", now()));
    if (existing === undefined) await publish(db(), shop, flowId, { seen: 1, inside: { mode: "keep" } }, "merchant", now());
    await switchOn(db(), shop, flowId, { mode: "nobody" }, now(), later);
  } else if (existing !== undefined) await switchOff(db(), shop, existing.flowId, "paused", now(), later);
  return { outcome: enabled ? ("on" as const) : ("off" as const) };
}

export default function Flows() {
  const { flows, drops, deferred, sender, missing, emails } = useLoaderData<typeof loader>();
  const t = useT();
  const flow = flows.find(({ preset }) => preset === "win-back") ?? none;
  return (
    <AdminPage>
      {
        <Layout>
          {missing.length > 0 && (
            <Layout.Section variant="fullWidth">
              <Banner tone="warning" title={flow.state === "live" ? t("flows.missingTitleOn") : t("flows.missingTitle")}>
                <BlockStack gap="200">
                  <List>
                    {missing.includes("sender") && <List.Item>{t("flows.missingSender")}</List.Item>}
                    {missing.includes("imprint") && <List.Item>{t("flows.missingImprint")}</List.Item>}
                  </List>
                  <div>
                    <Button url={to("settings")}>{t("flows.settings")}</Button>
                  </div>
                </BlockStack>
              </Banner>
            </Layout.Section>
          )}
          <Layout.Section>
            <FlowCard
              flow={flow}
              drops={drops.filter(({ flowId }) => flowId === flow.flowId)}
              deferred={deferred.filter(({ flowId }) => flowId === flow.flowId)}
              toggle={<Toggle enabled={flow.state === "live"} missing={missing} />}
            />
          </Layout.Section>
          <Layout.Section>
            <Card>
              <EmailPreview emails={emails} sender={sender} />
            </Card>
          </Layout.Section>
        </Layout>
      }
    </AdminPage>
  );
}

const toasts = { on: "flows.switchedOn", off: "flows.switchedOff", incomplete: "flows.switchIncomplete" } as const;

function Toggle({ enabled, missing }: { enabled: boolean; missing: readonly MissingPart[] }) {
  const t = useT();
  const toast = useToast();
  const post = usePost<typeof action>({ action: to("flows") });
  useTellOnce(post.answer, ({ outcome }) => toast(t(toasts[outcome]), { isError: outcome === "incomplete" }));
  const barred = !enabled && missing.length > 0;
  return (
    <InlineStack gap="300" blockAlign="center">
      {barred && (
        <span id="why-not">
          <Text as="span" tone="subdued">
            {t("flows.switchIncomplete")}
          </Text>
        </span>
      )}
      <Button
        onClick={() => post.submit({ key: "win-back", intent: enabled ? "disable" : "enable" })}
        variant={enabled ? "secondary" : "primary"}
        loading={post.busy}
        disabled={barred}
        {...(barred ? { ariaDescribedBy: "why-not" } : {})}
      >
        {enabled ? t("flows.switchOff") : t("flows.switchOn")}
      </Button>
    </InlineStack>
  );
}
