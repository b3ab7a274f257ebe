/** `inside`: they belong to it; `to-remove`: they do no longer, and are still there as far as anybody has said; `removed`: they are not. */
export const memberTabs = ["inside", "to-remove", "removed"] as const;
export type MemberTab = (typeof memberTabs)[number];
