/** What a shop can choose: null, that each review waits for somebody; else for how many days. */
export const publishDays = [null, 1, 3, 7, 14] as const;
export type PublishDays = (typeof publishDays)[number];

export function isPublishDays(value: unknown): value is PublishDays {
  return publishDays.some((days) => days === value);
}
