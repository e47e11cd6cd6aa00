// Shows the copy buttons, which are hidden where they could not work, and copies the field they name.
document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = !navigator.clipboard; });
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value);
  const label = button.querySelector("span");
  const before = label.textContent;
  label.textContent = button.dataset.copied;
  window.dispatchEvent(new CustomEvent("ui:announce", { detail: button.dataset.copied }));
  setTimeout(() => { label.textContent = before; }, 2500);
});
