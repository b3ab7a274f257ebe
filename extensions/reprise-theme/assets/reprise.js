/**
 * Imported by the first click or submit in one of the blocks (snippets/listen.liquid), and by nothing before it. Each form works without: this only spares
 * the page, and its question.
 * @module
 */

/** @returns {Promise<{ok: boolean, message: string, code?: string, note?: string, applies?: boolean, available?: string, outdated?: boolean}>} */
async function send(form, changes = {}) {
  const fields = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(changes)) fields.set(name, value);
  const response = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "application/json" } });
  const answer = await response.json();
  // The page is older than the visit: the ordinary way leads to a page where one can log in.
  if (answer.loggedOut) throw new Error("logged out");
  return answer;
}

/** Asks in a dialog, redeems, and shows the code. However often it is pressed, one dialog is one redemption. */
export function redeem(form) {
  const dialog = form.closest("[data-reprise-rewards]").querySelector("dialog");
  const part = (name) => dialog.querySelector(`[data-${name}]`);
  const [confirm, close, apply, done, message] = ["confirm", "close", "apply", "done", "message"].map(part);
  const intent = crypto.randomUUID();
  const chosen = form.elements.namedItem("points")?.value;
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
  const wait = (is) => {
    busy(confirm, is);
    close.disabled = is;
  };
  wait(false);
  // While the answer is under way the dialog stays: in another reward's it would show the wrong code.
  dialog.oncancel = (event) => confirm.disabled && event.preventDefault();
  confirm.onclick = async () => {
    wait(true);
    message.textContent = "";
    try {
      const answer = await send(form, { intent }).finally(() => wait(false));
      message.textContent = answer.message;
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
      if (answer.available) show(answer.available);
    } catch (error) {
      // Without an answer nobody knows: whoever tries again, or the page's own way, asks with the same intent.
      if (tryAgain(error, message)) return;
      form.elements.namedItem("intent").value = intent;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "sure", value: "1" }));
      form.submit();
    }
  };
  dialog.showModal();
}

/** Says that nothing got through; the second time the page goes its own way. */
function tryAgain(error, message) {
  const { lost } = message.dataset;
  if (!(error instanceof TypeError) || lost === undefined) return false;
  message.textContent = lost;
  delete message.dataset.lost;
  return true;
}

function busy(button, is) {
  button.disabled = is;
  button.textContent = is ? button.dataset.busy : button.dataset.idle;
}

/** The new balance wherever the page shows it; what it is worth is said when the page is loaded again. */
function show(available) {
  for (const place of document.querySelectorAll("[data-reprise-available]")) place.textContent = available;
  for (const place of document.querySelectorAll("[data-reprise-worth]")) place.hidden = true;
}

/** Sends a claim or a birthday and shows the answer in place. */
export async function tell(form) {
  const button = form.querySelector("[type=submit]");
  const message = form.querySelector("[data-message]");
  button.disabled = true;
  try {
    const answer = await send(form);
    message.textContent = answer.message;
    button.hidden = answer.ok;
  } catch (error) {
    if (!tryAgain(error, message)) form.submit();
  } finally {
    button.disabled = false;
  }
}

/** Copies the code that stands beside the button. */
export async function copy(button) {
  const code = button.closest("[data-reprise-code]").querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = button.dataset.copied;
  } catch {
    getSelection().selectAllChildren(code);
  }
}
