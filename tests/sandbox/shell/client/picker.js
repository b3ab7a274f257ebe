// shopify.resourcePicker and shopify.picker: choose from a list in a dialog of the shell.
import { getJson, make, texts } from "./data.js";
import { showDialog } from "./dialogs.js";

/** Resolves with the chosen resources, or null when the picker is closed. */
export async function pickResource({ type, query = "", action = "add", multiple = false, selectionIds = [] }) {
  const known = new Map();
  const chosen = new Set(selectionIds);
  const [title, hint] =
    type === "collection" ? [texts.pickCollections, texts.searchCollections] : [texts.pickProducts, texts.searchProducts];
  const search = make("input", { type: "search", value: query, placeholder: hint, autofocus: true });
  search.setAttribute("aria-label", hint);
  const list = make("ul", { className: "choices" });

  const load = async () => {
    const found = await getJson(`resources.json?type=${type}&query=${encodeURIComponent(search.value)}`);
    for (const resource of found) known.set(resource.id, resource);
    const rows = found.map((resource) =>
      choice(resource.id, resource.displayName ?? resource.title, resource.price ?? "", chosen, multiple, list),
    );
    list.replaceChildren(...(rows.length > 0 ? rows : [make("li", { textContent: texts.nothingFound })]));
  };
  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void load(), 150);
  });
  await load();
  const done = () => [...chosen].flatMap((id) => known.get(id) ?? []);
  return showDialog({
    title,
    body: make("div", {}, search, list),
    buttons: [
      { label: texts.cancel, value: null },
      { label: action === "select" ? texts.select : texts.add, value: done, className: "primary" },
    ],
    wide: true,
  });
}

/** Resolves with the chosen ids, or null when the picker is closed. */
export async function pick({ heading, multiple = false, items }) {
  const chosen = new Set(items.filter(({ selected }) => selected).map(({ id }) => id));
  const list = make("ul", { className: "choices" });
  const row = ({ id, heading: label, data: details = [], disabled = false }) => {
    const element = choice(id, label, details.join(" · "), chosen, multiple, list);
    element.querySelector("input").disabled = disabled;
    return element;
  };
  list.append(...items.map(row));
  const buttons = [
    { label: texts.cancel, value: null },
    { label: texts.select, value: () => [...chosen], className: "primary" },
  ];
  return showDialog({ title: heading, body: list, buttons, wide: true });
}

function choice(id, label, detail, chosen, multiple, list) {
  const input = make("input", {
    type: multiple === false ? "radio" : "checkbox",
    name: "choice",
    value: id,
    checked: chosen.has(id),
  });
  input.addEventListener("change", () => {
    if (multiple === false) chosen.clear();
    if (input.checked) chosen.add(id);
    else chosen.delete(id);
    if (typeof multiple !== "number") return;
    for (const other of list.querySelectorAll("input")) other.disabled = !other.checked && chosen.size >= multiple;
  });
  return make("li", {}, make("label", {}, input, make("span", { textContent: label }), make("small", { textContent: detail })));
}
