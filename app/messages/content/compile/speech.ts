import type { Form } from "../brand/brand.ts";

/** A text for one form of address: of `<Reicht dein|Reicht Ihr> Kaffee noch?` the first for "du", the second for "Sie". */
export function speak(text: string, form: Form): string {
  return text.replace(/<([^<>|]*)\|([^<>|]*)>/g, (_, du: string, sie: string) => (form === "du" ? du : sie));
}
