import type { PlainKey, Translate } from "../../i18n/translate.ts";
import type { Expectation, notHere, Problem, Wanted } from "./problems.ts";

/** A problem as one sentence for the merchant. */
export function describe(problem: Problem, t: Translate): string {
  switch (problem.code) {
    case "empty":
      return t("segmentProblems.empty");
    case "too-long":
      return t("segmentProblems.tooLong", limitOf(problem));
    case "too-many-conditions":
      return t("segmentProblems.tooManyConditions", limitOf(problem));
    case "too-many-values":
      return t("segmentProblems.tooManyValues", limitOf(problem));
    case "too-deep":
      return t("segmentProblems.tooDeep", limitOf(problem));
    case "unexpected-character":
      return t("segmentProblems.unexpectedCharacter", { found: show(problem.found) });
    case "wrong-quotes":
      return t("segmentProblems.wrongQuotes");
    case "unterminated-text":
      return t("segmentProblems.unterminatedText");
    case "unterminated-comment":
      return t("segmentProblems.unterminatedComment");
    case "malformed-value":
      return t("segmentProblems.malformedValue", problem);
    case "malformed-time":
      return t("segmentProblems.malformedTime", problem);
    case "no-time-here":
      return t("segmentProblems.noTimeHere", problem);
    case "whole-days":
      return t("segmentProblems.wholeDays", problem);
    case "number-with-comma":
      return t("segmentProblems.numberWithComma", { meant: problem.meant });
    case "currency-sign":
      return t("segmentProblems.currencySign", problem);
    case "no-where":
      return t("segmentProblems.noWhere");
    case "no-such-function":
      return t("segmentProblems.noSuchFunction", problem);
    case "not-here":
      return t(NOT_HERE[problem.why], problem);
    case "unknown-parameter": {
      const { found, attribute, suggestion } = problem;
      if (suggestion !== null) return t("segmentProblems.unknownParameterMeant", { found, attribute, suggestion });
      const allowed = listed(problem.allowed, (others, last) => t("segmentProblems.values", { others, last }));
      return t("segmentProblems.unknownParameter", { found, attribute, allowed });
    }
    case "parameter-twice":
      return t("segmentProblems.parameterTwice", problem);
    case "list-needs-in":
      return t("segmentProblems.listNeedsIn", problem);
    case "legacy-date":
      return t("segmentProblems.legacyDate", problem);
    case "whole-number":
      return t("segmentProblems.wholeNumber", problem);
    case "expected": {
      const { found } = problem;
      const names = problem.expected.map((expectation) => nameOf(expectation, t));
      const expected = listed(names, (others, last) => t("segmentProblems.either", { others, last }));
      return found === null
        ? t("segmentProblems.expectedEnd", { expected })
        : t("segmentProblems.expectedFound", { expected, found });
    }
    case "unknown-attribute": {
      const { found, suggestion } = problem;
      return suggestion === null
        ? t("segmentProblems.unknownAttribute", { found })
        : t("segmentProblems.unknownAttributeMeant", { found, suggestion });
    }
    case "operator-not-allowed": {
      const allowed = listed(problem.allowed, (others, last) => t("segmentProblems.either", { others, last }));
      return t("segmentProblems.operatorNotAllowed", { ...problem, allowed });
    }
    case "wrong-value":
      return t("segmentProblems.wrongValue", { ...problem, wanted: wantedIn(problem.wants, t) });
    case "unknown-value": {
      const { found, attribute } = problem;
      if (problem.suggestion !== null)
        return t("segmentProblems.unknownValueMeant", { found, attribute, suggestion: quoted(problem.suggestion) });
      const allowed = listed(problem.allowed.map(quoted), (others, last) => t("segmentProblems.values", { others, last }));
      return t("segmentProblems.unknownValue", { found, attribute, allowed });
    }
    case "no-such-day":
      return t("segmentProblems.noSuchDay", problem);
    case "out-of-range":
      return t("segmentProblems.outOfRange", problem);
    case "reversed-range":
      return t("segmentProblems.reversedRange", problem);
    case "empty-text":
      return t("segmentProblems.emptyText");
    case "awaits-shopify":
      return t("segmentProblems.awaitsShopify");
    case "no-such-segment": {
      const { found, suggestion } = problem;
      return suggestion === null
        ? t("segmentProblems.noSuchSegment", { found: quoted(found) })
        : t("segmentProblems.noSuchSegmentMeant", { found: quoted(found), suggestion: quoted(suggestion) });
    }
    case "segment-unreadable":
      return t("segmentProblems.segmentUnreadable", { found: quoted(problem.found) });
    case "segment-circle":
      return t("segmentProblems.segmentCircle", { chain: problem.chain.join(" → ") });
    case "segments-too-large":
      return t("segmentProblems.segmentsTooLarge", limitOf(problem));
  }
}

const NAMES: Partial<Record<Expectation, PlainKey>> = {
  attribute: "segmentProblems.anAttribute",
  operator: "segmentProblems.anOperator",
  parameter: "segmentProblems.aParameter",
  value: "segmentProblems.aValue",
  end: "segmentProblems.theEnd",
};

const WANTED: Record<Extract<Wanted, string>, PlainKey> = {
  number: "segmentProblems.aNumber",
  day: "segmentProblems.aDay",
  text: "segmentProblems.aText",
  id: "segmentProblems.anId",
  flag: "segmentProblems.aFlag",
  pair: "segmentProblems.aPair",
};

const NOT_HERE = {
  "not-kept": "segmentProblems.notKept",
  metafield: "segmentProblems.metafield",
  storefront: "segmentProblems.storefront",
  "no-pixel": "segmentProblems.noPixel",
  "of-what": "segmentProblems.ofWhat",
} as const satisfies Record<(typeof notHere)[number], string>;

/** Words of the language as it is written say what they are. */
function nameOf(expectation: Expectation, t: Translate): string {
  const key = NAMES[expectation];
  return key === undefined ? expectation : t(key);
}

function wantedIn(wants: Wanted, t: Translate): string {
  return typeof wants === "string" ? t(WANTED[wants]) : t("segmentProblems.oneOf", { example: wants[0] ?? "" });
}

/** As it is typed, without separators. */
function limitOf({ limit }: { limit: number }): { limit: string } {
  return { limit: String(limit) };
}

function listed(items: readonly string[], join: (others: string, last: string) => string): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : join(items.slice(0, -1).join(", "), last);
}

function quoted(value: string): string {
  return `'${value}'`;
}

function show(character: string): string {
  return /[\p{C}\p{Z}]/u.test(character)
    ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`
    : character;
}
