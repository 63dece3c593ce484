// The page of one exchange: copy the exact answer, and open "Why" beside it.

const copy = document.getElementById("copy");
if (copy && navigator.clipboard) {
  const before = copy.textContent;
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById("exact").value);
    copy.textContent = copy.dataset.copied;
    document.getElementById("said").textContent = copy.dataset.copied;
    setTimeout(() => { copy.textContent = before; }, 2000);
  });
}

// While it is in work: look now and then, and show the page anew when it has ended.
const open = document.querySelector("[data-open]");
if (open) {
  const look = setInterval(async () => {
    const response = await fetch(location.pathname, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response?.ok) return;
    const { state, progress_permille, reasons, part } = await response.json();
    const reading = document.getElementById("part");
    const said = part ? reading.dataset.said.replace("{number}", part.number).replace("{of}", part.of) : "";
    if (reading.textContent !== said) {
      reading.textContent = said;
      reading.hidden = !said;
    }
    const waits = document.getElementById("waits");
    if (waits && waits.textContent !== reasons.join(" ")) {
      waits.textContent = reasons.join(" ");
      waits.hidden = !reasons.length;
    }
    const bar = open.querySelector("progress");
    if (bar && progress_permille !== null) bar.value = progress_permille;
    if (state !== open.dataset.open) {
      clearInterval(look);
      location.reload();
    }
  }, 3000);
}

// A second press would have the same asked twice, also one of the other form. Who broke
// the page off (Escape) may press again after a while.
const PRESSED_MS = 10_000;
const asking = document.querySelectorAll("#again, #recalled");
const press = (busy) => asking.forEach((form) => { form.ariaBusy = busy; });
for (const form of asking) {
  form.addEventListener("submit", (event) => {
    if (form.ariaBusy === "true") {
      event.preventDefault();
      return;
    }
    press("true");
    setTimeout(press, PRESSED_MS, "false");
  });
}
addEventListener("pageshow", (event) => {
  if (event.persisted) press("false");
});

// "Why" is a page of its own; here its content opens beside the answer.
const why = document.getElementById("why");
const beside = document.getElementById("why-beside");
const body = document.getElementById("why-body");

async function openWhy() {
  if (!body.childElementCount) {
    const response = await fetch(why.href, { headers: { Accept: "text/html" } }).catch(() => null);
    const page = new DOMParser().parseFromString(response?.ok ? await response.text() : "", "text/html");
    const dossier = page.getElementById("dossier");
    if (!dossier) {
      location.assign(why.href);
      return;
    }
    body.replaceChildren(...dossier.children);
  }
  beside.hidden = false;
  why.setAttribute("aria-expanded", "true");
  document.getElementById("why-title").focus();
  // Below the answer, not beside it (cloister.css).
  if (matchMedia("(max-width: 60rem)").matches) beside.scrollIntoView();
}

function closeWhy() {
  beside.hidden = true;
  why.setAttribute("aria-expanded", "false");
  why.focus();
}

if (why && beside) {
  why.setAttribute("role", "button");
  why.setAttribute("aria-expanded", "false");
  why.setAttribute("aria-controls", beside.id);
  const toggle = (event) => {
    event.preventDefault();
    if (beside.hidden) openWhy();
    else closeWhy();
  };
  why.addEventListener("click", toggle);
  why.addEventListener("keydown", (event) => {
    if (event.key === " ") toggle(event);
  });
  document.getElementById("why-close").addEventListener("click", closeWhy);
  beside.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeWhy();
  });
}
