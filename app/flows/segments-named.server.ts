import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { conditionsOf, definitionSchema } from "./definition/definition.ts";
import { draftSchema } from "./editing/draft.ts";
import { eachStep } from "./editing/tree.ts";

/** A flow with what of segments it names: its trigger and its goal by id, its conditions others in their text. */
export type NamingFlow = {
  flowId: number;
  name: string | null;
  preset: string | null;
  segmentIds: number[];
  conditions: string[];
};

/**
 * A shop's flows with the segments that they name: in their drafts, in the version in force, and in earlier ones that somebody is still in. Archived flows let
 * nobody in any more.
 */
export async function listNamingFlows(db: Db, shopId: number): Promise<NamingFlow[]> {
  const { rows } = await sql<{
    flow_id: number;
    name: string | null;
    preset: string | null;
    draft: unknown;
    definitions: unknown[];
  }>`
    select f.flow_id, f.name, f.preset, f.draft, coalesce((
      select json_agg(v.definition) from flow_versions v
      where v.shop_id = f.shop_id and v.flow_id = f.flow_id and (v.version = f.version or exists (
        select from flow_runs r where r.shop_id = v.shop_id and r.flow_id = v.flow_id and r.version = v.version and r.state <> 'ended'
      ))
    ), '[]') as definitions
    from flows f where f.shop_id = ${shopId} and f.state <> 'archived' order by f.flow_id
  `.execute(db);
  return rows.map(({ flow_id: flowId, name, preset, draft, definitions }) => {
    const named = [...definitions.map(namedInDefinition), namedInDraft(draft)];
    return {
      ...{ flowId, name, preset, segmentIds: named.flatMap(({ segmentIds }) => segmentIds) },
      conditions: [...new Set(named.flatMap(({ conditions }) => conditions))],
    };
  });
}

type Named = Pick<NamingFlow, "segmentIds" | "conditions">;
const NOTHING: Named = { segmentIds: [], conditions: [] };

function namedInDefinition(json: unknown): Named {
  const { data: definition } = definitionSchema.safeParse(json);
  if (definition === undefined) return NOTHING;
  return { segmentIds: segmentsOf(definition.trigger, definition.goal), conditions: conditionsOf(definition) };
}

function namedInDraft(json: unknown): Named {
  const { data: draft } = draftSchema.safeParse(json);
  if (draft === undefined) return NOTHING;
  const branches = [...eachStep(draft.steps)].flatMap((step) => (step.kind === "branch" ? [step.condition] : []));
  const conditions = draft.audience === null ? branches : [draft.audience, ...branches];
  return { segmentIds: segmentsOf(draft.trigger, draft.goal), conditions };
}

type Choice = { kind: string; segmentId?: number | null | undefined };

/** What a draft has chosen for a goal of another kind it does not name. */
function segmentsOf(trigger: Choice, goal: Choice): number[] {
  const ofGoal = goal.kind === "segment-entered" ? goal.segmentId : null;
  return [trigger.segmentId, ofGoal].filter((segmentId) => typeof segmentId === "number");
}
