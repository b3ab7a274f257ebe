import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { publishFlow, switchFlowOn, type Edited, type PublishedFlow } from "../actions/merchant/publish-flow.server.ts";
import { now } from "../clock.server.ts";
import { FlowPage } from "../components/flows/page/flow-page.tsx";
import type { FlowAnswer } from "../components/flows/page/use-flow-post.ts";
import { db } from "../db.server.ts";
import { readDraft } from "../flows/editing/draft.ts";
import { readCatchUp, readEdited, readInside } from "../flows/editing/posted.ts";
import { createFlow, findFlow, listFlows, listVersions } from "../flows/flows.server.ts";
import { readMoving } from "../flows/move.server.ts";
import { saveDraft, type Conflict } from "../flows/publish.server.ts";
import { switchOff } from "../flows/switch.server.ts";
import { readFlowShop } from "../insights/flow-shop.server.ts";
import { readResults, readSteps } from "../insights/lift/results.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { enqueue } from "../queue/queue.server.ts";
import { missingForAdvertising } from "../shops/settings/settings.ts";
import { readSettings } from "../shops/settings/settings.server.ts";
import { missingScopes } from "../shops/optional-scopes.ts";
import type { Shop } from "../shops/shop.ts";
import { listScopes } from "../shops/shops.server.ts";
import { isRunning } from "../visits/pixel.server.ts";

const intentSchema = z.enum(["save", "publish", "on", "pause", "archive", "discard", "duplicate"]);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const flowId = parseId(params["flowId"]);
  const { shopId } = shop;
  const flow = await findFlow(shopId, flowId);
  if (flow === null) throw notFound();
  const measure = () => enqueue("measure-flows", [{ shopId }]);
  const [rows, moving, versions, around, settings, scopes, hears, results] = await Promise.all([
    listFlows(db(), shopId),
    readMoving(db(), shopId, flowId),
    listVersions(shopId, flowId),
    readFlowShop(db(), shop, now()),
    readSettings(shopId),
    listScopes(db(), shopId),
    isRunning(db(), shopId),
    flow.version === null ? null : readResults(db(), shop, now(), measure),
  ]);
  const result = results?.get(flowId) ?? null;
  const steps = flow.version === null ? [] : await readSteps(db(), shop, flowId, now(), result);
  const row = rows.find((one) => one.flowId === flowId);
  if (row === undefined) throw notFound();
  return {
    ...{
      row,
      moving,
      versions,
      shop: around,
      missing: missingForAdvertising(settings),
      lacks: missingScopes(scopes),
      hears,
      version: flow.version,
    },
    kept: { draft: readDraft(flow.draft, flow.published), name: flow.name, revision: flow.draftRevision },
    live: steps,
    result,
    published: flow.published === null ? null : readDraft(flow.published),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const flowId = parseId(params["flowId"]);
  const form = await readFields(request);
  const intent = intentSchema.safeParse(form.get("intent")).data;
  if (intent === undefined) throw new Response("Unknown intent", { status: 422 });
  switch (intent) {
    case "save":
      return answerFor(shop, flowId, "saved", await saveDraft(shop.shopId, flowId, editedIn(form), actor, now()));
    case "publish": {
      const inside = readInside(form);
      if (inside === null) throw new Response("Nothing said of customers inside", { status: 422 });
      return answerFor(shop, flowId, "published", await publishFlow(shop, flowId, editedIn(form), { inside, actor }));
    }
    case "on": {
      const catchUp = readCatchUp(form);
      if (catchUp === null) throw new Response("Nothing said of who came before", { status: 422 });
      const edited = form.has("draft") ? editedIn(form) : null;
      const outcome = await switchFlowOn(shop, flowId, edited, { catchUp, actor });
      const answer = await answerFor(shop, flowId, "on", outcome);
      return outcome.ok && "ok" in answer ? { ...answer, replaced: outcome.replaced } : answer;
    }
    case "pause":
    case "archive": {
      const later = () => enqueue("sync-flows", [{ shopId: shop.shopId }]);
      const outcome = await switchOff(db(), shop, flowId, intent === "pause" ? "paused" : "archived", now(), later);
      return answerFor(shop, flowId, intent === "pause" ? "paused" : "archived", outcome.ok ? { ok: true } : refused(outcome));
    }
    case "discard": {
      const seen = Number(form.get("seen"));
      return answerFor(shop, flowId, "discarded", await saveDraft(shop.shopId, flowId, { draft: null, seen }, actor, now()));
    }
    case "duplicate": {
      const { draft, name } = editedIn(form);
      const flow = await findFlow(shop.shopId, flowId);
      if (flow === null) throw notFound();
      return redirect(to("flow", { flowId: await createFlow(shop.shopId, { preset: null, name, draft }, actor, now()) }));
    }
  }
}

function refused(outcome: { reason: "unknown-flow" | "unpublished" | "archived" }): PublishedFlow {
  return { ok: false, reason: outcome.reason === "unpublished" ? "incomplete" : outcome.reason };
}

type Did = Extract<FlowAnswer, { ok: true }>["did"];
type Outcome = { ok: true } | Exclude<PublishedFlow, { ok: true }>;

async function answerFor(shop: Shop, flowId: number, did: Did, outcome: Outcome) {
  if (!outcome.ok) {
    if (outcome.reason === "unknown-flow") throw notFound();
    if (outcome.reason === "conflict") return data(await conflictWith(shop, flowId, outcome.other), { status: 409 });
    return data({ ok: false, reason: outcome.reason } satisfies FlowAnswer, { status: 422 });
  }
  const flow = await findFlow(shop.shopId, flowId);
  if (flow === null) throw notFound();
  return { ok: true, did, revision: flow.draftRevision } satisfies FlowAnswer;
}

/** What somebody else has saved since the page was opened: the merchant decides between it and what they typed. */
async function conflictWith(shop: Shop, flowId: number, { revision, draft, by, at }: Conflict) {
  const flow = await findFlow(shop.shopId, flowId);
  if (flow === null) throw notFound();
  const theirs = { draft: readDraft(draft, flow.published), name: flow.name, revision, by, at };
  return { ok: false, reason: "conflict", theirs } satisfies FlowAnswer;
}

function editedIn(form: FormData): Edited {
  const edited = readEdited(form);
  if (edited === null) throw new Response("Not a flow", { status: 422 });
  return edited;
}

function parseId(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

function notFound(): Response {
  return new Response("flow", { status: 404 });
}

export default function Flow() {
  const loaded = useLoaderData<typeof loader>();
  return <FlowPage key={loaded.row.flowId} {...loaded} />;
}
