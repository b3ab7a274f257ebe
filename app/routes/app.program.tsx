import { Banner, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Confirm } from "../components/page/bridge/confirm.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Edge } from "../components/page/edge.tsx";
import { useFormat, useLocale, useT } from "../components/locale.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { StateCard } from "../components/program/state/state-card.tsx";
import type { SwitchAnswer } from "../components/program/state/switching.ts";
import { PartRow } from "../components/program/part-row.tsx";
import { partWords, useSummary } from "../components/program/summary.tsx";
import { VersionList } from "../components/program/version-list.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { switchProgram } from "../actions/merchant/switch-program.server.ts";
import { db } from "../db.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { discardDraft, findDraft, saveDraft } from "../program/drafts.server.ts";
import { cancelScheduled, listVersions } from "../program/history.server.ts";
import { changedParts, parts } from "../program/rules/parts.ts";
import { isTag, switchSchema } from "../program/state/switch-form.ts";
import { textIn } from "../program/rules/texts.ts";
import { listStates } from "../program/versions.server.ts";
import { listOffered } from "../rewards/rewards.server.ts";
import type { Shop } from "../shops/shop.ts";
import { to } from "../pages.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { shopId } = shop;
  const [draft, versions, states, offered] = await Promise.all([
    findDraft(shopId),
    listVersions(shopId, now()),
    listStates(db(), shopId),
    listOffered(db(), shopId),
  ]);
  return { draft, versions, states, titles: offered.map(({ terms }) => terms.title), pointsNames: shop.pointsNames };
}

const intentSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("switch"), ...switchSchema.shape }),
  z.object({ intent: z.literal("discard") }),
  // `seen`: the draft that it replaces, by its revision; empty where there is none.
  z.object({
    intent: z.literal("reuse"),
    version: z.coerce.number().int().min(1).max(2_000_000_000),
    seen: z.union([z.literal("").transform(() => null), z.iso.datetime()]),
  }),
  z.object({ intent: z.literal("cancel"), version: z.coerce.number().int().min(1).max(2_000_000_000) }),
]);

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const parsed = intentSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!parsed.success) throw new Response("Unknown intent", { status: 422 });
  if (parsed.data.intent === "switch") return switchTo(shop, parsed.data, actor);
  if (parsed.data.intent === "discard") {
    await discardDraft(shop.shopId);
    return { done: "discarded" as const };
  }
  if (parsed.data.intent === "reuse") return reuse(shop, parsed.data, actor);
  const cancelled = await cancelScheduled(shop.shopId, parsed.data.version, actor, now());
  return cancelled ? { done: "cancelled" as const } : data({ done: "too-late" as const }, { status: 409 });
}

/** The rules of a version become the draft. */
async function reuse(shop: Shop, { version, seen }: { version: number; seen: string | null }, actor: string) {
  const found = (await listVersions(shop.shopId, now())).find((one) => one.version === version);
  if (found === undefined) throw new Response("version", { status: 404 });
  const outcome = await saveDraft(shop.shopId, found.rules, { seen, actor }, now());
  return outcome.ok ? { done: "reused" as const } : data({ done: "draft-meanwhile" as const }, { status: 409 });
}

async function switchTo(shop: Shop, { state, tag, seen }: z.output<typeof switchSchema>, actor: string) {
  const answer = (done: SwitchAnswer["done"], status = 200) => data({ done }, { status });
  if (state === "test" && !isTag(tag)) return answer("no-tag", 422);
  const outcome = await switchProgram(shop, { state, tag: state === "test" ? tag : null, seen, actor });
  if (outcome.ok) return answer("switched");
  return answer(outcome.reason === "unchanged" ? "same-state" : "switched-meanwhile", 409);
}

