type Cascade = {
  css: string;
  /** Makes of the sandbox's drawer of the cart, as a page or an answer in JSON has it, the theme's own. */
  drawer: (markup: string) => string;
};

/**
 * What two themes of Shopify's say of bare elements, as far as blocks stand in it: told anew from what their style sheets are known to do (2026-11), over the colors of the scheme that the second
 * shop's theme has. `summary` loses its marker in both, in one by its list style, in the other by its display.
 */
export const CASCADES = {
  /** A root of ten pixels, letters apart, headings in the scheme's color and sizes of the root, and what is empty taken away. */
  Dawn: {
    // The sandbox's is written after it.
    drawer: (markup) => markup,
    css: `
    :root { --buttons-radius: 40px; --buttons-border-width: 1px; }
    html { font-size: 62.5%; }
    .button { display: inline-flex; justify-content: center; align-items: center; border: 0; padding: 0 3rem; font: inherit; font-size: 1.5rem; min-height: calc(4.5rem + var(--buttons-border-width) * 2);
      border-radius: var(--buttons-radius); letter-spacing: 0.1rem; line-height: 1.2; }
    body { font-size: 1.5rem; letter-spacing: 0.06rem; line-height: 1.8; color: rgba(var(--color-foreground), 0.75); }
    h1, h2, h3, h4, h5 { color: rgb(var(--color-foreground)); letter-spacing: 0.06rem; line-height: 1.3; word-break: break-word; }
    h2 { font-size: 2.4rem; }
    h3 { font-size: 1.8rem; }
    h1:empty, h2:empty, h3:empty, p:empty, div:empty, section:empty, ul:empty, a:empty { display: none; }
    details > * { box-sizing: border-box; }
    summary { list-style: none; position: relative; cursor: pointer; }
    summary::-webkit-details-marker { display: none; }
    :focus { outline: 0; box-shadow: none; }
    table:not([class]) { table-layout: fixed; border-collapse: collapse; }
    .drawer[open] { display: flex; flex-direction: column; }
    .drawer__footer { border-top: 1px solid rgba(var(--color-foreground), 0.2); padding: 1.5rem 0; }
  `,
  },
  /** Pictures as blocks, a dialog in the scheme's colors, and no margin before the first or after the last text. */
  Horizon: {
    drawer: (markup) =>
      markup
        .replaceAll(/<(\/?)cart-drawer>/g, "<$1cart-drawer-component>")
        .replaceAll(/class=(\\?")drawer__footer/g, "class=$1cart-drawer__summary"),
    css: `
    :root { --button-padding-block: 12px; --button-padding-inline: 28px; --button-text-case-primary: uppercase;
      --style-border-radius-buttons-primary: 14px; --style-border-width-buttons-primary: 2px; }
    * { box-sizing: border-box; }
    .button { display: grid; align-content: center; padding: var(--button-padding-block) var(--button-padding-inline); font: inherit; text-transform: var(--button-text-case-primary);
      border: var(--style-border-width-buttons-primary) solid; border-radius: var(--style-border-radius-buttons-primary); }
    img, picture, svg { display: block; max-width: 100%; }
    input, textarea, select { font: inherit; border-radius: 4px; }
    select { background-color: rgb(var(--color-background)); color: currentcolor; }
    dialog { background-color: rgb(var(--color-background)); color: rgb(var(--color-foreground)); }
    p, h1, h2, h3, h4, h5, h6 { overflow-wrap: normal; }
    p:empty { display: none; }
    :first-child:is(p, h1, h2, h3, h4, h5, h6) { margin-block-start: 0; }
    :last-child:is(p, h1, h2, h3, h4, h5, h6) { margin-block-end: 0; }
    h1, h2, h3, h4, h5, h6 { color: rgb(var(--color-foreground)); }
    summary { display: flex; align-items: center; list-style: none; cursor: pointer; }
    .drawer[open] { display: flex; flex-direction: column; }
    .cart-drawer__summary { position: sticky; inset-block-end: 0; display: grid; gap: 12px; padding: 20px; background-color: rgb(var(--color-background)); max-height: 50%; overflow-y: auto; }
  `,
  },
} satisfies Record<string, Cascade>;
