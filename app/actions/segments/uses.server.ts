import { listNamingAchievements } from "../../achievements/shown/figures.server.ts";
import { listNamingCampaigns } from "../../campaigns/campaigns.server.ts";
import type { Db } from "../../db.server.ts";
import { listNamingGroups } from "../../community/groups.server.ts";
import { listNamingFlows } from "../../flows/segments-named.server.ts";
import { listNamingGatherings } from "../../gatherings/gatherings.server.ts";
import { listNamingModules } from "../../learning/modules.server.ts";
import { listNamingRewards } from "../../rewards/for-members.server.ts";
import { namedInText } from "../../segments/editing/named.ts";
import { listAll } from "../../segments/editing/store.server.ts";

/** What of a shop's would miss a segment. A flow without a name of its own has its preset's. */
export type SegmentUse =
  | { kind: "flow"; flowId: number; name: string | null; preset: string | null }
  | { kind: "campaign"; campaignId: number; name: string }
  | { kind: "reward"; rewardId: number; title: Record<string, string> }
  | { kind: "achievement"; achievementId: number; title: Record<string, string> }
  | { kind: "module"; moduleId: number; title: Record<string, string> }
  | { kind: "gathering"; gatheringId: number; title: Record<string, string> }
  | { kind: "group"; groupId: number; title: Record<string, string> }
  | { kind: "segment"; segmentId: number; key: string; name: string };
/** What asks by queries. */
export type QueryUse = Extract<SegmentUse, { kind: "flow" | "segment" }>;

/** Where a segment is used: what names it by id, and queries that ask for its members. */
export async function listSegmentUses(
  db: Db,
  shopId: number,
  segment: { segmentId: number; key: string },
): Promise<SegmentUse[]> {
  const asksFor = (text: string) => namedInText(text, "segments").some((key) => key.toLowerCase() === segment.key.toLowerCase());
  const [flows, campaigns, rewards, achievements, modules, gatherings, groups, segments] = [
    await listNamingFlows(db, shopId),
    await listNamingCampaigns(db, shopId, segment.segmentId),
    await listNamingRewards(db, shopId, segment.segmentId),
    await listNamingAchievements(db, shopId, segment.segmentId),
    await listNamingModules(db, shopId, segment.segmentId),
    await listNamingGatherings(db, shopId, segment.segmentId),
    await listNamingGroups(db, shopId, segment.segmentId),
    await listAll(db, shopId),
  ];
  return [
    ...flows
      .filter(({ segmentIds, conditions }) => segmentIds.includes(segment.segmentId) || conditions.some(asksFor))
      .map(({ flowId, name, preset }) => ({ kind: "flow" as const, flowId, name, preset })),
    ...campaigns.map((campaign) => ({ kind: "campaign" as const, ...campaign })),
    ...rewards.map((reward) => ({ kind: "reward" as const, ...reward })),
    ...achievements.map((achievement) => ({ kind: "achievement" as const, ...achievement })),
    ...modules.map((module) => ({ kind: "module" as const, ...module })),
    ...gatherings.map((gathering) => ({ kind: "gathering" as const, ...gathering })),
    ...groups.map((group) => ({ kind: "group" as const, ...group })),
    ...segments
      .filter(({ segmentId, query }) => segmentId !== segment.segmentId && asksFor(query))
      .map(({ segmentId, key, name }) => ({ kind: "segment" as const, segmentId, key, name })),
  ];
}

/** Where a field of the shop's own is used: queries that ask for it. */
export async function listFieldUses(db: Db, shopId: number, key: string): Promise<QueryUse[]> {
  const asksFor = (text: string) => namedInText(text, "own-fields").some((named) => named.toLowerCase() === key);
  const [flows, segments] = [await listNamingFlows(db, shopId), await listAll(db, shopId)];
  return [
    ...flows
      .filter(({ conditions }) => conditions.some(asksFor))
      .map(({ flowId, name, preset }) => ({ kind: "flow" as const, flowId, name, preset })),
    ...segments
      .filter(({ query }) => asksFor(query))
      .map(({ segmentId, key: segmentKey, name }) => ({ kind: "segment" as const, segmentId, key: segmentKey, name })),
  ];
}
