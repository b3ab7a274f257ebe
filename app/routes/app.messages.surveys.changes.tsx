import { BlockStack, Card } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { takeChangeAway } from "../actions/merchant/take-change-away.server.ts";
import { tellOfChange } from "../actions/merchant/tell-change.server.ts";
import { now } from "../clock.server.ts";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { ChangeCard } from "../components/surveys/changes/change-card.tsx";
import { NewChange } from "../components/surveys/changes/change-form.tsx";
import type { ChangeAnswer } from "../components/surveys/changes/told.ts";
import { db } from "../db.server.ts";
import { readFields } from "../lib/posted.ts";
import { clockText } from "../lib/time.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import type { Shop } from "../shops/shop.ts";
import { readChange } from "../surveys/changes/change.ts";
import { createChange, listChanges, rewriteChange } from "../surveys/changes/changes.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [today = ""] = clockText(now(), shop.timeZone).split(" ");
  const changes = await listChanges(db(), shop.shopId);
  return { today, changes: changes.map((one) => ({ ...one, toldAt: one.toldAt?.toISOString() ?? null })) };
}

export async function action({ request }: ActionFunctionArgs): Promise<ChangeAnswer> {
  const { shop, actor } = await authenticateMerchant(request);
  const fields = await readFields(request);
  const said = (name: string) => {
    const text = fields.get(name);
    return typeof text === "string" ? text : "";
  };
  const intent = said("intent");
  const changeId = /^[1-9]\d{0,8}$/.test(said("changeId")) ? Number(said("changeId")) : 0;
  switch (intent) {
    case "create":
    case "rewrite":
      return { did: "save", outcome: await save(shop, intent === "create" ? null : changeId, fields, actor) };
    case "remove":
      return { did: "remove", outcome: (await takeChangeAway(shop, changeId)) ? "done" : "gone" };
    case "tell": {
      const people = await tellOfChange(shop, changeId);
      return people === null ? { did: "tell", outcome: "gone" } : { did: "tell", outcome: "done", people };
    }
    default:
      throw new Response("Unknown intent", { status: 422 });
  }
}

async function save(shop: Shop, changeId: number | null, fields: FormData, actor: string) {
  const words = readChange(fields);
  if (words === null) return "invalid";
  if (changeId !== null) return (await rewriteChange(shop.shopId, changeId, words)) ? "done" : "gone";
  return (await createChange(shop.shopId, words, actor, now())) === null ? "too-many" : "done";
}

/** What customers asked for and the shop has done, and who was told of it. */
export default function SurveyChanges() {
  const { changes, today } = useLoaderData<typeof loader>();
  const t = useT();
  return (
    <AdminPage intro={t("surveyChanges.intro")}>
      <BlockStack gap="400">
        <NewChange today={today} />
        {changes.length === 0 ? (
          <Card>
            <Empty title={t("surveyChanges.none")} text={t("surveyChanges.noneText")} />
          </Card>
        ) : (
          changes.map((change) => <ChangeCard key={change.changeId} change={change} />)
        )}
      </BlockStack>
    </AdminPage>
  );
}
