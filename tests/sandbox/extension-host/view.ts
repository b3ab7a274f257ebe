type Made = { root: HTMLElement | DocumentFragment; update: () => void };
type Values = Record<string, unknown>;

/** Makes what an element looks like. `values` are what the extension has set, read anew by `update`. */
type View = (host: HTMLElement, values: Values) => Made;

/** HTML's own elements; the types know Shopify's by the same name table. */
type Tag =
  | "a"
  | "button"
  | "details"
  | "img"
  | "div"
  | "h1"
  | "h2"
  | "h3"
  | "input"
  | "label"
  | "option"
  | "p"
  | "progress"
  | "section"
  | "select"
  | "slot"
  | "span"
  | "strong"
  | "style"
  | "summary"
  | "textarea";
const make = <Name extends Tag>(name: Name, ...children: (Node | string)[]): HTMLElementTagNameMap[Name] => {
  const element = document.createElement(name);
  (element as HTMLElement).append(...children);
  return element;
};
const slot = (name?: string) => Object.assign(document.createElement("slot"), name === undefined ? {} : { name });
const text = (value: unknown) => (typeof value === "string" ? value : "");
const set = (element: HTMLElement, attribute: string, value: unknown) => {
  if (value === true || typeof value === "number") element.setAttribute(attribute, value === true ? "" : String(value));
  else if (typeof value === "string" && value !== "") element.setAttribute(attribute, value);
  else element.removeAttribute(attribute);
};
/** Tells the extension what a field says now. */
const tell = (host: HTMLElement, name: string, value: string) => host.dispatchEvent(new CustomEvent(name, { detail: { value } }));

/** Only wraps what is inside. */
const wrapped =
  (name: Tag): View =>
  () => ({ root: make(name, slot()), update: () => undefined });

function field(type: "text" | "number" | "email" | "lines"): View {
  return (host, values) => {
    const input = type === "lines" ? make("textarea") : Object.assign(make("input"), { type });
    const [name, details, error] = [make("span"), make("span"), make("span")];
    details.id = "details";
    details.className = "subdued";
    error.id = "error";
    input.addEventListener("input", () => tell(host, "input", input.value));
    input.addEventListener("change", () => tell(host, "change", input.value));
    const update = () => {
      name.textContent = text(values["label"]);
      if (values["value"] !== undefined && input.value !== values["value"]) input.value = text(values["value"]);
      for (const attribute of ["min", "max", "step", "maxLength", "autocomplete", "rows"])
        set(input, attribute, values[attribute]);
      input.readOnly = values["readOnly"] === true;
      [details.textContent, error.textContent] = [text(values["details"]), text(values["error"])];
      set(input, "aria-invalid", error.textContent === "" ? undefined : "true");
      set(input, "aria-describedby", "details error");
    };
    return { root: make("div", make("label", name, input), details, error), update };
  };
}

/** Of a table: its parts are laid out by their own elements. */
const withRole =
  (role: string): View =>
  (host) => {
    host.setAttribute("role", role);
    return { root: make("slot"), update: () => undefined };
  };

