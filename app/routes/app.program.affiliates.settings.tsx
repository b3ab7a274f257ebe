import { BlockStack, Card, Checkbox, Text } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";

import { saveAffiliates } from "../actions/affiliates/set-up-affiliates.server.ts";
import {
  readSettingsDraft,
  settingsDraftOf,
  settingsDraftSchema,
  type SettingsIssues,
} from "../affiliates/setup/settings-form.ts";
import { readAffiliateProgram } from "../affiliates/setup/settings.server.ts";
import { SettingsFields } from "../components/affiliates/settings-fields.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { SaveBar } from "../components/page/bridge/save-bar.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Part } from "../components/page/part.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { useTyped } from "../components/page/posting/typed.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { jsonField } from "../lib/fields.ts";
import { stringifyJson } from "../lib/json.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { canBeUsed } from "../rewards/reward.ts";
import { creditUseFor } from "../sync/credit-use.server.ts";

const postedSchema = jsonField(100_000).pipe(settingsDraftSchema);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const [program, credit] = [await readAffiliateProgram(db(), shop.shopId), await creditUseFor(shop)];
  return { draft: settingsDraftOf(program, shop.currency, locale), creditWorks: canBeUsed("store-credit", credit) };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const posted = postedSchema.safeParse((await readFields(request)).get("draft"));
  if (!posted.success) throw new Response("Unknown form", { status: 422 });
  const read = readSettingsDraft(posted.data, shop.currency);
  if (!read.ok) return data({ ok: false as const, issues: read.issues }, { status: 422 });
  await saveAffiliates(shop, read, actor);
  return { ok: true as const, issues: {} as SettingsIssues };
}

export default function AffiliateSettingsPage() {
  const { draft, creditWorks } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  const { typed, type, changed, sending, discard } = useTyped(draft);
  const [issues, setIssues] = useState<SettingsIssues>({});
  const send = () => {
    sending();
    post.submit({ draft: stringifyJson(typed) });
  };
  const post = usePost<typeof action>({ action: to("affiliateSettings"), again: send });
  useTellOnce(post.answer, ({ ok, issues: found }) => {
    setIssues(found);
    toast(ok ? t("affiliateSettings.saved") : t("affiliateSettings.failed"), { isError: !ok });
    const [first] = Object.keys(found);
    if (first !== undefined) document.getElementById(first)?.focus();
  });
  return (
    <AdminPage intro={t("affiliateSettings.intro")}>
      <SaveBar open={changed} busy={post.busy} onSave={send} onDiscard={discard} />
      <BlockStack gap="600">
        <Card>
          <Checkbox
            label={t("affiliateSettings.enabled")}
            helpText={t("affiliateSettings.enabledHelp")}
            checked={typed.enabled}
            onChange={(enabled) => type({ enabled })}
          />
          <Checkbox
            label={t("affiliateSettings.emails")}
            helpText={t("affiliateSettings.emailsHelp")}
            checked={typed.emails}
            onChange={(emails) => type({ emails })}
          />
        </Card>
        <SettingsFields
          draft={typed}
          creditWorks={creditWorks}
          issues={issues}
          onType={(change) => {
            type(change);
            setIssues((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in change))));
          }}
        />
        <Part title={t("affiliateSettings.law")}>
          <Text as="p">{t("affiliateSettings.lawText")}</Text>
        </Part>
      </BlockStack>
    </AdminPage>
  );
}
