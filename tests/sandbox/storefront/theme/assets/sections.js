/**
 * The part of a theme that changes a page without loading it: variants and quantities by Shopify's section rendering. Like widespread themes it puts only what
 * it knows into the page (price, form, lines, totals), so that blocks of apps beside it stay as they were.
 */
const sectionOf = (element) => element.closest(".shopify-section");
const parse = (html) => new DOMParser().parseFromString(html, "text/html");

document.addEventListener("change", async ({ target }) => {
  if (!target.matches("[data-variant]")) return;
  const section = sectionOf(target);
  const id = section.id.replace("shopify-section-", "");
  const response = await fetch(`${location.pathname}?variant=${target.value}&section_id=${id}`);
  const fresh = parse(await response.text());
  section.querySelector("[data-price]").innerHTML = fresh.querySelector("[data-price]").innerHTML;
  const input = section.querySelector("[data-buy] [name=id]");
  input.value = target.value;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  history.replaceState({}, "", `${location.pathname}?variant=${target.value}`);
});

/** Posts to the cart and gets sections with the answer. */
async function changeCart(form, sections) {
  const body = new URLSearchParams(new FormData(form));
  body.set("sections", sections.join(","));
  const response = await fetch(`${form.getAttribute("action")}.js`, { method: "POST", body });
  const answer = await response.json();
  return new Map(Object.entries(answer.sections).flatMap(([id, html]) => (html === null ? [] : [[id, parse(html)]])));
}

function put(fresh, selector) {
  for (const part of fresh.querySelectorAll(selector)) {
    const old = document.getElementById(part.id);
    if (old !== null) old.innerHTML = part.innerHTML;
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-buy], [data-line]")) return;
  event.preventDefault();
  const main = sectionOf(form).id.replace("shopify-section-", "");
  const buys = form.matches("[data-buy]");
  const sections = await changeCart(form, ["sections--header", buys ? "cart-drawer" : main]);
  put(sections.get("sections--header"), "[id]");
  if (buys) {
    const drawer = document.getElementById("shopify-section-cart-drawer");
    drawer.innerHTML = sections.get("cart-drawer").getElementById("shopify-section-cart-drawer").innerHTML;
    drawer.querySelector("[data-drawer]").showModal();
  } else put(sections.get(main), ".js-contents");
});
