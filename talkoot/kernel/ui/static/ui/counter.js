// Counts down under long texts, and lets people write over the limit and shorten, where the browser would cut what they paste.
document.querySelectorAll("[data-count-for]").forEach((note) => {
  const field = document.getElementById(note.dataset.countFor);
  if (!field) return;
  const limit = Number(note.dataset.limit);
  field.removeAttribute("maxlength");
  const count = () => {
    const left = limit - field.value.length;
    note.textContent = left < 0 ? note.dataset.beyond + -left : note.dataset.left + left;
    note.toggleAttribute("data-over", left < 0);
  };
  field.addEventListener("input", count);
  count();
});
