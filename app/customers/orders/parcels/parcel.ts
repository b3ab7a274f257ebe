import { z } from "zod";

import {
  parcelEventSchema,
  parcelSnapshotSchema,
  type ParcelEvent,
  type ParcelFact,
  type ParcelSnapshot,
} from "../../../facts/parcel.ts";
import { stringifyJson } from "../../../lib/json.ts";

/** Statuses that say that customers have their goods, or can fetch them. */
const ARRIVED = new Set(["delivered", "picked_up", "ready_for_pickup"]);

/** All that is known of a parcel: its latest state, the earliest word that it had arrived, and what its carrier said. Any order of the same facts leads to the same. */
export const parcelSchema = z.object({
  latest: parcelSnapshotSchema.nullable(),
  /** The latest states that say what is in it, and when it is expected: others leave that out. */
  filled: parcelSnapshotSchema.nullable(),
  expected: parcelSnapshotSchema.nullable(),
  arrivedAt: parcelSnapshotSchema.shape.deliveredAt,
  events: z.record(z.string(), parcelEventSchema),
});
export type Parcel = z.infer<typeof parcelSchema>;

export const NO_PARCEL: Parcel = { latest: null, filled: null, expected: null, arrivedAt: null, events: {} };

export function withFact(parcel: Parcel, fact: ParcelFact): Parcel {
  if (fact.kind === "parcel") {
    const told = fact.parcel;
    return {
      ...parcel,
      latest: later(parcel.latest, told),
      filled: told.lines === null ? parcel.filled : later(parcel.filled, told),
      expected: told.expectedAt === null ? parcel.expected : later(parcel.expected, told),
      arrivedAt: earlier(parcel.arrivedAt, arrivalIn(told)),
    };
  }
  const key = fact.eventId.toString();
  const known = parcel.events[key];
  const event = known === undefined ? fact.event : laterEvent(known, fact.event);
  return { ...parcel, events: { ...parcel.events, [key]: event } };
}

/** What a snapshot says of the arrival. A status has no instant of its own: it held when it was written at the latest. */
function arrivalIn({ shipmentStatus, deliveredAt, updatedAt }: ParcelSnapshot): Date | null {
  return deliveredAt ?? (hasArrived(shipmentStatus) ? updatedAt : null);
}

function hasArrived(status: string | null): boolean {
  return status !== null && ARRIVED.has(status);
}

/** What flows and reminders know of a parcel that is on its way, or was. */
export type ParcelWay = {
  shippedAt: Date;
  /** Null: it has not arrived, or nobody tells. */
  deliveredAt: Date | null;
  /** Null: the carrier does not say. */
  expectedAt: Date | null;
  /** Null: nobody says what is in it. */
  lineIds: readonly bigint[] | null;
};

/** Null for a parcel that is cancelled, or of which nothing but events is known. */
export function wayOf({ latest, filled, expected, arrivedAt, events }: Parcel): ParcelWay | null {
  if (latest === null || latest.cancelled) return null;
  const standing = Object.values(events).filter(({ deleted }) => !deleted);
  // The carrier's own instant is better than that of whoever passed it on.
  const seen = standing.filter(({ status }) => hasArrived(status)).map(({ happenedAt }) => happenedAt);
  const told = arrivalIn(latest) === null ? null : arrivedAt;
  const expectations = standing.filter(({ expectedAt }) => expectedAt !== null).sort(byTime);
  return {
    shippedAt: latest.shippedAt,
    deliveredAt: seen.reduce<Date | null>(earlier, null) ?? told,
    expectedAt: expectations.at(-1)?.expectedAt ?? expected?.expectedAt ?? null,
    lineIds: filled?.lines?.flatMap(({ lineId, quantity }) => (quantity > 0 ? lineId : [])) ?? null,
  };
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a <= b ? a : b;
}

/** Commutative, associative and idempotent. */
function later(known: ParcelSnapshot | null, told: ParcelSnapshot): ParcelSnapshot {
  return known === null || rank(known, told) <= 0 ? told : known;
}

function rank(a: ParcelSnapshot, b: ParcelSnapshot): number {
  return (
    a.updatedAt.getTime() - b.updatedAt.getTime() ||
    Number(a.cancelled) - Number(b.cancelled) ||
    Number(arrivalIn(a) !== null) - Number(arrivalIn(b) !== null) ||
    compareText(stringifyJson(a), stringifyJson(b))
  );
}

function laterEvent(a: ParcelEvent, b: ParcelEvent): ParcelEvent {
  const difference =
    Number(a.deleted) - Number(b.deleted) || a.at.getTime() - b.at.getTime() || compareText(stringifyJson(a), stringifyJson(b));
  return difference <= 0 ? b : a;
}

function byTime(a: ParcelEvent, b: ParcelEvent): number {
  return a.happenedAt.getTime() - b.happenedAt.getTime() || compareText(stringifyJson(a), stringifyJson(b));
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