export default function Program() {
  const { draft, versions, states, titles, pointsNames } = useLoaderData<typeof loader>();
  const t = useT();
  const locale = useLocale();
  const format = useFormat();
  const summary = useSummary();
  const post = usePost<{ done: Done }>({ action: to("program") });
  const [asking, setAsking] = useState<"discard" | number | null>(null);
  const [reusing, setReusing] = useState<number | null>(null);
  useAnswer(post.answer?.done);
  const current = versions.find(({ state }) => state === "in-force") ?? versions.at(-1);
  if (current === undefined) return null;
  const rules = draft?.rules ?? current.rules;
  const called = [...new Set(Object.values(pointsNames).map(({ many }) => many))];
  const changed = draft === null ? [] : changedParts(current.rules, draft.rules);
  return (
    <AdminPage intro={t("program.intro")}>
      <StateCard states={states} />
      {draft !== null && (
        <Banner tone="info" title={t("program.draftTitle")}>
          <BlockStack gap="300">
            <p>
              {changed.length === 0 ? t("program.draftSame") : t("program.draftText", { date: format.dateTime(draft.updatedAt) })}
            </p>
            <InlineStack gap="300">
              <Button variant="primary" url={to("preview")}>
                {t("program.preview")}
              </Button>
              <Button onClick={() => setAsking("discard")}>{t("program.discard")}</Button>
            </InlineStack>
          </BlockStack>
        </Banner>
      )}
      <Card padding="0">
        <ul className="rows">
          {parts.map((part) => (
            <PartRow
              key={part}
              name={t(partWords[part])}
              summary={summary(part, rules)}
              url={to(part)}
              inDraft={changed.includes(part)}
            />
          ))}
          <PartRow
            name={t("rewards.title")}
            summary={titles.length === 0 ? t("program.sumNoRewards") : titles.map((title) => textIn(title, locale)).join(" · ")}
            url={to("rewards")}
          />
          <PartRow
            name={t("pointsName.title")}
            summary={called.length === 0 ? t("pointsName.sumPlain") : called.join(" · ")}
            url={to("pointsName")}
          />
        </ul>
      </Card>
      <BlockStack gap="300">
        <Edge>
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t("program.history")}
            </Text>
            <Text as="p" tone="subdued">
              {t("program.historyText")}
            </Text>
          </BlockStack>
        </Edge>
        <VersionList versions={versions} onCancel={setAsking} onReuse={setReusing} busy={post.busy} />
      </BlockStack>
      <Confirm
        destructive
        open={asking === "discard"}
        title={t("program.discardTitle")}
        action={t("program.discard")}
        keep={t("program.keep")}
        onConfirm={() => post.submit({ intent: "discard" })}
        onClose={() => setAsking(null)}
      >
        <p>{t("program.discardText")}</p>
      </Confirm>
      <Confirm
        destructive
        open={asking !== null && asking !== "discard"}
        title={t("program.cancelTitle")}
        action={t("program.cancel")}
        keep={t("program.keep")}
        onConfirm={() => post.submit({ intent: "cancel", version: String(asking) })}
        onClose={() => setAsking(null)}
      >
        <p>{t("program.cancelText")}</p>
      </Confirm>
      <Confirm
        open={reusing !== null}
        title={t("program.reuseTitle", { version: reusing ?? 0 })}
        action={t("program.reuse")}
        onConfirm={() => post.submit({ intent: "reuse", version: String(reusing), seen: draft?.revision ?? "" })}
        onClose={() => setReusing(null)}
      >
        <p>{t("program.reuseText")}</p>
        {draft !== null && <p>{t("program.reuseReplaces")}</p>}
      </Confirm>
    </AdminPage>
  );
}

/** What became of a draft or a version; the card of the state has answers of its own. */
type Done = "discarded" | "cancelled" | "too-late" | "reused" | "draft-meanwhile";

function useAnswer(done: Done | undefined): void {
  const t = useT();
  const toast = useToast();
  useTellOnce(done, (done) => {
    const words = {
      ...{ discarded: t("program.discarded"), cancelled: t("program.cancelled"), "too-late": t("program.tooLate") },
      ...{ reused: t("program.reused"), "draft-meanwhile": t("program.draftMeanwhile") },
    };
    toast(words[done], { isError: done === "too-late" || done === "draft-meanwhile" });
  });
}
