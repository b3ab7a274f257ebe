/**
 * Imported by the first submit, press or change that concerns a block (snippets/listen.liquid). Each form works without: this spares the page.
 * @module
 */

/** Tells the theme (README.md). */
const announce = (place, what, detail) => place.dispatchEvent(new CustomEvent(`reprise:${what}`, { bubbles: true, detail }));

/** The app's answer (app/storefront/answer.ts); null without one: nobody knows then what was done. */
async function send(form) {
  try {
    const body = new URLSearchParams(new FormData(form));
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const answer = await response.json();
    return typeof answer.message === "string" ? answer : null;
  } catch {
    return null;
  }
}

/** Asks in a dialog, redeems, and shows the code. A form has one intent until its redemption is known: trying again never spends twice. */
export function redeem(form) {
  const dialog = form.closest("[data-reprise-rewards]").querySelector("dialog");
  const part = (name) => dialog.querySelector(`[data-${name}]`);
  const [confirm, close, apply, done, message] = ["confirm", "close", "apply", "done", "message"].map(part);
  const chosen = form.elements.namedItem("points")?.value;
  let waiting = false;
  close.dataset.before ??= close.textContent;
  confirm.dataset.idle ??= confirm.textContent;
  part("title").textContent = form.dataset.title;
  part("ask").textContent = chosen
    ? form.dataset.askChosen.replace(
        "#",
        Number(chosen).toLocaleString(document.documentElement.lang || undefined, { useGrouping: "always" }),
      )
    : form.dataset.ask;
  part("ask").hidden = confirm.hidden = false;
  apply.hidden = done.hidden = true;
  message.textContent = "";
  close.textContent = close.dataset.before;
  confirm.textContent = confirm.dataset.idle;
  dialog.onclose = null;
  // While the answer is under way the dialog stays: another reward's would show the wrong code.
  dialog.oncancel = (event) => {
    if (waiting) event.preventDefault();
  };
  const wait = (is) => {
    waiting = close.disabled = is;
    // Not disabled: it would lose the focus, and whoever cannot see the dialog their place in it.
    confirm.setAttribute("aria-disabled", is);
    if (is) message.textContent = confirm.dataset.busy;
  };
  wait(false);
  confirm.onclick = async () => {
    if (waiting) return;
    wait(true);
    const answer = await send(form);
    wait(false);
    if (answer === null) {
      message.textContent = message.dataset.unknown;
      confirm.textContent = confirm.dataset.retry;
      return;
    }
    // The page is older than the visit: the ordinary way leads to a page where one can log in.
    if (answer.loggedOut) return form.submit();
    message.textContent = answer.message;
    if (answer.available !== undefined) form.elements.namedItem("intent").value = crypto.randomUUID();
    if (answer.outdated) dialog.onclose = () => location.reload();
    if (!answer.ok && !answer.outdated) return;
    // What has changed cannot be redeemed from this page any more: closing it shows the new offer.
    part("ask").hidden = confirm.hidden = true;
    close.textContent = close.dataset.after;
    done.hidden = !answer.code;
    part("code").textContent = answer.code ?? "";
    part("note").textContent = answer.note ?? "";
    if (answer.applies)
      apply.href = `/discount/${encodeURIComponent(answer.code)}?redirect=${encodeURIComponent(apply.dataset.cart)}`;
    apply.hidden = !answer.applies;
    (answer.applies ? apply : close).focus();
    announce(form, "redeemed", { code: answer.code, applies: answer.applies, balance: answer.balance });
    if (answer.available === undefined) return;
    show(answer);
    dialog.onclose = () => {
      if (form.hidden) focusOn(headOf(form.closest("[data-reprise-block]")));
      void renew([answer.code, answer.available]);
    };
  };
  wear(dialog);
  dialog.showModal();
}

/** A dialog wears the first whole background around it, and the text's color there. */
function wear(dialog) {
  const color = (element) => getComputedStyle(element).backgroundColor;
  let around = dialog.parentElement;
  const { color: text } = getComputedStyle(around);
  while (around !== null && !/^rgb\(/.test(color(around))) around = around.parentElement;
  if (around === null) return;
  dialog.style.background = color(around);
  dialog.style.color = text;
}

/** The new balance wherever the page shows it, and no offer beyond it; its worth follows with the next rendering. */
function show({ available, balance }) {
  for (const place of document.querySelectorAll("[data-reprise-available]")) place.textContent = available;
  for (const place of document.querySelectorAll("[data-reprise-worth]")) place.hidden = true;
  for (const form of document.querySelectorAll("[data-reprise-form=redeem]"))
    form.hidden = Number(form.elements.namedItem("price").value) > balance;
}

/** Milliseconds between looks whether the shop knows of a redemption. */
const LOOKS = [0, 1_000, 2_000, 4_000, 8_000];

/** Renders all blocks anew, once the page says what is new: a code, a balance. */
export async function renew(news) {
  for (const pause of LOOKS) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const page = await rendered(location.href);
    const places = page?.querySelectorAll("code, [data-reprise-available]") ?? [];
    if (news && ![...places].some((place) => news.includes(place.textContent.trim()))) continue;
    for (const block of document.querySelectorAll("[data-reprise-block]")) swap(block, page);
    return;
  }
}

