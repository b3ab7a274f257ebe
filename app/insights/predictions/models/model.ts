/**
 * Both models say: while customers are customers, each buys at a rate of their own (gamma, `r` and `alpha`), and each purchase may be the last with a chance of
 * their own (beta, `a` and `b`). BG/NBD (Fader, Hardie and Lee, 2005) lets nobody leave at the first purchase; MBG/NBD (Batislam, Denizel and Filiztekin, 2007) does,
 * so that who has bought only once can be gone.
 */
export type Kind = "bg" | "mbg";
/** `alpha` is in units of time; the others have none. */
export type Parameters = { readonly r: number; readonly alpha: number; readonly a: number; readonly b: number };
export type Model = { readonly kind: Kind } & Parameters;

/** How often a customer has had the chance to leave, after so many repeat purchases. */
export function chances(kind: Kind, repeats: number): number {
  return kind === "bg" ? repeats : repeats + 1;
}
