/** The customer whom an address names. @throws Response 404 for what can be no id */
export function customerIdIn(params: Readonly<Record<string, string | undefined>>): bigint {
  const text = params["customerId"];
  if (text === undefined || !/^\d{1,18}$/.test(text)) throw new Response("customer", { status: 404 });
  return BigInt(text);
}
