export type SegmentDefinition = { key: string; name: string; query: string };

/** The four segments that every shop starts with. Days are the shop's calendar days. */
export function defaultSegments(locale: string): SegmentDefinition[] {
  const german = /^de\b/i.test(locale);
  return [
    { key: "new", name: german ? "Neu" : "New", query: "first_order_date >= -30d" },
    { key: "regular", name: german ? "Stammkundschaft" : "Regular", query: "number_of_orders > 3" },
    { key: "vip", name: "VIP", query: "number_of_orders > 3 AND average_order_value > 100" },
    {
      key: "at-risk",
      name: german ? "Abwanderungsgefährdet" : "At risk",
      query: "number_of_orders > 0 AND last_order_date <= -90d",
    },
  ];
}

/** Whether a segment is still called as it was at the beginning, in any of our languages. */
export function isDefaultName(key: string, name: string): boolean {
  return ["en", "de"].some((locale) => defaultSegments(locale).some((segment) => segment.key === key && segment.name === name));
}
