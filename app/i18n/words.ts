export type Plural = { one: string; other: string };
/** The texts of one area of the admin. `{name}` marks a value. */
export type Words = Record<string, string | Plural>;
/** What another language must provide. */
export type Same<English extends Words> = { [Name in keyof English]: English[Name] extends string ? string : Plural };
