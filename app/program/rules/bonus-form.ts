import { aboutBonus, type Bonus, type BonusKind } from "./bonus-rules.ts";
import { BONUS_KINDS } from "./bonuses/registry.ts";
import type { Texts } from "./texts.ts";

type Kind = (typeof BONUS_KINDS)[number];
/** As it is typed: numbers are text. */
type Typed<Value> = Value extends number ? string : Value;
/** The own fields of every kind together: a form has them all, so that nothing that was typed is lost. */
type OwnFields = { -readonly [Field in FieldOf<Kind["asks"]>]: Typed<ValueOf<Kind["asks"], Field>> };
type FieldOf<Asks> = Asks extends unknown ? keyof Asks : never;
type ValueOf<Asks, Field extends PropertyKey> = Asks extends { readonly [Name in Field]: infer Value } ? Value : never;

export type BonusForm = {
  key: string;
  kind: BonusKind;
  points: string;
  enabled: boolean;
  title: Texts;
  cap: { times: string; period: Bonus["cap"]["period"] };
} & OwnFields;

/** Kinds with fields of their own. */
type Asking = AskedOf<Kind>;
type AskedOf<One> = One extends { kind: infer Name; asks: infer Asks } ? ([keyof Asks] extends [never] ? never : Name) : never;

export function asks(kind: BonusKind): kind is Asking {
  return Object.keys(askedBy(kind)).length > 0;
}

type Asked = Readonly<Record<string, number | string | Texts>>;

function askedBy(kind: BonusKind): Asked {
  return aboutBonus[kind].asks;
}

function asTyped(fields: Asked): Partial<OwnFields> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === "number" ? String(value) : value]),
  );
}

const EVERY_FIELD: Asked = Object.assign({}, ...BONUS_KINDS.map(({ kind }) => askedBy(kind))) as Asked;

/** What stands in fields that are another kind's: nothing, but where one of several is always chosen. */
const BLANK = Object.fromEntries(
  Object.entries(EVERY_FIELD).map(([name, value]) => [
    name,
    typeof value === "number" ? "" : typeof value === "string" ? value : {},
  ]),
) as OwnFields;

/** Fields of a form that only some kinds have, with what they hold where nothing was typed. */
export const ownBonusFields: Readonly<Record<string, string | Texts>> = BLANK;

/** Whether a whole number is typed into an own field. */
export function isWholeBonusField(name: string): boolean {
  return typeof EVERY_FIELD[name] === "number";
}

export function bonusForm(rule: Bonus): BonusForm {
  const { key, kind, enabled, points, title, cap } = rule;
  const stored = rule as unknown as Asked;
  const own = Object.keys(askedBy(kind)).flatMap((name) => (stored[name] === undefined ? [] : [[name, stored[name]] as const]));
  return {
    ...{ key, kind, enabled, points: String(points), title: title ?? {} },
    cap: { times: String(cap.times), period: cap.period },
    ...BLANK,
    ...asTyped(Object.fromEntries(own)),
  };
}

/** A rule as it is offered. */
export function freshBonus(kind: BonusKind, key: string, countryCode: string | null): BonusForm {
  const about = aboutBonus[kind];
  return {
    ...{ key, kind, points: String(about.points), title: {} },
    enabled: "startsOn" in about ? (about.startsOn?.(countryCode) ?? true) : true,
    cap: { times: String(about.cap.times), period: about.cap.period },
    ...BLANK,
    ...asTyped(askedBy(kind)),
  };
}
