import { useEffect, useState } from "preact/hooks";

type Signal<Value> = { readonly value: Value; subscribe: (heard: (value: Value) => void) => () => void };

/** A value that Shopify changes while the extension runs. */
export function useSignal<Value>(signal: Signal<Value>): Value {
  const [value, setValue] = useState<Value>(signal.value);
  useEffect(() => signal.subscribe((next) => setValue(() => next)), [signal]);
  return value;
}
