import type { Shop } from "../world/types.ts";
import { flowExtensions, type Field } from "./extensions.ts";

export type Received = { handle: string; payload: Record<string, unknown>; at: Date };
/** An action that a workflow has asked for, with the app's last answer. */
export type Asked = {
  runId: string;
  handle: string;
  properties: Record<string, unknown>;
  status: number | null;
  answer: string;
  times: number;
};
type Kept = { used: Set<string>; received: Received[]; asked: Asked[] };

const MOST_KEPT = 500;
const kept = new WeakMap<Shop, Kept>();

/** What Flow remembers of a shop, beyond the process nothing. */
export function flowOf(shop: Shop): Kept {
  const known = kept.get(shop) ?? { used: new Set(), received: [], asked: [] };
  kept.set(shop, known);
  return known;
}

/** Takes what a trigger tells. @returns why not, as Shopify says it */
export function receiveTrigger(shop: Shop, handle: string, payload: unknown, at: Date): string[] {
  const trigger = flowExtensions().triggers.find((one) => one.handle === handle);
  if (trigger === undefined) return ["Invalid handle"];
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) return ["Payload must be an object"];
  if (JSON.stringify(payload, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value)).length > 50_000)
    return ["Properties size exceeds the limit of 50000 bytes"];
  const said = payload as Record<string, unknown>;
  const unknown = Object.keys(said).filter((key) => !trigger.fields.some((field) => field.key === key));
  const wrong = trigger.fields.flatMap((field) => problemOf(shop, field, said[field.key]));
  const problems = [...unknown.map((key) => `${key} is not a field of the trigger`), ...wrong];
  if (problems.length > 0) return [`Errors validating schema:\n${problems.map((problem) => `  ${problem}`).join("\n")}`];
  const { received } = flowOf(shop);
  received.push({ handle, payload: said, at });
  if (received.length > MOST_KEPT) received.shift();
  return [];
}

function problemOf(shop: Shop, { key, type }: Field, value: unknown): string[] {
  const whole = typeof value === "bigint" || Number.isInteger(value);
  if (type === "customer_reference")
    return whole && shop.customers.has(BigInt(value as number)) ? [] : [`Type error for field '${key}': no such customer`];
  const right = type === "number_decimal" ? whole || Number.isFinite(value) : typeof value === "string";
  return right ? [] : [`Type error for field '${key}': ${String(value)} is not a ${type}`];
}