/** A page as it is now, or a section of it; null when it cannot be had. */
async function rendered(address, section) {
  const url = new URL(address, location.href);
  url.hash = "";
  if (section && section !== "page") url.searchParams.set("section_id", section);
  const response = await fetch(url).catch(() => null);
  return response?.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
}

/** Puts a block's new markup in the old one's place; what is unfolded, open or has the focus stays so. */
function swap(block, page) {
  const fresh = page?.getElementById(block.id);
  if (!fresh || fresh.isEqualNode(block)) return;
  const focused = block.contains(document.activeElement) ? document.activeElement.id : null;
  const unfolded = new Map([...block.querySelectorAll("details")].map((part) => [part.firstElementChild.textContent, part.open]));
  const floats = block.querySelector("[popover]")?.matches(":popover-open");
  block.replaceWith(fresh);
  announce(fresh, "renewed");
  for (const part of fresh.querySelectorAll("details")) part.open = unfolded.get(part.firstElementChild.textContent) ?? part.open;
  if (floats) fresh.querySelector("[popover]").showPopover();
  if (focused === null) return;
  focusOn(document.getElementById(focused) ?? headOf(fresh));
}

const headOf = (block) => block.querySelector("h2") ?? block;

function focusOn(place) {
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

/** The section that a block lies in. */
const sectionOf = (block) => block.closest(".shopify-section")?.id.replace("shopify-section-", "");

const followed = new WeakSet();

/** Keeps a product's points with the variant that the section's form would buy. */
export function follow(section) {
  const look = async () => {
    const block = section.querySelector("[data-reprise-variant]");
    const wanted = section.querySelector('form[action*="/cart/add"] [name=id]')?.value;
    if (!block || !wanted || wanted === block.dataset.repriseVariant || wanted === section.dataset.repriseAsked) return;
    section.dataset.repriseAsked = wanted;
    const url = new URL(location.href);
    url.searchParams.set("variant", wanted);
    const page = await rendered(url, sectionOf(block));
    const fits = page?.getElementById(block.id)?.dataset.repriseVariant === wanted;
    if (fits && section.dataset.repriseAsked === wanted) swap(section.querySelector("[data-reprise-variant]") ?? block, page);
    delete section.dataset.repriseAsked;
  };
  if (!followed.has(section))
    new MutationObserver(look).observe(section, { subtree: true, childList: true, attributeFilter: ["value"] });
  followed.add(section);
  void look();
}

let counted = 0;

/** After the cart has changed. */
export async function recount() {
  const turn = (counted += 1);
  for (const block of document.querySelectorAll("[data-reprise-cart]")) {
    const page = await rendered(location.href, block.dataset.repriseCart || sectionOf(block));
    if (turn !== counted) return;
    swap(document.getElementById(block.id) ?? block, page);
  }
}

/** Sends a claim or a birthday and shows the answer in the form's place. */
export async function tell(form) {
  const button = form.querySelector("[type=submit]");
  const message = form.querySelector("[data-message]");
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true";
  message.textContent = message.dataset.busy;
  const answer = await send(form);
  button.ariaDisabled = "false";
  if (answer?.loggedOut) return form.submit();
  message.textContent = answer?.message ?? message.dataset.lost;
  if (!answer?.ok) return;
  for (const part of form.children) part.hidden = part !== message;
  focusOn(message);
  announce(form, "told", { balance: answer.balance });
  if (answer.available !== undefined) show(answer);
}

/** Copies the code that stands beside the button, and says so. */
export async function copy(button) {
  const place = button.closest("[data-reprise-code]");
  const said = place.querySelector("[data-said]");
  const code = place.querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
    said.textContent = said.dataset.copied;
  } catch {
    getSelection().selectAllChildren(code);
    said.textContent = said.dataset.marked;
  }
  button.onblur = () => (said.textContent = "");
}
