import { sql, type RawBuilder } from "kysely";

import { addDays } from "../../lib/time.ts";
import { attributes, type AttributeOf } from "../attributes/registry.ts";
import { edges, type Setting } from "./compile.ts";
import { daysAhead, daysToFollow, instantOf, startOf, type Edge } from "./days.ts";
import { conditions, type Condition, type Query } from "../language/query.ts";

/**
 * The next instant at which time alone can change whether a customer meets any of these queries, as SQL over `customers c`; null when time
 * changes nothing. Sometimes too early, never too late.
 *
 * Only edges that move with today matter, they move at the shop's midnights, and an instant that an edge has passed stays behind it. So per
 * edge the question is: at which coming midnight does it pass the customer's instant? The database finds it by bisection among the edge's
 * coming positions, which come from the same calendar arithmetic as the conditions themselves.
 */
export function nextChange(queries: readonly Query[], setting: Setting): RawBuilder<Date | null> {
  const moving = new Map<string, { attribute: AttributeOf<"date">; edge: Edge }>();
  for (const { attribute, edge } of queries.flatMap(conditions).flatMap(movingEdges))
    moving.set(JSON.stringify([attribute, edge]), { attribute, edge });
  if (moving.size === 0) return sql`null::timestamptz`;
  return sql`least(${sql.join([...moving.values()].map(({ attribute, edge }) => passing(attribute, edge, setting)))})`;
}

/** The edges of a condition that move with today; without any, time alone does not change it. */
export function movingEdges(condition: Condition): { attribute: AttributeOf<"date">; edge: Edge }[] {
  if (condition.kind !== "date" || condition.test.operator === "IS NULL" || condition.test.operator === "IS NOT NULL") return [];
  const { attribute, test } = condition;
  const { from, until } = edges(test);
  return [from, until]
    .filter((edge) => edge !== null)
    .filter((edge) => edge.value.type === "offset")
    .map((edge) => ({ attribute, edge }));
}

function passing(attribute: AttributeOf<"date">, edge: Edge, { timeZone, today }: Setting): RawBuilder<Date | null> {
  const days = daysToFollow(edge.value);
  const coming = Array.from({ length: days }, (_, index) => addDays(today, index + 1));
  const positions = coming.map((day) => instantOf(edge, day, timeZone));
  const midnights = coming.map((day) => startOf(day, timeZone));
  const { sql: column } = attributes[attribute];
  // What lies beyond the last position is asked about again later: after it, and not before the edge can come near.
  return sql`(case
    when ${column} >= ${positions.at(-1)}::timestamptz
    then greatest(${startOf(addDays(today, days + 1), timeZone)}::timestamptz, ${column} - ${`${daysAhead(edge.value) * 24} hours`}::interval)
    when ${column} >= ${instantOf(edge, today, timeZone)}::timestamptz
    then (${instants(midnights)})[width_bucket(${column}, ${instants(positions)}) + 1] end)`;
}

function instants(list: readonly Date[]): RawBuilder<Date[]> {
  return sql`${`{${list.map((instant) => `"${instant.toISOString()}"`).join(",")}}`}::timestamptz[]`;
}
