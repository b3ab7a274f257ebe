import { BlockStack } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { ReceiverForm } from "../components/receivers/receiver-form.tsx";
import { ReceiverList } from "../components/receivers/receiver-list.tsx";
import { ShownOnce } from "../components/shown-once.tsx";
import { db } from "../db.server.ts";
import { COUNTED, countUnsent } from "../deliveries/log.server.ts";
import { parseReceiver, type ReceiverIssue } from "../deliveries/receiver.ts";
import { listReceivers, makeReceiver } from "../deliveries/receivers.server.ts";
import { env } from "../env.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [receivers, unsent] = [await listReceivers(db(), shop.shopId, now()), await countUnsent(db(), shop.shopId)];
  const none = { waiting: 0, failed: 0 };
  return {
    receivers: receivers.map((receiver) => ({ ...receiver, ...(unsent.get(receiver.receiverId) ?? none) })),
    counted: COUNTED,
  };
}

/** `made`: the new secret, which no page shows again. */
type Answer = { made: string | null; issue: ReceiverIssue | null };
const refused = (issue: ReceiverIssue) => data({ made: null, issue } satisfies Answer, { status: 422 });

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const form = await readFields(request);
  const parsed = form.get("intent") === "create" ? parseReceiver(form, env().SANDBOX) : null;
  if (parsed === null) throw new Response("Unknown intent", { status: 422 });
  if (!parsed.ok) return refused(parsed.issue);
  const made = await makeReceiver(db(), shop.shopId, parsed.receiver, actor, now());
  return made === null ? refused("too-many") : ({ made: made.secret, issue: null } satisfies Answer);
}

export default function Receivers() {
  const t = useT();
  const { receivers, counted } = useLoaderData<typeof loader>();
  const { submit, answer, busy } = usePost<typeof action>();
  const made = answer?.made ?? null;
  return (
    <AdminPage intro={t("receivers.intro")}>
      <BlockStack gap="400">
        {made !== null && (
          <ShownOnce
            title={t("receivers.shown")}
            text={t("receivers.shownText")}
            label={t("receivers.secretTitle")}
            secret={made}
          />
        )}
        <ReceiverList receivers={receivers} counted={counted} />
        {/* A receiver that was made leaves an empty form. */}
        <ReceiverForm key={made} busy={busy} issue={answer?.issue ?? null} submit={submit} />
      </BlockStack>
    </AdminPage>
  );
}
