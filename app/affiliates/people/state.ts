/** What an affiliate can be. */
export const states = ["applied", "approved", "declined", "ended"] as const;
export type State = (typeof states)[number];
