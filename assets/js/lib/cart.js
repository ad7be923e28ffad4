// The cart is rendered by the server alone. Scripts send its forms and show the panel that comes back.

/** Whoever posts here tells every other tab, and not its own. */
export const otherTabs = new BroadcastChannel("cart");

/** The panel's HTML: as it is, or after the change that `fields` ask for. What the server refuses is
    thrown with its sentence and `isRefusal`. */
export async function askForCart(address, fields) {
  const request = { headers: { Fragment: "cart" }, ...(fields && { method: "POST", body: new URLSearchParams(fields) }) };
  // One tab after another: two that start a cart at once would start two.
  const response = await navigator.locks.request("cart", () => fetch(address, request));
  if (!response.ok) {
    const { detail, errors } = await response.json();
    // After a fault of the server's nobody knows whether the change was made.
    throw Object.assign(new Error(errors?.[0].detail ?? detail), { isRefusal: response.status < 500 });
  }
  const html = await response.text();
  if (fields) otherTabs.postMessage("changed");
  document.querySelector("cart-link").paint();
  return new DOMParser().parseFromString(html, "text/html");
}

/** Says below a form why it was refused. */
export function complain(form, message) {
  form.querySelector("[role=alert]")?.remove();
  const alert = document.createElement("p");
  alert.role = "alert";
  alert.className = "cart-problem";
  alert.textContent = message;
  form.append(alert);
}
