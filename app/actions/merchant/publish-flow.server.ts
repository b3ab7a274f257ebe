import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { check } from "../../flows/editing/check.ts";
import { draftSchema, type Draft } from "../../flows/editing/draft.ts";
import { eachStep } from "../../flows/editing/tree.ts";
import { findFlow } from "../../flows/flows.server.ts";
import { publish, saveDraft, type Conflict, type Inside } from "../../flows/publish.server.ts";
import { switchOn } from "../../flows/switch.server.ts";
import { emailWithSameNews } from "../../flows/triggers/same-news.ts";
import type { CatchUp } from "../../flows/planner/catch-up.ts";
import { readFlowShop } from "../../insights/flow-shop.server.ts";
import type { SwitchedKey } from "../../messages/templates/registry.ts";
import { readSwitches } from "../../messages/templates/switches.ts";
import { enqueue } from "../../queue/queue.server.ts";
import { missingForAdvertising } from "../../shops/settings/settings.ts";
import { readPointsEmails, readSettings, switchPointsEmail } from "../../shops/settings/settings.server.ts";
import { askShopify, unreadIn } from "../../sync/mirrors/wanted.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A draft as its editor has it; `seen`: the revision that they began from. */
export type Edited = { draft: Draft; name: string | null; seen: number };

type Refused =
  | { ok: false; reason: "unknown-flow" | "archived" | "incomplete" | "no-sender" | "awaiting" }
  | { ok: false; reason: "conflict"; other: Conflict };
export type PublishedFlow = { ok: true } | Refused;
/** `replaced`: the email of the settings that is off now, because the flow tells the same news. */
export type SwitchedOn = { ok: true; replaced: SwitchedKey | null } | Refused;

function conditionsIn({ audience, steps }: Draft): string[] {
  const branches = [...eachStep(steps)].flatMap((step) => (step.kind === "branch" ? [step.condition] : []));
  return audience === null ? branches : [audience, ...branches];
}

const later = (shop: Shop) => () => enqueue("sync-flows", [{ shopId: shop.shopId }]);

/** The calendar tells what a flow will send. */
const expect = ({ shopId }: Shop, flowId: number) => enqueue("expect-emails", [{ shopId, flowId }]);

/** A merchant makes what they have edited the version in force. Nothing is written where somebody else has saved meanwhile, or anything is still wrong. */
export async function publishFlow(
  shop: Shop,
  flowId: number,
  edited: Edited,
  { inside, actor }: { inside: Inside; actor: string },
  now = clock,
): Promise<PublishedFlow> {
  const at = now();
  if (check(edited.draft, await readFlowShop(db(), shop, at)).length > 0) return { ok: false, reason: "incomplete" };
  const unread = await unreadIn(db(), shop.shopId, conditionsIn(edited.draft));
  if (unread.length > 0) {
    await askShopify(shop.shopId, unread, at);
    return { ok: false, reason: "awaiting" };
  }
  const saved = await saveDraft(shop.shopId, flowId, edited, actor, at);
  if (!saved.ok) return saved;
  const outcome = await publish(db(), shop, flowId, { seen: saved.revision, inside }, actor, at, later(shop));
  if (!outcome.ok) return outcome;
  // What is not live yet is looked at when it is switched on.
  if ((await findFlow(shop.shopId, flowId))?.state === "live") await expect(shop, flowId);
  return { ok: true };
}

/**
 * A merchant switches a flow on, with what they have edited; if nothing, and it was never published, with its draft as it is kept. Not without what advertising
 * must carry, where it sends emails. An email of the settings that tells the same news is switched off, so that nobody gets it twice.
 */
export async function switchFlowOn(
  shop: Shop,
  flowId: number,
  typed: Edited | null,
  { catchUp, actor }: { catchUp: CatchUp; actor: string },
  now = clock,
): Promise<SwitchedOn> {
  const flow = await findFlow(shop.shopId, flowId);
  if (flow === null) return { ok: false, reason: "unknown-flow" };
  const kept = draftSchema.safeParse(flow.published ?? flow.draft).data ?? null;
  const first = flow.version === null && kept !== null ? { draft: kept, name: flow.name, seen: flow.draftRevision } : null;
  const edited = typed ?? first;
  const draft = edited?.draft ?? kept;
  const isSending = draft !== null && [...eachStep(draft.steps)].some(({ kind }) => kind === "email");
  if (isSending && missingForAdvertising(await readSettings(shop.shopId)).length > 0) return { ok: false, reason: "no-sender" };
  if (edited !== null) {
    const published = await publishFlow(shop, flowId, edited, { inside: { mode: "keep" }, actor }, now);
    if (!published.ok) return published;
  }
  const outcome = await switchOn(db(), shop, flowId, catchUp, now(), later(shop));
  if (outcome.ok) await expect(shop, flowId);
  if (outcome.ok) return { ok: true, replaced: draft !== null && isSending ? await replace(shop, draft, now()) : null };
  return { ok: false, reason: outcome.reason === "unpublished" ? "incomplete" : outcome.reason };
}

async function replace({ shopId }: Shop, { trigger }: Draft, now: Date): Promise<SwitchedKey | null> {
  const email = emailWithSameNews(trigger);
  if (email === null || !readSwitches(await readPointsEmails(shopId))[email]) return null;
  await switchPointsEmail(shopId, email, false, now);
  return email;
}
