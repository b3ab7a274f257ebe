import type { HistoryData } from "../../../customers/views/history.server.ts";

/** A value of an event as text; events outlive the version of the app that wrote them, so nothing is taken for granted. */
export function text(data: HistoryData, name: string): string | null {
  const value = data[name];
  return value === undefined || value === null ? null : String(value);
}

/** A merchant's own words in the reader's language, as far as the event has them. */
export function wording(data: HistoryData, name: string, locale: string): string | null {
  return text(data, `${name}.${locale}`) ?? text(data, name);
}

/** A whole number of an event; 0 where there is none. */
export function integer(data: HistoryData, name: string): bigint {
  const value = text(data, name);
  return value !== null && /^-?\d{1,18}$/.test(value) ? BigInt(value) : 0n;
}
