import { BlockStack, Card, Text } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { KeyForm } from "../components/api-keys/key-form.tsx";
import { KeyList } from "../components/api-keys/key-list.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { ShownOnce } from "../components/shown-once.tsx";
import { db } from "../db.server.ts";
import { env } from "../env.server.ts";
import { parseKey, type KeyIssue } from "../keys/key.ts";
import { listKeys, makeKey, revokeKey } from "../keys/keys.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  return { keys: await listKeys(db(), shop.shopId, at), address: `${env().SHOPIFY_APP_URL}/api/v1`, at };
}

const keyIdSchema = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number);

/** `made`: the new key, which no page shows again. */
type Answer = { made: string | null; issue: KeyIssue | null };
const refused = (issue: KeyIssue) => data({ made: null, issue } satisfies Answer, { status: 422 });

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const form = await readFields(request);
  const keyId = keyIdSchema.safeParse(form.get("keyId")).data;
  if (form.get("intent") === "revoke" && keyId !== undefined) {
    await revokeKey(db(), shop.shopId, keyId, now());
    return { made: null, issue: null } satisfies Answer;
  }
  const parsed = form.get("intent") === "create" ? parseKey(form, now()) : null;
  if (parsed === null) throw new Response("Unknown intent", { status: 422 });
  if (!parsed.ok) return refused(parsed.issue);
  const made = await makeKey(db(), shop.shopId, parsed.key, actor, now());
  return made === null ? refused("too-many") : ({ made, issue: null } satisfies Answer);
}

export default function ApiKeys() {
  const t = useT();
  const { keys, address, at } = useLoaderData<typeof loader>();
  const { submit, answer, busy } = usePost<typeof action>();
  const made = answer?.made ?? null;
  return (
    <AdminPage intro={t("apiKeys.intro")}>
      <BlockStack gap="400">
        {made !== null && (
          <ShownOnce title={t("apiKeys.shown")} text={t("apiKeys.shownText")} label={t("apiKeys.title")} secret={made} />
        )}
        <KeyList keys={keys} at={at} busy={busy} revoke={(keyId) => submit({ intent: "revoke", keyId: String(keyId) })} />
        {/* A key that was made leaves an empty form. */}
        <KeyForm key={made} busy={busy} issue={answer?.issue ?? null} submit={submit} />
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {t("apiKeys.how")}
            </Text>
            <Text as="p">{t("apiKeys.howText")}</Text>
            <pre className="query body" tabIndex={0}>
              {`${address}/openapi.json\n\n${exampleFor(address)}`}
            </pre>
          </BlockStack>
        </Card>
      </BlockStack>
    </AdminPage>
  );
}

function exampleFor(address: string): string {
  return `curl "${address}/customers?email=anna@example.com" \\
  -H "Authorization: Bearer reprise_…"`;
}
