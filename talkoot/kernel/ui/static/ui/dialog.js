// Opens a confirming page in a dialog. Without script, or when anything fails, the link simply leads to the page.
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-dialog]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const content = page.getElementById("dialog-content");
    if (!answer.ok || !content) throw new Error("no dialog in the answer");
    const dialog = document.createElement("dialog");
    dialog.className = "ds-dialog";
    const heading = Object.assign(document.createElement("h2"), { id: "ui-dialog-title", textContent: page.querySelector("h1")?.textContent ?? "" });
    dialog.setAttribute("aria-labelledby", heading.id);
    const close = Object.assign(document.createElement("button"), { type: "button", className: "ds-button", ariaLabel: link.dataset.closeLabel });
    Object.assign(close.dataset, { variant: "tertiary", icon: "", command: "close", color: "neutral" });
    close.addEventListener("click", () => dialog.close());
    content.removeAttribute("id");
    content.querySelectorAll("form").forEach((form) => { if (!form.getAttribute("action")) form.action = link.href; });
    dialog.append(close, heading, content);
    dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  } catch {
    location.assign(link.href);
  }
});
