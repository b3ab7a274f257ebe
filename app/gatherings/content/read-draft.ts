import { wrongAddresses } from "../../messages/content/document/page-markup.ts";
import { DAY_MS } from "../../lib/time.ts";
import { noteAt, readTexts, readWhole } from "../../lib/typed-fields.ts";
import { isPictureAddress } from "../../lib/web-address.ts";
import { localInstant } from "../../program/local-time.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { readAudience } from "../../segments/audience/audience.ts";
import type { Draft } from "./draft.ts";
import { EARLIEST_REMINDER, LONGEST_ABOUT, LONGEST_DAYS, MOST_PLACES, termsSchema, type Terms } from "./terms.ts";

export type Issue =
  | "required"
  | "number"
  | "too-small"
  | "too-large"
  | "too-long"
  | "address"
  | "unknown"
  | "time"
  | "before"
  | "long"
  | "past"
  | "nowhere";
export type Field = Exclude<keyof Draft, "audience">;
/** By field of the form. */
export type Errors = { [One in Field]?: Issue };
/** What an event may refer to, on whose clocks its times are, and when it is read: it lies ahead. */
export type Known = { tiers: readonly string[]; segmentIds: readonly number[]; timeZone: string; now: Date };
export type ReadDraft = { ok: true; terms: Terms } | { ok: false; errors: Errors };

export const TITLE_LIMIT = 120;
export const PLACE_LIMIT = 300;

/** Makes terms of what was typed, or says field by field what is missing or wrong. */
export function readDraft(draft: Draft, known: Known): ReadDraft {
  const errors: Errors = {};
  const title = textsIn("titles", draft.titles, TITLE_LIMIT, errors);
  const about = isEmpty(draft.abouts) ? {} : textsIn("abouts", draft.abouts, LONGEST_ABOUT, errors);
  if (Object.values(about).some((text) => wrongAddresses(text).length > 0)) errors.abouts ??= "address";
  const place = isEmpty(draft.whereTexts) ? null : textsIn("whereTexts", draft.whereTexts, PLACE_LIMIT, errors);
  const url = draft.url.trim();
  if (url !== "" && !isPictureAddress(url)) errors.url = "address";
  if (url === "" && place === null) errors.whereTexts ??= "nowhere";
  const [startsAt, endsAt] = timesIn(draft, known, errors);
  const [audience, wrong] = readAudience(draft, known);
  Object.assign(errors, wrong);
  const terms: Terms = {
    ...{ title, about, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), timeZone: known.timeZone, place },
    ...{ url: url === "" ? null : url, places: optional("places", draft.places, MOST_PLACES, errors) },
    ...{
      ...audience,
      remindHours: optional("remindHours", draft.remindHours, EARLIEST_REMINDER, errors),
    },
  };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const read = termsSchema.safeParse(terms);
  return read.success ? { ok: true, terms: read.data } : { ok: false, errors: { titles: "too-long" } };
}

const isEmpty = (texts: Readonly<Record<string, string>>) => Object.values(texts).every((text) => text.trim() === "");

function timesIn({ startsAt, endsAt }: Draft, { timeZone, now }: Known, errors: Errors): [Date, Date] {
  const [starts, ends] = [localInstant(startsAt, timeZone), localInstant(endsAt, timeZone)];
  if (starts === null) errors.startsAt = startsAt.trim() === "" ? "required" : "time";
  else if (starts <= now) errors.startsAt = "past";
  if (ends === null) errors.endsAt = endsAt.trim() === "" ? "required" : "time";
  else if (starts !== null && ends <= starts) errors.endsAt = "before";
  else if (starts !== null && ends.getTime() - starts.getTime() > LONGEST_DAYS * DAY_MS) errors.endsAt = "long";
  return [starts ?? now, ends ?? now];
}

function textsIn(field: Field, texts: Readonly<Record<string, string>>, limit: number, errors: Errors): Texts {
  return noteAt<Field, Issue, Texts>(errors, field, readTexts(texts, limit), {});
}

/** Empty: none. */
function optional(field: Field, text: string, most: number, errors: Errors): number | null {
  return text.trim() === "" ? null : noteAt<Field, Issue, number>(errors, field, readWhole(text, 1, most), 1);
}
