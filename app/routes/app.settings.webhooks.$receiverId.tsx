import { Banner, BlockStack, Button, Card, InlineStack, Select, Text } from "@shopify/polaris";
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { useActor } from "../components/flows/words/use-words.ts";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Confirm } from "../components/page/bridge/confirm.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Pages } from "../components/page/pages.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { DeliveryList } from "../components/receivers/delivery-list.tsx";
import { KindChoice, kindFields } from "../components/receivers/receiver-form.tsx";
import { ReceiverBadge } from "../components/receivers/receiver-list.tsx";
import { problemWord } from "../components/receivers/words.ts";
import { ShownOnce } from "../components/shown-once.tsx";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { listDeliveries, sendAgain } from "../deliveries/log.server.ts";
import { kindsIn } from "../deliveries/receiver.ts";
import {
  chooseKinds,
  listReceivers,
  pauseReceiver,
  removeReceiver,
  replaceSecret,
  resumeReceiver,
} from "../deliveries/receivers.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";

const PAGE = 50;
const idSchema = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .transform((text) => BigInt(text));
const intentSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.enum(["choose", "pause", "resume", "replace", "remove", "again-all"]) }),
  z.object({ intent: z.literal("again"), deliveryId: idSchema }),
]);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

function receiverIdIn(named: string | undefined): number {
  if (!/^[1-9]\d{0,8}$/.test(named ?? "")) throw new Response("No such webhook", { status: 404 });
  return Number(named);
}

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const receiverId = receiverIdIn(params["receiverId"]);
  const [receiver] = await listReceivers(db(), shop.shopId, now(), receiverId);
  if (receiver === undefined) throw new Response("No such webhook", { status: 404 });
  const { searchParams } = new URL(request.url);
  const before = idSchema.safeParse(searchParams.get("before")).data ?? null;
  const failedOnly = searchParams.get("show") === "failed";
  const page = { state: failedOnly ? ("failed" as const) : null, beforeEvent: before, limit: PAGE + 1 };
  const deliveries = await listDeliveries(db(), shop.shopId, receiverId, page);
  return { receiver, deliveries: deliveries.slice(0, PAGE), more: deliveries.length > PAGE, failedOnly };
}

/** What was done. `made`: the new secret, which no page shows again. `again`: how many deliveries are sent again. */
type Answer = { did: string; made: string | null; again: number | null };
const done = (did: string, more: Partial<Answer> = {}): Answer => ({ did, made: null, again: null, ...more });

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const receiverId = receiverIdIn(params["receiverId"]);
  const form = await readFields(request);
  const parsed = intentSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) throw new Response("Unknown intent", { status: 422 });
  const [{ shopId }, input] = [shop, parsed.data];
  switch (input.intent) {
    case "choose": {
      const kinds = kindsIn(form.getAll("kind").map(String));
      if (kinds.length === 0) return data(done("nothing"), { status: 422 });
      await chooseKinds(db(), shopId, receiverId, kinds);
      return done("chosen");
    }
    case "pause":
      await pauseReceiver(db(), shopId, receiverId);
      return done("paused");
    case "resume":
      await resumeReceiver(db(), shopId, receiverId, now());
      return done("resumed");
    case "replace":
      return done("replaced", { made: await replaceSecret(db(), shopId, receiverId, now()) });
    case "remove":
      await removeReceiver(db(), shopId, receiverId);
      return redirect(to("receivers"));
    case "again-all":
      return done("again", { again: await sendAgain(db(), shopId, receiverId, "failed", now()) });
    case "again":
      return done("again", { again: await sendAgain(db(), shopId, receiverId, input.deliveryId, now()) });
  }
}

export default function ReceiverPage() {
  const t = useT();
  const { receiver } = useLoaderData<typeof loader>();
  const post = usePost<typeof action>();
  const toast = useToast();
  useTellOnce(post.answer, (answer) => {
    if (answer.did === "chosen") toast(t("receivers.saved"));
    if (answer.again !== null) toast(t("receivers.againDone", { count: answer.again }));
  });
  const made = post.answer?.made ?? null;
  return (
    <AdminPage title={receiver.url ?? t("receivers.flow")}>
      <BlockStack gap="400">
        <State post={post} />
        {made !== null && (
          <ShownOnce
            title={t("receivers.shown")}
            text={t("receivers.shownText")}
            label={t("receivers.secretTitle")}
            secret={made}
          />
        )}
        <Log post={post} />
        {receiver.kind === "webhook" && (
          <>
            <Kinds key={receiver.kinds.join()} post={post} />
            <Secret post={post} />
          </>
        )}
      </BlockStack>
    </AdminPage>
  );
}

type Posting = { post: ReturnType<typeof usePost<typeof action>> };

