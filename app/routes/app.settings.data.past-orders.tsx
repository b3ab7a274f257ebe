import { Banner, BlockStack, Button, Card, ChoiceList, FormLayout, Text, TextField } from "@shopify/polaris";
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";

import { now } from "../clock.server.ts";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { MissingScope } from "../components/page/missing-scope.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { db } from "../db.server.ts";
import { startAward } from "../actions/merchant/award-history.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { parseAward } from "../points/orders/award-form.ts";
import { countPast } from "../points/orders/award-history.server.ts";
import { missingScopes } from "../shops/optional-scopes.ts";
import { to } from "../pages.ts";
import { listScopes } from "../shops/shops.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [customers, granted] = await Promise.all([countPast(db(), shop, null), listScopes(db(), shop.shopId)]);
  return { customers, missingScopes: missingScopes(granted) };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const at = now();
  const input = parseAward(await readFields(request), shop.timeZone, at);
  if (input === null) return { issue: "since" as const };
  const runId = await startAward(shop, { ...input, dryRun: true }, actor, at);
  return runId === null ? { issue: "open" as const } : redirect(to("run", { runId }));
}

export default function Award() {
  const { customers, missingScopes } = useLoaderData<typeof loader>();
  const t = useT();
  return (
    <AdminPage>
      <BlockStack gap="400">
        {missingScopes.includes("read_all_orders") && <MissingScope scope="read_all_orders" />}
        <Card>
          {customers === 0 ? (
            <Empty title={t("pointsTools.nothingPastTitle")} text={t("pointsTools.nothingPastText")} />
          ) : (
            <AwardForm />
          )}
        </Card>
      </BlockStack>
    </AdminPage>
  );
}

function AwardForm() {
  const t = useT();
  const post = usePost<typeof action>();
  const { answer } = post;
  const [since, setSince] = useState("");
  const [waiting, setWaiting] = useState("from-order");
  return (
    <form {...post.form} aria-label={t("pointsTools.awardTitle")}>
      <input type="hidden" name="waiting" value={waiting} />
      <BlockStack gap="400">
        <p>{t("pointsTools.awardText")}</p>
        {answer?.issue === "open" && (
          <Banner tone="warning">
            <p>{t("pointsTools.alreadyOpen")}</p>
          </Banner>
        )}
        <FormLayout>
          <div className="narrow-field">
            <TextField
              label={t("pointsTools.since")}
              name="since"
              type="date"
              value={since}
              onChange={setSince}
              autoComplete="off"
              helpText={t("pointsTools.sinceHelp")}
              error={answer?.issue === "since" ? t("pointsTools.sinceIssue") : undefined}
            />
          </div>
          <ChoiceList
            title={t("pointsTools.waiting")}
            choices={[
              { value: "from-order", label: t("pointsTools.waitingOrder"), helpText: t("pointsTools.waitingOrderHelp") },
              { value: "none", label: t("pointsTools.waitingNone"), helpText: t("pointsTools.waitingNoneHelp") },
            ]}
            selected={[waiting]}
            onChange={([value]) => setWaiting(value ?? "from-order")}
          />
        </FormLayout>
        <BlockStack gap="200" inlineAlign="start">
          <Button submit variant="primary" loading={post.busy}>
            {t("pointsTools.tryOut")}
          </Button>
          <Text as="p" tone="subdued">
            {t("pointsTools.tryOutHelp")}
          </Text>
        </BlockStack>
      </BlockStack>
    </form>
  );
}
