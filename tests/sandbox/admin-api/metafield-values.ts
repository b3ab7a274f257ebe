type Problem = { field: "type" | "value"; message: string; code: "INVALID_TYPE" | "INVALID_VALUE" | "BLANK" };

const invalid = (message: string): Problem => ({ field: "value", message, code: "INVALID_VALUE" });

/** Shopify's check of each type that the stand-in knows, by what the value must look like. */
const checks: Record<string, (value: string) => Problem | null> = {
  single_line_text_field: (value) => (/[\r\n]/.test(value) ? invalid("Value must be a single line text string.") : null),
  multi_line_text_field: () => null,
  number_integer: (value) => {
    if (!/^-?\d+$/.test(value)) return invalid("Value must be an integer.");
    const [limit, number] = [9_007_199_254_740_991n, BigInt(value)];
    if (number > limit) return invalid(`Value can't exceed ${limit}.`);
    return number < -limit ? invalid(`Value can't be less than -${limit}.`) : null;
  },
  number_decimal: (value) => (/^-?\d{1,13}(\.\d{1,9})?$/.test(value) ? null : invalid("Value must be a decimal number.")),
  boolean: (value) => (value === "true" || value === "false" ? null : invalid("Value must be true or false.")),
  date: (value) => (/^\d{4}-\d\d-\d\d$/.test(value) ? null : invalid("Value must be in YYYY-MM-DD format.")),
  date_time: (value) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value)
      ? null
      : invalid("Value must be in “YYYY-MM-DDTHH:MM:SS” format. For example: 2022-06-01T15:30:00"),
  json: (value) => {
    try {
      JSON.parse(value);
      return null;
    } catch (error) {
      return invalid(`Value is invalid JSON: ${(error as Error).message}.`);
    }
  },
  rating: (value) => {
    const [, least, most, given] =
      /^\{"scale_min":"(\d+\.\d+)","scale_max":"(\d+\.\d+)","value":"(\d+(?:\.\d+)?)"\}$/.exec(value) ?? [];
    return Number(given) >= Number(least) && Number(given) <= Number(most)
      ? null
      : invalid("Value must be a stringified JSON object with scale_min, scale_max and a value between them.");
  },
  money: (value) =>
    /"amount".*"currency_code"/.test(value)
      ? null
      : invalid(
          "Value must be a stringified JSON object with amount (numeric) and currency_code (string matching the shop's currency) fields.",
        ),
};

/** What Shopify would say against a value of a type, or null. */
export function metafieldProblem(type: string, value: string): Problem | null {
  const check = checks[type.replace(/^list\./, "")];
  if (check === undefined) {
    return {
      field: "type",
      message: `Type must be one of the following: ${Object.keys(checks).join(", ")}.`,
      code: "INVALID_TYPE",
    };
  }
  if (value === "") return { field: "value", message: "Value can't be blank.", code: "BLANK" };
  return type.startsWith("list.") ? (checks["json"]?.(value) ?? null) : check(value);
}
