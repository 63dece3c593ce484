// Correct a preview: take over what is selected, and keep up with each new preview.
// Without this script the same fields and buttons work by ordinary page loads.

const all = document.getElementById("corrections");
const missed = document.getElementById("missed");
const list = document.getElementById("masked-list");
const rows = document.getElementById("masked-rows");
const left = document.getElementById("left");
const corrected = document.getElementById("corrected");
const typed = document.getElementById("text");
const words = document.getElementById("words").dataset;
const kinds = new Map(
  [...document.getElementById("kinds").content.querySelectorAll("[data-kind]")].map((k) => [
    k.dataset.kind,
    { family: k.dataset.family, label: k.textContent },
  ]),
);
const MOST = Number(missed.maxLength);

function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

function kindOf(name) {
  return kinds.get(name) ?? { family: "id", label: name };
}

function showLeft({ sentence, details }) {
  const items = details.map(({ kind, found }) => {
    const { family, label } = kindOf(kind);
    const named = found.length ? `${label}: ${found.join(", ")}` : label;
    return element("li", "", element("span", `dot ${family}`), element("span", "", named));
  });
  left.replaceChildren(element("p", "", sentence));
  if (items.length) left.append(element("ul", "legend", ...items));
}

function row(surrogate, kind) {
  const { family, label } = kindOf(kind);
  const mark = element("span", `mask ${family}`, surrogate);
  mark.id = `row-${surrogate}`;
  const button = element("button", "little", words.noPersonalData);
  button.name = "readable";
  button.value = surrogate;
  button.setAttribute("form", "ask");
  button.setAttribute("formaction", document.getElementById("mask").formAction);
  button.setAttribute("aria-describedby", mark.id);
  button.setAttribute("data-corrects", "");
  return element("li", "", element("span", "row apart", element("span", "", mark, ` ${label}`), button));
}

document.addEventListener("previewed", ({ detail }) => {
  const met = new Map(detail.spans.map((span) => [span.surrogate, span.kind]));
  rows.replaceChildren(...[...met].map(([surrogate, kind]) => row(surrogate, kind)));
  showLeft(detail.remaining);
  corrected.textContent = detail.corrected ?? "";
  if (detail.corrected) missed.value = "";
  all.removeAttribute("data-later");
});

// Whole words: who drags over half a name means the name.
function widened(string, start, end) {
  const isWord = (sign) => sign !== undefined && /[\p{L}\p{N}\p{M}]/u.test(sign);
  while (start > 0 && isWord(string[start]) && isWord(string[start - 1])) start -= 1;
  while (end < string.length && isWord(string[end - 1]) && isWord(string[end])) end += 1;
  return string.slice(start, end);
}

function take(string) {
  const line = string.trim().replace(/\s+/g, " ");
  if (!all.hasAttribute("data-later") && line && line.length <= MOST) missed.value = line;
}

// In the preview only what is still readable can have been missed.
document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const { startContainer: node, endContainer, startOffset, endOffset } = selection.getRangeAt(0);
  const isText = node === endContainer && node.nodeType === Node.TEXT_NODE;
  if (!isText || !node.parentElement.matches("#seen-body .paper, #seen-body .paper > .doubt")) return;
  take(widened(node.data, startOffset, endOffset));
});
typed.addEventListener("select", () => {
  take(widened(typed.value, typed.selectionStart, typed.selectionEnd));
});
missed.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  document.getElementById("mask").click();
});

// From a stand-in to the button that says it is masked for nothing.
function goTo(mark) {
  const name = mark.firstChild.textContent;
  const button = [...rows.querySelectorAll("button")].find((one) => one.value === name);
  if (!button) return;
  list.open = true;
  button.focus();
}

document.getElementById("seen-body").addEventListener("click", (event) => {
  const mark = event.target.closest(".mask");
  if (mark && getSelection().isCollapsed) goTo(mark);
});
document.getElementById("seen-body").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches(".mask")) goTo(event.target);
});
