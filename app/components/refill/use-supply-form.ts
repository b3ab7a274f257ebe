import { useState } from "react";

import type { SupplyProduct } from "../../refill/supply/list.server.ts";
import { nameOf } from "../../refill/supply/typed.ts";

export type SupplyForm = {
  valueOf: (name: string) => string;
  type: (name: string, value: string) => void;
  /** Fields that are wrong, by name. */
  errors: ReadonlySet<string>;
  changed: boolean;
  /** What is typed and differs from what is saved. */
  fields: () => Record<string, string>;
  refuse: (names: readonly string[]) => void;
  discard: () => void;
};

/** What is typed over what is saved. It stays when other products are looked at, and when saving fails; what is saved as typed is typed no more. */
export function useSupplyForm(products: readonly SupplyProduct[]): SupplyForm {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [known, setKnown] = useState<Readonly<Record<string, string>>>({});
  const [errors, setErrors] = useState<ReadonlySet<string>>(new Set());
  const loaded = savedIn(products);
  // What was typed on another page of the list is compared with what was saved there.
  const saved = { ...known, ...loaded };
  if (Object.entries(loaded).some(([name, value]) => known[name] !== value)) setKnown(saved);
  const changes = Object.entries(typed).filter(([name, value]) => value.trim() !== (saved[name] ?? ""));
  return {
    valueOf: (name) => typed[name] ?? saved[name] ?? "",
    type: (name, value) => {
      setTyped((before) => ({ ...before, [name]: value }));
      setErrors((before) => new Set([...before].filter((one) => one !== name)));
    },
    errors,
    changed: changes.length > 0,
    fields: () => Object.fromEntries(changes),
    refuse: (names) => setErrors(new Set(names)),
    discard: () => {
      setTyped({});
      setErrors(new Set());
    },
  };
}

function savedIn(products: readonly SupplyProduct[]): Record<string, string> {
  return Object.fromEntries(
    products.flatMap(({ productId, days, variants }) => [
      [nameOf({ productId, variantId: 0n }), days === null ? "" : String(days)],
      ...variants.map((variant) => [
        nameOf({ productId, variantId: variant.variantId }),
        variant.days === null ? "" : String(variant.days),
      ]),
    ]),
  ) as Record<string, string>;
}
