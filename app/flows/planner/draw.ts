/** Chance that stays: the same customer draws the same lot in the same flow for ever, on every machine, so that nothing need be kept. What a merge brings along, `plan.ts` looks at. */

/** 32-bit FNV-1a, which can go on where it stopped. */
function absorb(value: number, text: string): number {
  let absorbed = value;
  for (let at = 0; at < text.length; at += 1) absorbed = Math.imul(absorbed ^ text.charCodeAt(at), 0x01000193);
  return absorbed;
}

/** A final mix, so that neighboring ids land far apart. */
function mix(absorbed: number): number {
  let value = absorbed ^ (absorbed >>> 16);
  value = Math.imul(value, 0x85ebca6b);
  value ^= value >>> 13;
  value = Math.imul(value, 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** A number from 0 (included) to 1 (left out). @param what names what is drawn for: "holdout:<flow>", "split:<flow>:<step>" … */
export function draw(what: string, customerId: bigint): number {
  if (last.what !== what) last = { what, value: absorb(0x811c9dc5, `${what}:`) };
  return mix(absorb(last.value, String(customerId))) / 2 ** 32;
}

// One customer after the other draws for the same.
let last = { what: "", value: 0 };

export function isHeldOut(flowId: number, percent: number, customerId: bigint): boolean {
  return percent > 0 && draw(`holdout:${flowId}`, customerId) * 100 < percent;
}

export function splitOf(flowId: number, stepId: string, share: number, customerId: bigint): "a" | "b" {
  return draw(`split:${flowId}:${stepId}`, customerId) * 100 < share ? "a" : "b";
}
