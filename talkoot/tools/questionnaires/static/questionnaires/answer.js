// Answering: questions that an earlier answer brings appear and go, and the youngest see one question at a time.
// Nothing is kept on the device: the next pupil may use the same one.
const form = document.querySelector("[data-answering]");

const given = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:checked`)].map((control) => control.value);
const branch = () => {
  for (const place of form.querySelectorAll("[data-shown-if]")) {
    // A hidden question answers nothing, so a chain of branches folds as a whole.
    const source = form.querySelector(`[name="${CSS.escape(place.dataset.shownIf)}"]`)?.closest("[data-question]");
    const wanted = place.dataset.anyOf.split(" ");
    place.hidden = Boolean(source?.hidden) || !given(place.dataset.shownIf).some((value) => wanted.includes(value));
  }
};

const stepped = () => {
  const places = () => [...form.querySelectorAll("[data-question], [data-send]")].filter((place) => !place.hidden);
  const show = (place, focus) => {
    for (const other of form.querySelectorAll(".is-here")) other.classList.remove("is-here");
    place.classList.add("is-here");
    if (focus) { place.focus({ preventScroll: true }); window.scrollTo({ top: 0 }); }
  };
  form.classList.add("is-stepped");
  const wrong = form.querySelector(".ui-field--wrong")?.closest("[data-question]");
  show(wrong ?? places()[0], false);
  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-way]");
    if (!link) return;
    event.preventDefault();
    const all = places();
    const here = all.findIndex((place) => place.classList.contains("is-here"));
    show(all[Math.min(Math.max(here + Number(link.dataset.way), 0), all.length - 1)], true);
  });
};

if (form) {
  branch();
  form.addEventListener("change", branch);
  if (form.hasAttribute("data-young")) stepped();
}
