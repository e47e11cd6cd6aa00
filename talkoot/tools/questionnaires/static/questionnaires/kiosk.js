// A kiosk: whoever walks away half-way leaves a clean beginning for the next. Asks first, and any touch or key goes on.
const form = document.querySelector("[data-kiosk]");
const notice = document.querySelector("[data-still-there]");
const QUIET = 60_000;
const ASKED = 30_000;
let timer;

const isTouched = () => [...form.querySelectorAll("input:not([type=hidden]), textarea")].some((control) => control.checked || (control.type !== "radio" && control.type !== "checkbox" && control.value));
const ask = () => {
  // Nothing has been answered and the first question is seen: this is the beginning.
  if (!isTouched() && form.querySelector(".is-here") === form.querySelector("[data-question]")) { wait(); return; }
  notice.hidden = false;
  notice.focus({ preventScroll: true });
  timer = setTimeout(() => location.assign(form.dataset.kiosk), ASKED);
};
const wait = () => {
  clearTimeout(timer);
  notice.hidden = true;
  timer = setTimeout(ask, QUIET);
};

if (form && notice) {
  for (const kind of ["pointerdown", "keydown", "input"]) document.addEventListener(kind, wait);
  wait();
}
