import { sql, type RawBuilder } from "kysely";

import { addDays } from "../../lib/time.ts";
import type { DateAttribute, RowsAttribute } from "../attributes/attribute.ts";
import { attributes, type AttributeOf } from "../attributes/registry.ts";
import { mirroredBy } from "../language/shopify/mirrored.ts";
import { conditions, type OwnCondition, type ParameterTest, type TestOf, type WholeQuery } from "../language/query.ts";
import { passing as passingRows } from "./compile.ts";
import { daysAhead, daysToFollow, edges, instantOf, startOf, type Edge } from "./days.ts";
import type { Setting } from "./setting.ts";
import { instantIn } from "./tests.ts";
import { daysToChange, movesWithToday, type YearTest } from "./year-days.ts";

/**
 * The next instant at which time alone can change whether a customer meets any of these queries, as SQL over `customers c`; null when time
 * changes nothing. Sometimes too early, never too late.
 *
 * Only edges that move with today matter, they move at the shop's midnights, and an instant that an edge has passed stays behind it. So per
 * edge the question is: at which coming midnight does it pass the customer's instant? The database finds it by bisection among the edge's
 * coming positions, which come from the same calendar arithmetic as the conditions themselves. Of a function's rows, the first one that an
 * edge passes counts.
 */
export function nextChange(queries: readonly WholeQuery[], setting: Setting): RawBuilder<Date | null> {
  const each = new Map<string, () => RawBuilder<Date | null>>();
  for (const { key, at } of queries.flatMap(conditions<OwnCondition>).flatMap(changes)) each.set(key, () => at(setting));
  if (each.size === 0) return sql`null::timestamptz`;
  return sql`least(${sql.join([...each.values()].map((at) => at()))})`;
}

/** Whether time alone can change a condition. */
export function movesByTime(condition: OwnCondition): boolean {
  return changes(condition).length > 0;
}

type Change = { key: string; at: (setting: Setting) => RawBuilder<Date | null> };

/** What of a condition time alone changes, each with a key that is the same where the same is asked. */
function changes(condition: OwnCondition): Change[] {
  // What Shopify judges, it judges anew itself as days pass.
  if (mirroredBy(condition) !== null) return [];
  switch (condition.kind) {
    case "date": {
      const entry: DateAttribute = attributes[condition.attribute];
      return movingEdges(condition.test).map((edge) => ({
        key: JSON.stringify([condition.attribute, edge]),
        at: (setting) => passing(instantIn(entry, setting.timeZone), edge, setting),
      }));
    }
    case "anniversary": {
      const { attribute, test } = condition;
      if (test.operator === "IS NULL" || test.operator === "IS NOT NULL" || !movesWithToday(test)) return [];
      return [{ key: JSON.stringify([attribute, test]), at: (setting) => yearly(attribute, test, setting) }];
    }
    case "rows":
      return ofRows(condition);
    case "number":
    case "enum":
    case "text":
    case "list":
      return [];
  }
}

function ofRows({ attribute, tests }: Extract<OwnCondition, { kind: "rows" }>): Change[] {
  const entry: RowsAttribute = attributes[attribute];
  const steady = tests.filter((test) => isOfRow(entry, test) && movingOf(test).length === 0);
  return tests.flatMap((test) => {
    const dated = entry.parameters[test.parameter];
    if (dated?.kind !== "date") return [];
    return movingOf(test).map((edge) => ({
      key: JSON.stringify([attribute, test.parameter, edge, steady]),
      at: (setting) =>
        sql`(select min(${passing(instantIn(dated, setting.timeZone), edge, setting)}) from ${entry.rows}${passingRows(entry, steady, setting)})`,
    }));
  });
}

function isOfRow({ parameters }: RowsAttribute, { parameter }: ParameterTest): boolean {
  const entry = parameters[parameter];
  return entry !== undefined && !(entry.kind === "number" && entry.aggregate);
}

function movingOf(test: ParameterTest): Edge[] {
  return test.kind === "date" ? movingEdges(test.test) : [];
}

/** The edges of a date test that move with today; without any, time alone does not change it. */
function movingEdges(test: TestOf["date"]): Edge[] {
  if (test.operator === "IS NULL" || test.operator === "IS NOT NULL") return [];
  const { from, until } = edges(test);
  return [from, until].filter((edge) => edge !== null).filter((edge) => edge.value.type === "offset");
}

function passing(column: RawBuilder<unknown>, edge: Edge, setting: Setting): RawBuilder<Date | null> {
  const { now, last, beyond, positions, midnights } = comingOf(edge, setting);
  // What lies beyond the last position is asked about again later: after it, and not before the edge can come near.
  return sql`(case
    when ${column} >= ${last}::timestamptz
    then greatest(${beyond}::timestamptz, ${column} - ${`${daysAhead(edge.value) * 24} hours`}::interval)
    when ${column} >= ${now}::timestamptz
    then (${midnights})[width_bucket(${column}, ${positions}) + 1] end)`;
}

/** Where an edge stands today and on the coming days, and when each of those begins. */
type Coming = {
  now: Date;
  last: Date | undefined;
  beyond: Date;
  positions: RawBuilder<Date[]>;
  midnights: RawBuilder<Date[]>;
};

// Shops of a zone ask for the same edges all day; a year of midnights written out is ten kilobytes.
const known = new Map<string, Coming>();
const REMEMBERED = 500;

function comingOf(edge: Edge, { timeZone, today }: Setting): Coming {
  const key = JSON.stringify([edge, timeZone, today]);
  let coming = known.get(key);
  if (coming === undefined) {
    const days = daysToFollow(edge.value);
    const each = Array.from({ length: days }, (_, index) => addDays(today, index + 1));
    const positions = each.map((day) => instantOf(edge, day, timeZone));
    coming = {
      now: instantOf(edge, today, timeZone),
      last: positions.at(-1),
      beyond: startOf(addDays(today, days + 1), timeZone),
      positions: instants(positions),
      midnights: instants(each.map((day) => startOf(day, timeZone))),
    };
    if (known.size >= REMEMBERED) known.clear();
    known.set(key, coming);
  }
  return coming;
}

/** At which coming midnight a day of the year begins or ceases to be meant. */
function yearly(attribute: AttributeOf<"anniversary">, test: YearTest, { timeZone, today }: Setting): RawBuilder<Date | null> {
  const found = daysToChange(test, today).filter(({ days }) => days !== null);
  const midnights = found.map(({ days }) => startOf(addDays(today, days ?? 0), timeZone));
  const keys = `{${found.map(({ key }) => key).join(",")}}`;
  return sql`(${instants(midnights)})[array_position(${keys}::int[], ${attributes[attribute].sql})]`;
}

function instants(list: readonly Date[]): RawBuilder<Date[]> {
  return sql`${`{${list.map((instant) => `"${instant.toISOString()}"`).join(",")}}`}::timestamptz[]`;
}