const VIEWS: Record<string, View> = {
  "s-badge": wrapped("span"),
  "s-text": (_host, values) => {
    const root = make("span", slot());
    return { root, update: () => (root.className = [values["type"], values["color"]].map(text).join(" ")) };
  },
  "s-paragraph": (_host, values) => {
    const root = make("p", slot());
    return { root, update: () => (root.className = text(values["color"])) };
  },
  // One below the section or page that it stands in, as Shopify counts.
  "s-heading": (host, values) => {
    const around = host.closest<HTMLElement>("s-section");
    const isBelow = around !== null && text(valuesOf(around)["heading"]) !== "";
    return wrapped(isBelow ? "h3" : "h2")(host, values);
  },
  "s-unordered-list": () => {
    const root = make("div", slot());
    root.setAttribute("role", "list");
    return { root, update: () => undefined };
  },
  "s-list-item": () => {
    const root = make("div", slot());
    root.setAttribute("role", "listitem");
    return { root, update: () => undefined };
  },
  "s-page": (_host, values) => {
    const heading = make("h1");
    return { root: make("div", heading, slot()), update: () => (heading.textContent = text(values["heading"])) };
  },
  "s-section": (_host, values) => {
    const heading = make("h2");
    const root = make("section", heading, slot());
    const update = () => {
      heading.textContent = text(values["heading"]);
      heading.hidden = heading.textContent === "";
      set(root, "aria-label", values["accessibilityLabel"] ?? values["heading"]);
    };
    return { root, update };
  },
  "s-banner": (_host, values) => {
    const heading = make("strong");
    const root = make("div", heading, slot());
    root.setAttribute("role", "status");
    const update = () => {
      heading.textContent = text(values["heading"]);
      root.className = `banner ${text(values["tone"])}`;
    };
    return { root, update };
  },
  "s-pos-block": (_host, values) => {
    const heading = make("h2");
    const root = make("section", heading, slot());
    const update = () => {
      heading.textContent = text(values["heading"]);
      set(root, "aria-label", values["heading"]);
    };
    return { root, update };
  },
  "s-scroll-box": wrapped("div"),
  "s-tile": (_host, values) => {
    const [heading, subheading, count] = [make("strong"), make("span"), make("span")];
    const button = make("button", heading, subheading, count);
    button.type = "button";
    button.className = "tile";
    const update = () => {
      [heading.textContent, subheading.textContent] = [text(values["heading"]), text(values["subheading"])];
      count.textContent = typeof values["itemCount"] === "number" ? String(values["itemCount"]) : "";
      button.disabled = values["disabled"] === true;
    };
    return { root: button, update };
  },
  "s-clickable": (_host, values) => {
    const button = make("button", slot());
    button.type = "button";
    button.className = "row";
    return { root: button, update: () => (button.disabled = values["disabled"] === true) };
  },
  "s-search-field": (host, values) => {
    const input = Object.assign(make("input"), { type: "search" });
    input.addEventListener("input", () => tell(host, "input", input.value));
    const update = () => {
      // It has no label of its own.
      set(input, "placeholder", values["placeholder"]);
      set(input, "aria-label", values["placeholder"]);
      if (values["value"] !== undefined && input.value !== values["value"]) input.value = text(values["value"]);
    };
    return { root: input, update };
  },
  "s-stack": (_host, values) => {
    const root = make("div", slot());
    const update = () => {
      root.className = `${text(values["direction"])} ${text(values["justifyContent"])}`;
      root.style.setProperty(
        "--gap",
        text(values["gap"]).startsWith("large") ? "1.5rem" : values["gap"] === "none" ? "0" : "0.5rem",
      );
      set(root, "role", values["accessibilityRole"]);
      set(root, "aria-label", values["accessibilityLabel"]);
    };
    return { root, update };
  },
  "s-button": (host, values) => {
    if (text(values["href"]) !== "") {
      const link = make("a", slot());
      return {
        root: link,
        update: () => ((link.href = addressOf(text(values["href"]))), (link.className = `button ${text(values["variant"])}`)),
      };
    }
    const button = make("button", slot());
    button.type = "button";
    button.addEventListener("click", () => {
      if (values["command"] === "--copy") void copy(host, text(values["commandFor"]));
    });
    const update = () => {
      button.className = text(values["variant"]);
      button.disabled = values["disabled"] === true || values["loading"] === true;
      set(button, "aria-busy", values["loading"] === true ? "true" : undefined);
      set(button, "aria-label", values["accessibilityLabel"]);
    };
    return { root: button, update };
  },
  "s-link": (_host, values) => {
    const link = make("a", slot());
    const update = () => {
      set(link, "href", addressOf(text(values["href"])));
      set(link, "target", values["target"]);
    };
    return { root: link, update };
  },
  "s-product-thumbnail": (_host, values) => {
    const image = make("img");
    const update = () => {
      image.width = 64;
      image.height = 64;
      image.loading = "lazy";
      set(image, "src", values["src"]);
      image.alt = text(values["alt"]);
    };
    return { root: image, update };
  },
  "s-progress": (_host, values) => {
    const bar = make("progress");
    const update = () => {
      bar.max = Number(values["max"] ?? 1);
      bar.value = Number(values["value"] ?? 0);
      set(bar, "aria-label", values["accessibilityLabel"]);
    };
    return { root: bar, update };
  },
  "s-text-area": field("lines"),
  "s-text-field": field("text"),
  "s-email-field": field("email"),
  "s-number-field": field("number"),
  "s-select": (host, values) => {
    const select = make("select");
    const name = make("span");
    select.addEventListener("change", () => tell(host, "change", select.value));
    const update = () => {
      name.textContent = text(values["label"]);
      const options = [...host.querySelectorAll<HTMLElement>("s-option")].map((option) => {
        const { value, disabled } = valuesOf(option);
        return Object.assign(make("option", option.textContent), { value: text(value), disabled: disabled === true });
      });
      select.replaceChildren(...(values["value"] === "" ? [make("option")] : []), ...options);
      select.value = text(values["value"]);
    };
    new MutationObserver(update).observe(host, { childList: true, subtree: true, characterData: true });
    return { root: make("label", name, select), update };
  },
  "s-checkbox": (host, values) => {
    const box = Object.assign(make("input"), { type: "checkbox" });
    const [name, details] = [make("span"), make("span")];
    details.id = "details";
    details.className = "subdued";
    box.addEventListener("change", () => tell(host, "change", box.checked ? "on" : ""));
    const update = () => {
      [name.textContent, details.textContent] = [text(values["label"]), text(values["details"])];
      box.checked = values["checked"] === true;
      set(box, "aria-describedby", "details");
    };
    const label = make("label", box, name);
    label.className = "beside";
    return { root: make("div", label, details), update };
  },
  "s-admin-action": (_host, values) => {
    const heading = make("h2");
    const root = make("section", heading, slot());
    const update = () => {
      heading.textContent = text(values["heading"]);
      set(root, "aria-label", values["heading"]);
      set(root, "aria-busy", values["loading"] === true ? "true" : undefined);
    };
    return { root, update };
  },
  "s-admin-block": (_host, values) => {
    const heading = make("h2");
    const root = make("section", heading, slot());
    const update = () => {
      heading.textContent = text(values["heading"]);
      set(root, "aria-label", values["heading"]);
    };
    return { root, update };
  },
  "s-table": withRole("table"),
  "s-table-body": withRole("rowgroup"),
  "s-table-header-row": withRole("row"),
  "s-table-row": withRole("row"),
  "s-table-header": withRole("columnheader"),
  "s-table-cell": withRole("cell"),
  "s-spinner": (_host, values) => {
    const root = make("span", "…");
    root.setAttribute("role", "img");
    return { root, update: () => set(root, "aria-label", values["accessibilityLabel"] ?? "…") };
  },
  "s-option": () => ({ root: make("span"), update: () => undefined }),
  "s-details": (_host, values) => {
    const root = make("details", make("summary", slot("summary")), slot());
    root.open = values["defaultOpen"] === true;
    return { root, update: () => undefined };
  },
  "s-summary": (host) => {
    host.slot = "summary";
    return { root: make("span", slot()), update: () => undefined };
  },
  "s-clipboard-item": () => ({ root: make("span"), update: () => undefined }),
  "s-skeleton-paragraph": () => ({ root: make("p", "…"), update: () => undefined }),
};

