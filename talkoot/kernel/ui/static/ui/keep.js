// Keeps what was typed into form[data-keep] in this tab until the form has been saved; also over a lost session.
const PREFIX = "ui-keep:";
const signedIn = document.documentElement.hasAttribute("data-signed-in");
const keptFields = (form) => [...form.elements].filter((field) =>
  field.name && field.name !== "csrfmiddlewaretoken" && !["password", "file", "hidden", "submit", "button"].includes(field.type));

const read = (form) => keptFields(form).map((field) =>
  ["checkbox", "radio"].includes(field.type) ? [field.name, field.value, field.checked]
  : field.type === "select-multiple" ? [field.name, [...field.options].map((option) => option.selected)]
  : [field.name, field.value]);

const write = (form, kept) => keptFields(form).forEach((field, place) => {
  const [name, value, checked] = kept[place] ?? [];
  if (name !== field.name) return;
  if (["checkbox", "radio"].includes(field.type)) { if (field.value === value) field.checked = checked; }
  else if (Array.isArray(value)) [...field.options].forEach((option, i) => { option.selected = value[i]; });
  else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

document.querySelectorAll("form[data-keep]").forEach((form) => {
  const key = PREFIX + location.pathname;
  const empty = JSON.stringify(read(form));
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  // A form that comes back with mistakes already holds what was typed.
  if (kept && !form.querySelector("[aria-invalid=true], .ds-error-summary") && JSON.stringify(kept.values) !== empty) {
    write(form, kept.values);
    const note = Object.assign(document.createElement("div"), { className: "ds-alert", textContent: form.dataset.restored });
    note.dataset.color = "info";
    note.setAttribute("role", "status");
    form.prepend(note);
  }
  form.addEventListener("input", () => sessionStorage.setItem(key, JSON.stringify({ signedIn, values: read(form) })));
  form.addEventListener("submit", () => {
    sessionStorage.setItem(key, JSON.stringify({ signedIn, values: read(form), sent: true }));
  });
});
