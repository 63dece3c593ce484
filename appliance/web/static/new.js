// The page where a text is given: preview, send, and the answer as it is written.
// Without this script the same form works by ordinary page loads.

const form = document.getElementById("ask");
const text = document.getElementById("text");
const file = document.getElementById("file");
const previewButton = document.getElementById("preview");
const sendButton = document.getElementById("send");
const words = document.getElementById("words").dataset;
const problem = document.getElementById("problem");
const live = document.getElementById("live");
const answer = document.getElementById("answer");
const stopButton = document.getElementById("stop");
const kinds = new Map(
  [...document.getElementById("kinds").content.querySelectorAll("[data-kind]")].map((k) => [
    k.dataset.kind,
    { family: k.dataset.family, label: k.textContent },
  ]),
);
// Characters that could make a reader see something else than what is there; the same
// rule as show.py: format characters except joiners, soft hyphen and emoji tags.
const hidden = /(?![\u00ad\u200c\u200d]|[\u{e0020}-\u{e007f}])\p{Cf}/gu;
let seenFor = sendButton.hasAttribute("data-later") ? null : text.value;
let exchange = "";

function say(sentence) {
  document.getElementById("said").textContent = sentence;
}

function visible(string) {
  const part = document.createDocumentFragment();
  let at = 0;
  for (const found of string.matchAll(hidden)) {
    part.append(string.slice(at, found.index));
    const mark = document.createElement("span");
    mark.className = "hidden-character";
    mark.textContent = `U+${found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    part.append(mark);
    at = found.index + found[0].length;
  }
  part.append(string.slice(at));
  return part;
}

function showMasked(masked, spans) {
  const body = document.getElementById("seen-body");
  const paper = document.createElement("p");
  paper.className = "text paper";
  // Offsets count code points, which are not JavaScript's UTF-16 units.
  const points = [...masked];
  const legend = document.createElement("ul");
  legend.className = "legend";
  const met = new Set();
  let at = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    if (span.start < at) continue;
    const kind = kinds.get(span.kind) ?? { family: "id", label: span.kind };
    paper.append(visible(points.slice(at, span.start).join("")));
    const mark = document.createElement("span");
    mark.className = `mask ${kind.family}`;
    mark.tabIndex = 0;
    mark.textContent = points.slice(span.start, span.end).join("");
    const tip = document.createElement("span");
    tip.className = "tip";
    const colon = document.createElement("span");
    colon.className = "unseen";
    colon.textContent = ": ";
    tip.append(colon, kind.label, span.reason ? " – " : "", visible(span.reason));
    mark.append(tip);
    paper.append(mark);
    at = span.end;
    if (met.has(span.kind)) continue;
    met.add(span.kind);
    const entry = document.createElement("li");
    const dot = document.createElement("span");
    dot.className = `dot ${kind.family}`;
    entry.append(dot, kind.label);
    legend.append(entry);
  }
  paper.append(visible(points.slice(at).join("")));
  if (!met.size) {
    const entry = document.createElement("li");
    entry.textContent = words.nothing;
    legend.append(entry);
  }
  body.replaceChildren(paper, legend);
}

function showProblem(sentence) {
  document.getElementById("problem-text").textContent = sentence;
  problem.hidden = false;
  problem.focus();
  problem.scrollIntoView({ block: "nearest" });
}

function busy(on) {
  previewButton.disabled = on;
  sendButton.disabled = on;
  form.setAttribute("aria-busy", String(on));
}

function ready() {
  const seen = seenFor !== null && seenFor === text.value && !file.files.length;
  sendButton.hidden = !seen;
  sendButton.classList.toggle("main", seen);
  previewButton.classList.toggle("main", !seen);
}

function count() {
  const shown = document.getElementById("count");
  const used = [...text.value].length;
  shown.hidden = used === 0;
  shown.textContent = words.counted
    .replace("{used}", used.toLocaleString())
    .replace("{max}", Number(text.dataset.max).toLocaleString());
  ready();
}

async function post(address, accept, again = true) {
  const data = new FormData(form);
  const body = file.files.length ? data : new URLSearchParams([...data].filter(([name]) => name !== "file"));
  const response = await fetch(address, { method: "POST", body, headers: { Accept: accept }, redirect: "error" });
  // Somebody who signed in again in another tab has a new token; this form's is old.
  if (response.status === 403 && again && (await renewed())) return post(address, accept, false);
  return response;
}

async function renewed() {
  const response = await fetch("/session", { headers: { Accept: "application/json" } });
  const token = response.ok ? (await response.json()).csrf_token : "";
  const field = form.elements.csrf_token;
  if (!token || token === field.value) return false;
  field.value = token;
  return true;
}

async function preview() {
  busy(true);
  problem.hidden = true;
  try {
    const response = await post(previewButton.formAction, "application/json");
    const got = await response.json();
    if (!response.ok) {
      showProblem(response.status === 401 ? words.signedOut : got.message);
      return;
    }
    if (got.text !== undefined) {
      text.value = got.text;
      file.value = "";
    }
    setCase(got.case);
    showMasked(got.masked, got.spans);
    seenFor = text.value;
    count();
    say(words.masked);
    document.getElementById("seen-title").focus();
  } catch {
    showProblem(words.lost);
  } finally {
    busy(false);
    ready();
  }
}

function setCase(id) {
  document.getElementById("case").value = id;
  const title = document.getElementById("title-field");
  if (title) title.hidden = true;
}

async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    waiting += value;
    const blocks = waiting.split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const name = /^event: (.*)$/m.exec(block);
      const data = /^data: (.*)$/m.exec(block);
      if (name && data) yield [name[1], JSON.parse(data[1])];
    }
  }
}

function stage(name) {
  let past = true;
  for (const step of document.querySelectorAll("#stages li")) {
    const now = step.dataset.steps.split(" ").includes(name);
    step.className = now ? "now" : past ? "done" : "";
    if (now) past = false;
  }
}

async function send() {
  busy(true);
  problem.hidden = true;
  live.hidden = false;
  stopButton.hidden = false;
  stopButton.disabled = true;
  answer.replaceChildren();
  answer.classList.add("writing");
  live.scrollIntoView({ block: "nearest" });
  say(words.working);
  let ended = false;
  try {
    for await (const [name, body] of events(await post(form.action, "text/event-stream"))) {
      ended = (await take(name, body)) || ended;
    }
    if (!ended) showProblem(words.lost);
  } catch {
    if (!ended) showProblem(words.lost);
  } finally {
    answer.classList.remove("writing");
    stopButton.hidden = true;
    busy(false);
    ready();
  }
}

async function take(name, body) {
  switch (name) {
    case "opened":
      exchange = body.exchange;
      setCase(body.case);
      stopButton.disabled = false;
      return false;
    case "stage":
      stage(body.name);
      return false;
    case "masked":
      showMasked(body.masked, body.spans);
      return false;
    case "piece":
      answer.append(visible(body.text));
      return false;
    case "withdrawn":
      answer.replaceChildren();
      say(words.withdrawn);
      return false;
    case "released":
      say(`${words.complete} ${body.text}`);
      await open(body.url);
      return true;
    case "queued":
      await open(body.url);
      return true;
    case "held":
      say(body.reasons.join(" "));
      await open(body.url);
      return true;
    case "refused":
      if (body.url === "/") {
        live.hidden = true;
        showProblem(body.reasons.join(" "));
        return true;
      }
      say(body.reasons.join(" "));
      await open(body.url);
      return true;
    case "failed":
      live.hidden = true;
      showProblem(body.status === 401 ? words.signedOut : body.message);
      return true;
    default:
      return false;
  }
}

// Put the page of the exchange in place of this one, without a blank moment between.
async function open(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (!response.ok) {
    location.assign(address);
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.title = page.title;
  history.pushState(null, "", address);
  addEventListener("popstate", () => location.reload(), { once: true });
  await import(words.next);
  (document.getElementById("answer-title") ?? document.querySelector("main")).focus();
  scrollTo(0, 0);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter === sendButton) send();
  else preview();
});
text.addEventListener("input", count);
file.addEventListener("change", ready);
stopButton.addEventListener("click", () => {
  stopButton.disabled = true;
  const token = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  fetch(`/exchanges/${exchange}/stop`, { method: "POST", body: token, headers: { Accept: "application/json" } });
});
count();
