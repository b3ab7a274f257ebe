import type { AnyAttribute, Join, Movement } from "../attributes/attribute.ts";
import { attributes } from "../attributes/registry.ts";
import { conditions, type OwnCondition, type WholeQuery } from "../language/query.ts";
import { movesByTime } from "./next-change.ts";

/** What has happened to customers whose memberships are to be looked at. `time`: nothing, but days have passed. */
export type Happened = Movement | "time";

/** What can change whether somebody meets a query, as its attributes say. */
export function dependsOn(query: WholeQuery): Set<Happened> {
  return new Set(
    conditions(query).flatMap((condition): Happened[] => [
      ...movementsOf(condition),
      ...(movesByTime(condition) ? (["time"] as const) : []),
    ]),
  );
}

/** What moves the next instant at which time alone can change one of these queries: time, and whatever moves what they compare with moving days. */
export function movesNextChange(queries: readonly WholeQuery[]): Set<Happened> {
  const aging = queries.flatMap(conditions<OwnCondition>).filter(movesByTime);
  return new Set<Happened>(["time", ...aging.flatMap(movementsOf)]);
}

/** What queries read beside the customers' own rows. */
export function joinsOf(queries: readonly WholeQuery[]): Set<Join> {
  return new Set(queries.flatMap(conditions<OwnCondition>).flatMap((condition) => entryOf(condition).reads ?? []));
}

function movementsOf(condition: OwnCondition): readonly Movement[] {
  const entry = entryOf(condition);
  if (entry.kind !== "rows" || condition.kind !== "rows") return entry.movedBy;
  return [...entry.movedBy, ...condition.tests.flatMap(({ parameter }) => entry.parameters[parameter]?.movedBy ?? [])];
}

function entryOf({ attribute }: OwnCondition): AnyAttribute {
  return attributes[attribute];
}
