// Pages are rendered by the server alone. A script asks for the page that its form leads to and
// takes over the parts marked `data-part`.

/** The address that a GET form leads to, without its empty fields. */
export function addressOf(form) {
  const address = new URL(form.action);
  address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  return address.href;
}

/** Shows the parts of another address inside `host`. Only the last request counts; where one fails
    the browser goes there instead. Gives the other page, or nothing when it was overtaken. */
export async function showParts(host, address) {
  host.request?.abort();
  host.request = new AbortController();
  const { signal } = host.request;
  host.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { signal });
    if (!response.ok) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (signal.aborted) return undefined;
    exchange(document.querySelector("main"), page);
    host.removeAttribute("aria-busy");
    return page;
  } catch {
    if (!signal.aborted) location.assign(address);
    return undefined;
  }
}

/** Takes over the parts inside `scope`, with what is open and where the focus is. */
export function exchange(scope, page) {
  const focused = document.activeElement;
  const { id, name, value } = focused;
  const opened = [...scope.querySelectorAll("[data-part] details[open]")].map((fold) => fold.id);
  for (const part of scope.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    // The element itself stays, so that one which announces its changes does.
    part.replaceChildren(...(fresh?.childNodes ?? []));
  }
  for (const fold of opened) document.getElementById(fold)?.setAttribute("open", "");
  if (focused.isConnected) return;
  const same = (field) => (id ? field.id === id : field.name === name && (field.type === "text" || field.value === value));
  [...scope.querySelectorAll("[data-part] :is(input, select, textarea, button)")].find(same)?.focus({ preventScroll: true });
}
