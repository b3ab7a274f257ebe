/** Names, addresses and words that the server put into the page. */
export const data = JSON.parse(document.getElementById("shell-data").textContent);
export const { texts } = data;

/** An element with properties and children, e.g. `make("button", { className: "primary" }, "Save")`. */
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

export async function getJson(path) {
  const response = await fetch(`/store/${data.name}/${path}`, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

export async function postJson(path, body) {
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  const response = await fetch(`/store/${data.name}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
