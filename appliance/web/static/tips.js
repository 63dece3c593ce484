// What explains a stand-in lies open while it is pointed at or has the focus; Escape
// puts it away until the next one (WCAG 2.2, 1.4.13).

const root = document.documentElement;
const again = (event) => {
  if (event.target.closest?.(".mask")) root.classList.remove("no-tips");
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") root.classList.add("no-tips");
});
document.addEventListener("focusin", again);
document.addEventListener("pointerover", again);
