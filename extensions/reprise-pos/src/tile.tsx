/** @jsxImportSource preact */
import { render } from "preact";

import { useSignal } from "../../reprise-account/src/use-signal.ts";
import type { TillCustomer } from "./api.ts";
import { host, opener, t } from "./host.ts";
import { codesIn } from "./sale.ts";
import { useCustomer } from "./use-customer.ts";

/** The tile on the till's home screen: whose points, and how many. */
export default function extension(): void {
  render(<Tile />, document.body);
}

function Tile() {
  const cart = useSignal(host().cart.current);
  const { customer } = cart;
  // The tile stays while the screen behind it spends points: a code that has come to the sale tells of it.
  const { known, failure } = useCustomer(customer === undefined ? null : String(customer.id), codesIn(cart).join());
  const ready = known === null ? 0 : known.codes.length + known.rewards.filter(({ missing }) => missing === null).length;
  return (
    <s-tile
      heading={t("title")}
      subheading={
        customer === undefined ? t("tile.choose") : known === null ? (failure ? t("failed") : t("tile.loading")) : saying(known)
      }
      tone={ready > 0 ? "accent" : "auto"}
      {...(ready > 0 ? { itemCount: ready } : {})}
      onClick={() => opener().action.presentModal()}
    />
  );
}

function saying({ missing, name, balance }: TillCustomer): string {
  return missing ?? t("tile.points", { name, points: balance });
}
