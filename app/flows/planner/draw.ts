/** Chance that stays: the same customer draws the same lot in the same flow for ever, on every machine, so that nothing need be kept. */

/** 32-bit FNV-1a with a final mix, so that neighboring ids land far apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value ^= value >>> 16;
  value = Math.imul(value, 0x85ebca6b);
  value ^= value >>> 13;
  value = Math.imul(value, 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** A number from 0 (included) to 1 (left out). @param what names what is drawn for: "holdout:<flow>", "split:<flow>:<step>" … */
export function draw(what: string, customerId: bigint): number {
  return hash(`${what}:${customerId}`) / 2 ** 32;
}

export function isHeldOut(flowId: number, percent: number, customerId: bigint): boolean {
  return draw(`holdout:${flowId}`, customerId) * 100 < percent;
}

export function splitOf(flowId: number, stepId: string, share: number, customerId: bigint): "a" | "b" {
  return draw(`split:${flowId}:${stepId}`, customerId) * 100 < share ? "a" : "b";
}
