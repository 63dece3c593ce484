// The page of one exchange: copy the exact answer, and open "Why" beside it.

const copy = document.getElementById("copy");
if (copy && navigator.clipboard) {
  const before = copy.textContent;
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById("exact").value);
    copy.textContent = copy.dataset.copied;
    setTimeout(() => { copy.textContent = before; }, 2000);
  });
}

// While it is in work: look now and then, and show the page anew when it has ended.
const open = document.querySelector("[data-open]");
if (open) {
  const look = setInterval(async () => {
    const response = await fetch(location.pathname, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const { state, progress_permille } = await response.json();
    const bar = open.querySelector("progress");
    if (bar && progress_permille !== null) bar.value = progress_permille;
    if (state !== open.dataset.open) {
      clearInterval(look);
      location.reload();
    }
  }, 3000);
}

const why = document.getElementById("why");
const beside = document.getElementById("why-beside");
if (why && beside) {
  why.addEventListener("click", async (event) => {
    event.preventDefault();
    if (!beside.childElementCount) {
      const response = await fetch(why.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const dossier = page.getElementById("dossier");
      if (!response.ok || !dossier) {
        location.assign(why.href);
        return;
      }
      beside.replaceChildren(...dossier.childNodes);
    }
    beside.hidden = false;
    const title = beside.querySelector("h2");
    if (title) {
      title.tabIndex = -1;
      title.focus();
    }
    beside.scrollIntoView({ block: "nearest" });
  });
}
