import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ahead } from "../../db/ahead.ts";
import { instantOrNull } from "../../lib/rows.server.ts";
import { log } from "../../log.server.ts";
import { conditionsOf, definitionSchema, type Definition } from "../definition/definition.ts";
import { catchUpSchema } from "../planner/catch-up.ts";
import type { Flow, FlowState } from "../planner/flow.ts";

type Row = {
  flow_id: number;
  label: string;
  state: FlowState;
  version: number;
  live_since: Date | null;
  catch_up: unknown;
};

/** What a flow `f` is called in the timeline: by its merchant, else by its preset, whose name words tell in the reader's language. */
export const flowLabel = sql<string>`coalesce(f.name, f.preset, '')`;

/** Versions are immutable: each is read and checked once in the life of a process, as long as there is room. */
const definitions = new Map<string, Definition | null>();
const REMEMBERED = 2_000;

export type DefinitionOf = (flowId: number, version: number) => Definition | null;

export const publishedFlows = ahead(
  (shopId) => sql<Row>`
    select f.flow_id, ${flowLabel} as label, f.state, f.version, f.live_since, f.catch_up
    from flows f where f.shop_id = ${shopId} and f.version is not null order by f.flow_id
  `,
  (rows) => rows,
);

/** A shop's flows that have been published, archived ones too, whose runs must end. One that cannot be read stands still, and says so in the log. */
export async function readFlows(db: Db, shopId: number): Promise<Flow[]> {
  const rows = await publishedFlows.read(db, shopId);
  const definitionOf = await readDefinitions(
    db,
    shopId,
    rows.map(({ flow_id, version }) => ({ flowId: flow_id, version })),
  );
  return rows.flatMap(({ flow_id: flowId, label, state, version, live_since, catch_up }) => {
    const definition = definitionOf(flowId, version);
    const catchUp = catchUpSchema.parse(catch_up);
    return definition === null
      ? []
      : [{ flowId, label, state, version, definition, liveSince: state === "live" ? instantOrNull(live_since) : null, catchUp }];
  });
}

/** @returns what tells each of the versions that were asked for; null for one that cannot be read */
export async function readDefinitions(
  db: Db,
  shopId: number,
  versions: readonly { flowId: number; version: number }[],
): Promise<DefinitionOf> {
  const keyOf = (flowId: number, version: number) => `${shopId}:${flowId}:${version}`;
  // Before it is known what is missing: what was known would be forgotten with the rest.
  if (definitions.size > REMEMBERED) definitions.clear();
  const unknown = versions.filter(({ flowId, version }) => !definitions.has(keyOf(flowId, version)));
  if (unknown.length > 0) {
    const { rows } = await sql<{ flow_id: number; version: number; definition: unknown }>`
      select flow_id, version, definition from flow_versions
      where shop_id = ${shopId} and flow_id = any(${unknown.map(({ flowId }) => flowId)}::int[])
    `.execute(db);
    for (const { flow_id, version, definition } of rows) {
      const parsed = definitionSchema.safeParse(definition);
      if (!parsed.success)
        log().error({ shopId, flowId: flow_id, version, issues: parsed.error.issues }, "a flow cannot be read");
      definitions.set(keyOf(flow_id, version), parsed.success ? parsed.data : null);
    }
  }
  return (flowId, version) => definitions.get(keyOf(flowId, version)) ?? null;
}

/** The segment queries that flows ask about. */
export function conditionsOfAll(all: Iterable<Definition>): string[] {
  return [...new Set([...all].flatMap(conditionsOf))];
}
