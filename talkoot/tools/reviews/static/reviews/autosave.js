// Keeps a review as it is typed. Without script the button “Keep as a draft” does the same.
const form = document.querySelector("form[data-save]");
if (form) {
  const said = document.getElementById("r-saved");
  let timer, busy = false, again = false;
  const save = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(form.dataset.save, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" }, redirect: "error" });
      said.textContent = answer.headers.get("Content-Type")?.startsWith("text/plain") ? await answer.text() : said.dataset.failed;
    } catch {
      said.textContent = said.dataset.failed;
    }
    busy = false;
    if (again) { again = false; save(); }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1200); });
  form.addEventListener("submit", () => clearTimeout(timer));
  // Leaving in the middle of a sentence loses nothing.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer && !form.dataset.sent) navigator.sendBeacon(form.dataset.save, new FormData(form));
  });
}
