import type { Errors, Field, Issue } from "../../community/content/draft.ts";
import type { PostKind } from "../../community/content/post.ts";
import type { Giving, GroupKind } from "../../community/content/terms.ts";
import type { GroupState } from "../../community/groups.server.ts";
import type { MemberCounts } from "../../community/members/members.server.ts";
import type { MemberTab } from "../../community/members/tabs.ts";
import type { PlainKey, Translate } from "../../i18n/translate.ts";

type Standing = { word: PlainKey; text: PlainKey; tone?: "success" | "info" };

export const standings: Record<GroupState, Standing> = {
  draft: { word: "community.stateDraft", text: "community.textDraft", tone: "info" },
  live: { word: "community.stateLive", text: "community.textLive", tone: "success" },
  archived: { word: "community.stateArchived", text: "community.textArchived" },
};

export const kindNames: Record<GroupKind, PlainKey> = {
  discord: "community.kindDiscord",
  circle: "community.kindCircle",
  mighty: "community.kindMighty",
  facebook: "community.kindFacebook",
  other: "community.kindOther",
  council: "community.kindCouncil",
};

export const givingNames: Record<Giving, PlainKey> = {
  single: "community.givingSingle",
  shared: "community.givingShared",
  none: "community.givingNone",
};

export const postNames: Record<PostKind, PlainKey> = {
  agenda: "community.kindAgenda",
  minutes: "community.kindMinutes",
  post: "community.kindPost",
};

export const tabNames: Record<MemberTab, PlainKey> = {
  inside: "community.tabInside",
  "to-remove": "community.tabRemove",
  removed: "community.tabRemoved",
};

const issueNames: Record<Issue | "handle" | "taken", PlainKey> = {
  required: "community.required",
  "too-long": "community.tooLong",
  address: "community.address",
  unknown: "community.unknown",
  handle: "community.handleWrong",
  taken: "community.taken",
};

export const issueWords = (issue: Issue, t: Translate): string => t(issueNames[issue]);

/** What is wrong, with the address, which belongs to no terms. */
export type FormErrors = Errors & { handle?: "handle" | "taken" };

/** What is wrong with a field, where anything is. */
export function errorOf(errors: FormErrors, field: Field | "handle", t: Translate): { error?: string } {
  const issue = errors[field];
  return issue === undefined ? {} : { error: t(issueNames[issue]) };
}

/** Who belongs to it, in a few words. */
export function countsWords(counts: MemberCounts, t: Translate): string[] {
  return [
    t("community.insideCount", { count: counts.inside }),
    ...(counts["to-remove"] > 0 ? [t("community.removeCount", { count: counts["to-remove"] })] : []),
  ];
}
