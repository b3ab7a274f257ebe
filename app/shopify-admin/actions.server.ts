import { db } from "../db.server.ts";
import { findTarget } from "../points/adjusting/adjust-many.server.ts";
import { to } from "../pages.ts";
import { checkDraft, LONGEST_NAME } from "../segments/editing/draft.ts";
import { listAll } from "../segments/editing/store.server.ts";
import { readShopifySegment } from "../sync/customers/shopify-segment.server.ts";
import { MOST_SELECTED, type ActionBlock } from "./blocks.ts";
import type { Asking } from "./call.server.ts";
import { inApp } from "./in-app.ts";

/**
 * What can be done with a segment of Shopify's: with a segment of ours that asks for the same, everything. Else its query opens in our editor, which also
 * shows what of it we cannot ask for: nobody is meant who was not asked for.
 */
export async function readSegmentAction({ shop, t }: Asking, segmentId: bigint): Promise<ActionBlock | null> {
  const found = await readShopifySegment(shop, segmentId);
  if (found === null) return null;
  if (found === "unreachable") return { lines: [t("blocks.segmentUnreachable")], links: [] };
  const { query } = found;
  const name = found.name.trim().slice(0, LONGEST_NAME);
  const checked = checkDraft({ name: name === "" ? "-" : name, query });
  const same = checked.ok ? (await listAll(db(), shop.shopId)).find((one) => one.query === checked.draft.query) : undefined;
  if (same !== undefined)
    return {
      lines: [t("blocks.segmentKnown", { name: same.name })],
      links: [
        { label: t("blocks.startCampaign"), href: inApp(to("campaigns", { segment: same.key })) },
        { label: t("blocks.adjustPoints"), href: inApp(to("adjust", { segment: same.key })) },
        { label: t("blocks.openSegment"), href: inApp(to("segment", { segmentId: same.segmentId })) },
      ],
    };
  return {
    lines: [t(checked.ok ? "blocks.segmentNew" : "blocks.segmentUnreadable")],
    links: [{ label: t("blocks.takeSegment"), href: inApp(to("newSegment", { name, query })) }],
  };
}

/** What can be done with customers who are selected in Shopify's list. @param customerIds more than `MOST_SELECTED` are refused */
export async function readSelectionAction({ shop, t }: Asking, customerIds: readonly bigint[]): Promise<ActionBlock> {
  if (customerIds.length > MOST_SELECTED) return { lines: [t("blocks.selectionTooMany", { most: MOST_SELECTED })], links: [] };
  const { target, unknown } = await findTarget(db(), shop, { kind: "list", names: customerIds.map(String) });
  const known = target?.kind === "list" ? target.customerIds : [];
  const missing = unknown.length === 0 ? [] : [t("blocks.selectionUnknown", { count: unknown.length })];
  if (known.length === 0) return { lines: missing, links: [] };
  return {
    lines: [t("blocks.selection", { count: known.length }), ...missing],
    links: [{ label: t("blocks.adjustPoints"), href: inApp(to("adjust", { customers: known.join(",") })) }],
  };
}