/** Where Shopify's own protocols lead. */
function addressOf(href: string): string {
  const admin = /^\/store\/[^/]+/.exec(location.pathname)?.[0] ?? "";
  return href
    .replace(/^extension:reprise-account\//, `/hosted-account/rewards${location.search}`)
    .replace(/^app:/, `${admin}/apps/reprise/`)
    .replace(/^shopify:admin\//, `${admin}/`);
}

/** Copies what a clipboard item holds. */
async function copy(host: HTMLElement, id: string): Promise<void> {
  const item = [...host.ownerDocument.querySelectorAll<HTMLElement>("s-clipboard-item")].find(
    (each) => valuesOf(each)["id"] === id,
  );
  if (item !== undefined) await navigator.clipboard.writeText(text(valuesOf(item)["text"]));
}

const known = new WeakMap<Element, Values>();
const valuesOf = (element: Element): Values => known.get(element) ?? {};

const STYLE = `
:host { display: block } :host([slot=summary]) { display: inline }
p, h1, h2, h3, section, div { margin: 0 } h1 { margin-block: 0 1rem } h2 { font-size: 1.15rem; margin-block: 0 0.75rem } h3 { font-size: 1rem }
section { border: 1px solid #ddd; border-radius: 12px; padding: 1.25rem; background: #fff }
div { display: flex; flex-direction: column; gap: var(--gap, 0.5rem) } div.inline, div.inline.space-between { flex-flow: row wrap; align-items: center }
div.space-between { justify-content: space-between } .strong { font-weight: 600 } .subdued { color: #616161 }
button { font: inherit; padding: 0.6rem 1rem; border-radius: 8px; border: 1px solid #8a8a8a; background: #fff; color: #1a1a1a; cursor: pointer; min-height: 2.75rem }
a.button { display: inline-block; padding: 0.6rem 1rem; border-radius: 8px; border: 1px solid #8a8a8a; color: #1a1a1a; text-decoration: none }
button.primary, a.button.primary { background: #1a1a1a; color: #fff; border-color: #1a1a1a } button:disabled { opacity: 0.55 } a { color: #005bd3 }
label { display: grid; gap: 0.25rem } input, select, textarea { font: inherit; padding: 0.5rem; border: 1px solid #8a8a8a; border-radius: 8px; min-height: 2.75rem }
label.beside { grid-template-columns: auto 1fr; align-items: center } label.beside input { min-height: 1.25rem }
:host([role=table]) { display: table; width: 100% } :host([role=rowgroup]) { display: table-row-group } :host([role=row]) { display: table-row }
:host([role=cell]), :host([role=columnheader]) { display: table-cell; padding: 0.25rem 0.75rem 0.25rem 0; text-align: start } :host([role=columnheader]) { font-weight: 600 }
.banner { padding: 0.75rem 1rem; border-radius: 8px; background: #e8f1ff } .banner.warning, .banner.critical { background: #fff1e0 } .banner.success { background: #e3f6e5 }
button.row { width: 100%; text-align: start }
button.tile { display: flex; flex-direction: column; align-items: start; gap: 0.25rem; width: 100%; min-height: 6rem; text-align: start }
#error { color: #8e0b21 } #error:empty, #details:empty { display: none } progress { width: 100% } summary { cursor: pointer; padding-block: 0.5rem } details > slot { display: block }
`;

/** Makes Shopify's elements known to the page. */
export function defineViews(): void {
  for (const [name, view] of Object.entries(VIEWS)) {
    customElements.define(
      name,
      class extends HTMLElement {
        #made: Made | null = null;
        constructor() {
          super();
          known.set(
            this,
            keeping(this, () => this.#made?.update()),
          );
        }
        connectedCallback() {
          if (this.#made !== null) return;
          const values = valuesOf(this);
          this.#made = view(this, values);
          this.attachShadow({ mode: "open" }).append(make("style", STYLE), this.#made.root);
          this.#made.update();
        }
      },
    );
  }
}

/** What an extension sets on an element is kept, and shown anew. */
function keeping(element: HTMLElement, changed: () => void): Values {
  const values: Values = {};
  const names = [
    "id",
    "text",
    "type",
    "color",
    "heading",
    "accessibilityLabel",
    "accessibilityRole",
    "direction",
    "justifyContent",
    "gap",
  ];
  names.push("command", "commandFor", "variant", "disabled", "loading", "href", "target", "max", "min", "step", "value", "label");
  names.push("details", "error", "checked", "collapsedSummary");
  names.push("maxLength", "autocomplete", "readOnly", "rows", "defaultOpen", "alignItems", "tone");
  names.push("subheading", "itemCount", "placeholder", "inputMode", "padding", "hidden", "controls");
  for (const name of names)
    Object.defineProperty(element, name, {
      configurable: true,
      get: () => values[name],
      set: (value: unknown) => {
        values[name] = value;
        changed();
      },
    });
  return values;
}
