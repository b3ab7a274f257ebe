import { Banner, BlockStack, Button, Card, InlineStack, Text, TextField } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { removeEventSecret, replaceEventSecret } from "../actions/merchant/replace-event-secret.server.ts";
import { MOST_A_MINUTE } from "../actions/tell-event.server.ts";
import { now } from "../clock.server.ts";
import { useActor } from "../components/flows/words/use-words.ts";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Confirm } from "../components/page/bridge/confirm.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { findSecret } from "../events/secrets.server.ts";
import { db } from "../db.server.ts";
import { env } from "../env.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";

const intentSchema = z.enum(["replace", "remove"]);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  return {
    address: `${env().SHOPIFY_APP_URL}/events/${shop.domain}`,
    secret: await findSecret(db(), shop.shopId, now()),
    most: MOST_A_MINUTE,
  };
}

/** @returns the new secret, which no page shows again; null where there is none any more */
export async function action({ request }: ActionFunctionArgs): Promise<{ secret: string | null }> {
  const { shop, actor } = await authenticateMerchant(request);
  const intent = intentSchema.safeParse((await readFields(request)).get("intent")).data;
  if (intent === undefined) throw new Response("Unknown intent", { status: 422 });
  if (intent === "replace") return { secret: await replaceEventSecret(shop, actor) };
  await removeEventSecret(shop);
  return { secret: null };
}

export default function CustomEvents() {
  const t = useT();
  const { address, most } = useLoaderData<typeof loader>();
  return (
    <AdminPage intro={t("customEvents.intro")}>
      <BlockStack gap="400">
        <SecretCard />
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {t("customEvents.how")}
            </Text>
            <Text as="p">{t("customEvents.howText")}</Text>
            <pre className="query body" tabIndex={0}>
              {exampleFor(address)}
            </pre>
            <Text as="p" tone="subdued">
              {t("customEvents.limits", { most })}
            </Text>
          </BlockStack>
        </Card>
      </BlockStack>
    </AdminPage>
  );
}

function SecretCard() {
  const t = useT();
  const format = useFormat();
  const actorName = useActor();
  const { address, secret } = useLoaderData<typeof loader>();
  const { submit, answer, busy } = usePost<typeof action>();
  const [asking, ask] = useState<"replace" | "remove" | null>(null);
  const made = secret === null ? null : (answer?.secret ?? null);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("customEvents.secret")}
        </Text>
        <TextField label={t("customEvents.address")} value={address} readOnly autoComplete="off" onFocus={selectAll} />
        {made !== null && (
          <Banner tone="success" title={t("customEvents.shown")}>
            <BlockStack gap="200">
              <p>{t("customEvents.shownText")}</p>
              <TextField
                labelHidden
                label={t("customEvents.secret")}
                value={made}
                readOnly
                monospaced
                autoComplete="off"
                onFocus={selectAll}
              />
            </BlockStack>
          </Banner>
        )}
        <Text as="p">
          {secret === null
            ? t("customEvents.none")
            : t("customEvents.since", { date: format.dateTime(secret.createdAt), by: actorName(secret.createdBy) })}
        </Text>
        {secret?.formerUntil != null && (
          <Text as="p" tone="subdued">
            {t("customEvents.formerUntil", { date: format.dateTime(secret.formerUntil) })}
          </Text>
        )}
        <InlineStack gap="200">
          <Button loading={busy} onClick={() => (secret === null ? submit({ intent: "replace" }) : ask("replace"))}>
            {t(secret === null ? "customEvents.create" : "customEvents.replace")}
          </Button>
          {secret !== null && (
            <Button tone="critical" disabled={busy} onClick={() => ask("remove")}>
              {t("customEvents.remove")}
            </Button>
          )}
        </InlineStack>
      </BlockStack>
      <Confirm
        open={asking === "replace"}
        title={t("customEvents.replaceTitle")}
        action={t("customEvents.replace")}
        onConfirm={() => submit({ intent: "replace" })}
        onClose={() => ask(null)}
      >
        <Text as="p">{t("customEvents.replaceText")}</Text>
      </Confirm>
      <Confirm
        destructive
        open={asking === "remove"}
        title={t("customEvents.removeTitle")}
        action={t("customEvents.remove")}
        onConfirm={() => submit({ intent: "remove" })}
        onClose={() => ask(null)}
      >
        <Text as="p">{t("customEvents.removeText")}</Text>
      </Confirm>
    </Card>
  );
}

function selectAll(event?: { target: EventTarget }): void {
  if (event?.target instanceof HTMLInputElement) event.target.select();
}

function exampleFor(address: string): string {
  return `curl ${address} \\
  -H "Authorization: Bearer reprise_…" \\
  -H "Content-Type: application/json" \\
  -d '{
    "id": "course-4711",
    "name": "course-finished",
    "customer": { "email": "anna@example.com" },
    "data": { "course": "Tea 101" }
  }'`;
}