/** Whether it sends, why not, and what can be done about that. */
function State({ post: { submit, busy } }: Posting) {
  const t = useT();
  const format = useFormat();
  const actorName = useActor();
  const [asking, ask] = useState(false);
  const { kind, kinds, state, problem, failingSince, createdAt, createdBy, url } = useLoaderData<typeof loader>().receiver;
  const ofFlow = kind === "shopify-flow";
  const date = format.dateTime(createdAt);
  const problemText = problem === null ? "" : t(problemWord(kind, problem));
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            <span className="wrap-anywhere">{url ?? t("receivers.flow")}</span>
          </Text>
          <ReceiverBadge state={state} problem={problem} />
        </InlineStack>
        <Text as="p" tone="subdued">
          {ofFlow ? t("receivers.flowCreated", { date }) : t("receivers.created", { date, by: actorName(createdBy) })}
        </Text>
        {ofFlow && kinds.length === 0 && <Text as="p">{t("receivers.flowIdle")}</Text>}
        {state === "active" && failingSince !== null && (
          <Banner tone="warning" title={t("receivers.failing", { date: format.dateTime(failingSince) })}>
            <p>{t("receivers.failingText", { problem: problemText })}</p>
          </Banner>
        )}
        {state === "paused" && (
          <Banner
            tone={problem === null ? "info" : "critical"}
            title={t(problem === null ? "receivers.pausedTitle" : "receivers.stoppedTitle")}
          >
            <p>{problem === null ? t("receivers.pausedText") : t("receivers.stoppedText", { problem: problemText })}</p>
          </Banner>
        )}
        <InlineStack gap="200">
          {state === "active" ? (
            <Button loading={busy} onClick={() => submit({ intent: "pause" })}>
              {t("receivers.pause")}
            </Button>
          ) : (
            <Button variant="primary" loading={busy} onClick={() => submit({ intent: "resume" })}>
              {t("receivers.resume")}
            </Button>
          )}
          {!ofFlow && (
            <Button tone="critical" disabled={busy} onClick={() => ask(true)}>
              {t("receivers.remove")}
            </Button>
          )}
        </InlineStack>
      </BlockStack>
      <Confirm
        destructive
        open={asking}
        title={t("receivers.removeTitle")}
        action={t("receivers.remove")}
        onConfirm={() => submit({ intent: "remove" })}
        onClose={() => ask(false)}
      >
        <Text as="p">{t("receivers.removeText")}</Text>
      </Confirm>
    </Card>
  );
}

function Kinds({ post: { submit, busy, answer } }: Posting) {
  const t = useT();
  const { receiver } = useLoaderData<typeof loader>();
  const [kinds, choose] = useState(receiver.kinds);
  const issue = answer?.did === "nothing" && kinds.length === 0 ? "kinds" : null;
  return (
    <Card>
      <BlockStack gap="400">
        <KindChoice chosen={kinds} issue={issue} choose={choose} />
        <InlineStack>
          <Button
            loading={busy}
            disabled={kinds.join() === receiver.kinds.join()}
            onClick={() => submit(kindFields("choose", kinds))}
          >
            {t("receivers.save")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function Log({ post: { submit, busy } }: Posting) {
  const t = useT();
  const navigate = useNavigate();
  const { receiver, deliveries, more, failedOnly } = useLoaderData<typeof loader>();
  const { receiverId } = receiver;
  const show = failedOnly ? "failed" : null;
  const last = deliveries.at(-1);
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("receivers.log")}
        </Text>
        <InlineStack gap="300" blockAlign="end">
          <Select
            label={t("receivers.show")}
            options={[
              { value: "all", label: t("receivers.showAll") },
              { value: "failed", label: t("receivers.showFailed") },
            ]}
            value={show ?? "all"}
            onChange={(chosen) => navigate(to("receiver", { receiverId }, { show: chosen === "failed" ? chosen : null }))}
          />
          {failedOnly && deliveries.length > 0 && (
            <Button disabled={busy} onClick={() => submit({ intent: "again-all" })}>
              {t("receivers.againAll")}
            </Button>
          )}
        </InlineStack>
        {deliveries.length === 0 ? (
          <Text as="p" tone="subdued">
            {t(failedOnly ? "receivers.logEmptyFailed" : "receivers.logEmpty")}
          </Text>
        ) : (
          <DeliveryList
            to={receiver.kind}
            deliveries={deliveries}
            busy={busy}
            again={(deliveryId) => submit({ intent: "again", deliveryId: deliveryId.toString() })}
          />
        )}
      </BlockStack>
      <Pages next={more && last !== undefined ? to("receiver", { receiverId }, { show, before: last.eventId }) : null} />
    </Card>
  );
}

function Secret({ post: { submit, busy } }: Posting) {
  const t = useT();
  const format = useFormat();
  const [asking, ask] = useState(false);
  const { formerUntil } = useLoaderData<typeof loader>().receiver;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("receivers.secretTitle")}
        </Text>
        <Text as="p">{t("receivers.secretText")}</Text>
        {formerUntil !== null && (
          <Text as="p" tone="subdued">
            {t("receivers.formerUntil", { date: format.dateTime(formerUntil) })}
          </Text>
        )}
        <InlineStack>
          <Button disabled={busy} onClick={() => ask(true)}>
            {t("receivers.replace")}
          </Button>
        </InlineStack>
      </BlockStack>
      <Confirm
        open={asking}
        title={t("receivers.replaceTitle")}
        action={t("receivers.replace")}
        onConfirm={() => submit({ intent: "replace" })}
        onClose={() => ask(false)}
      >
        <Text as="p">{t("receivers.replaceText")}</Text>
      </Confirm>
    </Card>
  );
}
