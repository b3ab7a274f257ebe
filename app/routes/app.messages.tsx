import { Card } from "@shopify/polaris";
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { startFlow } from "../actions/merchant/start-flow.server.ts";
import { Empty } from "../components/empty.tsx";
import { FlowList } from "../components/flows/flow-list.tsx";
import { Gallery } from "../components/flows/gallery.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { listFlows } from "../flows/flows.server.ts";
import { flowPresetKeys } from "../flows/presets/presets.ts";
import { readResults } from "../insights/lift/results.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { enqueue } from "../queue/queue.server.ts";

const startSchema = z.object({ intent: z.literal("start"), preset: z.enum([...flowPresetKeys, ""]) });

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const later = () => enqueue("measure-flows", [{ shopId: shop.shopId }]);
  const [flows, results] = await Promise.all([listFlows(db(), shop.shopId), readResults(db(), shop, now(), later)]);
  return { flows, results };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const parsed = startSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!parsed.success) throw new Response("Unknown intent", { status: 422 });
  const { preset } = parsed.data;
  return redirect(to("flow", { flowId: await startFlow(shop, { preset: preset === "" ? null : preset, actor }) }));
}

export default function Flows() {
  const { flows, results } = useLoaderData<typeof loader>();
  const t = useT();
  const post = usePost<typeof action>({ action: to("flows") });
  const start = (preset: string) => post.submit({ intent: "start", preset });
  return (
    <AdminPage
      intro={t("flows.intro")}
      primaryAction={{ content: t("flows.fromNothing"), onAction: () => start(""), loading: post.busy }}
    >
      {flows.length === 0 ? (
        <Card>
          <Empty title={t("flows.emptyTitle")} text={t("flows.emptyText")} />
        </Card>
      ) : (
        <FlowList flows={flows} results={results} />
      )}
      <Gallery
        used={new Set(flows.flatMap(({ preset, state }) => (state === "archived" ? [] : (preset ?? []))))}
        busy={post.busy}
        onUse={start}
      />
    </AdminPage>
  );
}
