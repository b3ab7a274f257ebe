import { Banner, BlockStack, Button, Card, SkeletonBodyText, Text } from "@shopify/polaris";
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { useEffect } from "react";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { useLoad } from "../components/page/posting/load.ts";
import { usePost } from "../components/page/posting/post.ts";
import { PreviewCards } from "../components/program/preview-cards.tsx";
import { NotLive } from "../components/program/state/not-live.tsx";
import { PublishCard } from "../components/program/publish-card.tsx";
import { useChanges } from "../components/program/summary.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { publishDraft } from "../actions/merchant/publish-draft.server.ts";
import { db } from "../db.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { findDraft } from "../program/drafts.server.ts";
import { listVersions } from "../program/history.server.ts";
import { localInstant } from "../program/local-time.ts";
import { changedParts } from "../program/rules/parts.ts";
import { currentState } from "../program/versions.server.ts";
import type { loader as figuresLoader } from "./app.program.figures.json.ts";
import { to } from "../pages.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [draft, versions, state] = await Promise.all([
    findDraft(shop.shopId),
    listVersions(shop.shopId, now()),
    currentState(db(), shop.shopId),
  ]);
  const current = versions.find(({ state }) => state === "in-force") ?? versions.at(-1);
  if (current === undefined) throw redirect(to("program"));
  const scheduled = versions.filter(({ state }) => state === "scheduled").reverse();
  return { draft, state, current, scheduled: scheduled.map(({ version, effectiveFrom }) => ({ version, effectiveFrom })) };
}

const requestSchema = z.object({
  revision: z.iso.datetime({ offset: true }),
  /** Local time of the shop; empty: at once. */
  at: z.string().max(40),
});

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const parsed = requestSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!parsed.success) throw new Response("Unknown revision", { status: 422 });
  const { revision, at } = parsed.data;
  const effectiveFrom = at === "" ? null : localInstant(at, shop.timeZone);
  if (at !== "" && effectiveFrom === null) return data({ ok: false, issue: "date" } as const, { status: 422 });
  const outcome = await publishDraft(shop, { revision, effectiveFrom, actor });
  if (outcome.ok) return { ok: true, version: outcome.version } as const;
  const status = outcome.reason === "changed-meanwhile" || outcome.reason === "taken" ? 409 : 422;
  return data({ ok: false, issue: outcome.reason } as const, { status });
}

export default function PreviewPage() {
  const { draft, state, current, scheduled } = useLoaderData<typeof loader>();
  const t = useT();
  const changes = useChanges();
  const toast = useToast();
  const navigate = useNavigate();
  const post = usePost<typeof action>({ action: to("preview") });
  const { answer } = post;
  useTellOnce(answer, (answer) => {
    if (!answer.ok) return;
    toast(t("program.published", { version: answer.version }));
    navigate(to("program"));
  });
  if (draft === null) {
    return (
      <AdminPage>
        <Card>
          <Empty
            title={t("program.noDraft")}
            text={t("program.noDraftText")}
            action={{ content: t("program.back"), url: to("program") }}
          />
        </Card>
      </AdminPage>
    );
  }
  return (
    <AdminPage intro={t("program.previewIntro")}>
      <NotLive current={state} />
      <Card>
        <Text as="p">
          <strong>{t("program.parts")}:</strong> {changes(changedParts(current.rules, draft.rules)) || t("program.nothing")}
        </Text>
      </Card>
      <Figures key={draft.revision} before={current.rules} after={draft.rules} />
      <PublishCard
        issue={answer === undefined || answer.ok ? null : answer.issue}
        busy={post.busy}
        scheduled={scheduled}
        onPublish={(at) => post.submit({ revision: draft.revision, at })}
      />
    </AdminPage>
  );
}

type FiguresProps = Pick<Parameters<typeof PreviewCards>[0], "before" | "after">;

/** Asked for once the page stands: a large shop's figures take a while. */
function Figures({ before, after }: FiguresProps) {
  const t = useT();
  const { load, data: answer, busy, failed } = useLoad<typeof figuresLoader>();
  useEffect(() => {
    load(to("programFigures"));
  }, [load]);
  if (answer?.figures != null) return <PreviewCards figures={answer.figures} before={before} after={after} />;
  if ((answer !== undefined || failed) && !busy) {
    return (
      <Banner tone="warning">
        <BlockStack gap="200">
          <p>{t("program.failed")}</p>
          <div>
            <Button onClick={() => load(to("programFigures"))}>{t("program.again")}</Button>
          </div>
        </BlockStack>
      </Banner>
    );
  }
  return (
    <Card>
      <BlockStack gap="300">
        <div role="status">
          <Text as="p">{t("program.working")}</Text>
        </div>
        <SkeletonBodyText lines={5} />
      </BlockStack>
    </Card>
  );
}
