// On every page: says aloud what htmx changed or failed to fetch, and sends a form only once.
const announce = (text) => {
  const place = document.getElementById("ui-announce");
  if (!place || !text) return;
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 50);
};
window.addEventListener("ui:announce", (event) => announce(event.detail));

document.addEventListener("htmx:after:swap", () => announce(document.getElementById("results")?.dataset.count));
for (const name of ["htmx:response:error", "htmx:error"]) {
  document.addEventListener(name, () => announce(document.getElementById("ui-announce")?.dataset.failed));
}
// Empty filters stay out of the address.
document.addEventListener("htmx:config:request", (event) => {
  const body = event.detail.ctx?.request?.body;
  if (!event.target.matches?.("form[method=get]") || !(body instanceof FormData || body instanceof URLSearchParams)) return;
  for (const [name, value] of [...body]) if (value === "") body.delete(name);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), 8000);
});
const release = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
};
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-once]").forEach(release));
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  Object.keys(sessionStorage).filter((key) => key.startsWith("ui-keep:")).forEach((key) => sessionStorage.removeItem(key));
});

// Drafts of keep.js: gone once saved, kept when the session had ended in between.
const signedIn = document.documentElement.hasAttribute("data-signed-in");
Object.keys(sessionStorage).filter((key) => key.startsWith("ui-keep:")).forEach((key) => {
  const kept = JSON.parse(sessionStorage.getItem(key));
  if (!kept.sent) return;
  if (kept.signedIn !== signedIn) sessionStorage.setItem(key, JSON.stringify({ ...kept, sent: false }));
  else if (!document.querySelector(".ds-error-summary")) sessionStorage.removeItem(key);
});
