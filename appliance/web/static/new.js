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
const notStopped = document.getElementById("not-stopped");
const kinds = new Map(
  [...document.getElementById("kinds").content.querySelectorAll("[data-kind]")].map((k) => [
    k.dataset.kind,
    { family: k.dataset.family, label: k.textContent },
  ]),
);
// Characters that could make a reader see something else than what is there; the same
// rule as show.py: format characters except joiners, soft hyphen and emoji tags.
const hidden = /(?![\u00ad\u200c\u200d]|[\u{e0020}-\u{e007f}])\p{Cf}/gu;
// Where the parts of the page lie below each other (cloister.css).
const narrow = matchMedia("(max-width: 60rem)");
const values = [...form.querySelectorAll("[name^='variable.']")];
let seenFor = sendButton.hasAttribute("data-later") ? null : given();
let exchange = "";
// The address of this form, and whether that of an exchange stands in its place.
const own = location.pathname + location.search;
let moved = false;
// Looks for the end of an exchange whose connection was lost.
let looking = 0;
// Which part of a long text the model reads, in words.
let part = "";
// What the model reads of each value, as it was last shown.
let valuesRead = {};

// All that was typed for the model.
function given() {
  return JSON.stringify([text.value, ...values.map((field) => field.value)]);
}

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

function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

// Lines of findings with their places, as web/seen.py numbers them.
function showMasked(masked, spans, read = valuesRead, lines = []) {
  valuesRead = read;
  const paper = element("p", "text paper");
  const legend = element("ul", "legend");
  legend.setAttribute("aria-label", words.kinds);
  // Offsets count code points, which are not JavaScript's UTF-16 units.
  const points = [...masked];
  const met = new Set();
  const places = lines.flatMap((line) => line.places.map((place) => ({ ...place, line: line.number })));
  const masks = new Map();
  let end = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    if (span.start < end) continue;
    masks.set(span.start, span);
    end = span.end;
  }
  const edges = new Set([0, points.length, ...[...masks.values(), ...places].flatMap((one) => [one.start, one.end])]);
  const cuts = [...edges].sort((a, b) => a - b);
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const [from, to] = [cuts[i], cuts[i + 1]];
    const there = points.slice(from, to).join("");
    const around = places.filter((place) => place.start <= from && to <= place.end);
    const codes = around.find((place) => place.codes.length)?.codes;
    const span = masks.get(from);
    let piece = codes ? hiddenCodes(codes) : visible(there);
    if (span) {
      const kind = kinds.get(span.kind) ?? { family: "id", label: span.kind };
      const tip = element("span", "tip", element("span", "unseen", ": "), element("strong", "", kind.label), visible(span.reason));
      piece = element("mark", `mask ${kind.family}`, there, tip);
      piece.tabIndex = 0;
      if (!met.has(span.kind)) legend.append(element("li", "", element("span", `dot ${kind.family}`), kind.label));
      met.add(span.kind);
    }
    paper.append(around.length ? element("mark", "doubt", piece) : piece);
    for (const place of around.filter((one) => one.end === to)) paper.append(reference(place));
  }
  if (!met.size) legend.append(element("li", "", words.nothing));
  document.getElementById("seen-body").replaceChildren(paper, showValues(read), legend);
}

function showValues(read) {
  const list = element("dl", "facts small");
  for (const field of values) {
    const name = field.name.slice("variable.".length);
    if (!(name in read)) continue;
    list.append(element("dt", "", form.querySelector(`label[for="${field.id}"]`).textContent));
    list.append(element("dd", "text", visible(read[name])));
  }
  return list;
}

function hiddenCodes(codes) {
  const part = document.createDocumentFragment();
  for (const code of codes) part.append(element("span", "hidden-character", code));
  return part;
}

// The number behind a place leads to what is said of it; it is no part of the text.
function reference(place) {
  const link = element("a", "ref", element("span", "unseen", `${words.check} `), String(place.line));
  link.id = `at-${place.id}`;
  link.href = `#saw-${place.line}`;
  return link;
}

function quoted(place) {
  const said = place.codes.length ? hiddenCodes(place.codes) : element("q", "text", visible(place.quote));
  const link = element("a", "place", element("span", "unseen", `${words.inText} `), said);
  link.href = `#at-${place.id}`;
  if (place.reads) link.append(" ", element("span", "soft", words.readAs), " ", element("q", "text", place.reads));
  return link;
}

// What the checks saw, and what would become of the text for it.
function showFindings(lines) {
  const list = lines.map((line) => {
    const sentence = element("span", "", element("strong", "", `${line.severity_label}:`), ` ${line.sentence} ${line.consequence}`);
    const said = element("span", "stack", sentence);
    if (line.places.length) said.append(element("span", "row", ...line.places.map(quoted)));
    const number = element("span", "number", String(line.number));
    number.setAttribute("aria-hidden", "true");
    const item = element("li", line.severity, number, said);
    item.id = `saw-${line.number}`;
    item.tabIndex = -1;
    return item;
  });
  const worst = ["refuse", "hold", "warn"].find((one) => lines.some((line) => line.severity === one));
  const saw = document.getElementById("saw");
  saw.className = `notice ${{ refuse: "bad", hold: "wait", warn: "wait" }[worst] ?? ""}`;
  saw.querySelector("ol").replaceChildren(...list);
  saw.hidden = !list.length;
}

// A new preview is there: correct.js shows what belongs beside it.
function tell(got) {
  document.dispatchEvent(new CustomEvent("previewed", { detail: got }));
}

function showProblem(sentence, title = words.notSent) {
  document.getElementById("problem-title").textContent = title;
  const kept = text.value || file.files.length ? ` ${words.kept}` : "";
  document.getElementById("problem-text").textContent = sentence + kept;
  problem.hidden = false;
  problem.focus();
  problem.scrollIntoView({ block: "nearest" });
}

// What came was not the application's: the front answered in its place.
function fromFront(response) {
  return response.status === 413 ? words.large : words.away;
}

function isOf(response, type) {
  return (response.headers.get("Content-Type") ?? "").startsWith(type);
}

function busy(on) {
  previewButton.disabled = on;
  sendButton.disabled = on;
  previewButton.setAttribute("aria-busy", String(on));
  form.setAttribute("aria-busy", String(on));
}

// Show either the form or the answer that takes its place.
function show(answering) {
  form.hidden = answering;
  live.hidden = !answering;
  document.getElementById("about").hidden = answering;
  document.getElementById("corrections").toggleAttribute("data-later", answering || seenFor === null);
  document.getElementById("stages").hidden = !answering;
  ready();
}

function ready() {
  const seen = seenFor !== null && seenFor === given() && !file.files.length;
  const old = seenFor !== null && !seen;
  sendButton.hidden = !seen || form.hidden;
  sendButton.classList.toggle("main", seen);
  previewButton.classList.toggle("main", !seen);
  document.getElementById("old").hidden = !old;
  document.getElementById("seen").classList.toggle("old", old);
}

function count() {
  const shown = document.getElementById("count");
  const used = [...text.value].length;
  // Only near the limit is it worth looking at.
  shown.hidden = used < 0.8 * Number(text.dataset.max);
  shown.textContent = words.counted
    .replace("{used}", used.toLocaleString(document.documentElement.lang))
    .replace("{max}", Number(text.dataset.max).toLocaleString(document.documentElement.lang));
  ready();
}

async function post(address, accept, pressed = null, again = true) {
  const data = new FormData(form);
  if (pressed?.name) data.set(pressed.name, pressed.value);
  const body = file.files.length ? data : new URLSearchParams([...data].filter(([name]) => name !== "file"));
  const bytes = [...body.values()].reduce((sum, one) => sum + (one.size ?? one.length), 0);
  const response = await ask(address, { method: "POST", body, headers: { Accept: accept }, redirect: "error" }, bytes);
  // Somebody who signed in again in another tab has a new token; this form's is old.
  if (response.status === 403 && again && (await renewed())) return post(address, accept, pressed, false);
  return response;
}

async function renewed() {
  const response = await ask("/session", { headers: { Accept: "application/json" } });
  const token = response.ok ? (await response.json()).csrf_token : "";
  const field = form.elements.csrf_token;
  if (!token || token === field.value) return false;
  field.value = token;
  return true;
}

function isLong() {
  return text.value.length > LONG || file.files.length > 0;
}

async function preview(pressed = previewButton) {
  busy(true);
  problem.hidden = true;
  try {
    const long = pressed === previewButton && isLong();
    if (long) masking(0);
    const response = await post(pressed.formAction, long ? "text/event-stream" : "application/json", pressed);
    if (isOf(response, "text/event-stream")) {
      let ended = false;
      for await (const [name, body] of events(response)) ended = takeSeen(name, body) || ended;
      if (!ended) showProblem(words.lost);
    } else if (!isOf(response, "application/json")) {
      showProblem(fromFront(response));
    } else {
      const got = await response.json();
      if (response.ok) showSeen(got);
      else showProblem(response.status === 401 ? words.signedOut : got.message);
    }
  } catch {
    showProblem(words.lost);
  } finally {
    masking(null);
    busy(false);
    ready();
  }
}

function takeSeen(name, body) {
  switch (name) {
    case "masking":
      masking(body.permille);
      return false;
    case "seen":
      showSeen(body);
      return true;
    case "refused":
      showProblem(body.reasons.join(" "));
      return true;
    case "failed":
      showProblem(body.status === 401 ? words.signedOut : body.message);
      return true;
    default:
      return false;
  }
}

function showSeen(got) {
  if (got.text !== undefined) {
    text.value = got.text;
    file.value = "";
  }
  setCase(got.case);
  showMasked(got.masked, got.spans, got.values, got.findings);
  showFindings(got.findings);
  tell(got);
  seenFor = given();
  count();
  const worthSaying = got.findings.length ? ` ${words.saw}` : "";
  say(`${got.corrected ?? words.masked}${worthSaying}`);
  document.getElementById("seen-title").focus({ preventScroll: true });
  if (narrow.matches) document.getElementById("seen").scrollIntoView();
}

// Say how far the masking of a long text is, in thousandths; null when it is over.
function masking(permille) {
  const shown = document.getElementById("masking");
  // The page of the exchange may have taken this one's place.
  if (!shown) return;
  if (shown.hidden && permille !== null) say(words.masking);
  shown.hidden = permille === null;
  shown.querySelector("progress").value = permille ?? 0;
  shown.querySelector("output").textContent = ((permille ?? 0) / 1000).toLocaleString(document.documentElement.lang, { style: "percent" });
}

function setCase(id) {
  document.getElementById("case").value = id;
  // The case has its name now; the field stays, so that nothing moves.
  const title = document.getElementById("title");
  if (title) title.readOnly = true;
}

// While it works the appliance says something every few seconds; if not, it hangs.
const SILENCE_MS = 12000;
// A file takes its time on a slow line: at least so many bytes go out in a millisecond.
const LEAST_BYTES = 50;
// Longer texts, and files, are masked with a word now and then of how far it is.
const LONG = 20000;

function soon(promise) {
  let timer;
  const silence = new Promise((_, fail) => {
    timer = setTimeout(fail, SILENCE_MS, new Error("silence"));
  });
  return Promise.race([promise, silence]).finally(() => clearTimeout(timer));
}

// Who gives up also ends the sending: what comes late would be worked on for nobody,
// and a second time when it is sent again.
async function ask(address, options, bytes = 0) {
  const sending = new AbortController();
  const timer = setTimeout(() => sending.abort(), SILENCE_MS + bytes / LEAST_BYTES);
  try {
    return await fetch(address, { ...options, signal: sending.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await soon(reader.read());
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

// Pieces come in bursts; they are shown evenly, a few characters a frame.
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let unwritten = [];
let frame = 0;

function write(piece) {
  unwritten.push(...piece);
  if (calm.matches) writeWords(unwritten.length);
  else frame ||= requestAnimationFrame(writeSome);
}

function writeSome() {
  frame = writeWords(Math.ceil(unwritten.length / 10)) ? requestAnimationFrame(writeSome) : 0;
}

// Whole words only: half a one would move when the rest of it does not fit its line.
function writeWords(about) {
  const space = /\s/;
  let count = unwritten.findIndex((sign, at) => at >= about - 1 && space.test(sign)) + 1;
  if (!count) count = unwritten.findLastIndex((sign) => space.test(sign)) + 1;
  answer.append(visible(unwritten.splice(0, count).join("")));
  return count > 0;
}

function finishWriting() {
  cancelAnimationFrame(frame);
  frame = 0;
  answer.append(visible(unwritten.join("")));
  unwritten = [];
}

async function send() {
  busy(true);
  problem.hidden = true;
  stopButton.disabled = true;
  notStopped.hidden = true;
  answer.replaceChildren();
  stage("");
  show(true);
  document.getElementById("answer-title").focus({ preventScroll: true });
  scrollTo(0, 0);
  say(words.working);
  if (isLong()) masking(0);
  let ended = false;
  exchange = "";
  part = "";
  clearInterval(looking);
  try {
    const response = await post(form.action, "text/event-stream");
    if (isOf(response, "text/event-stream")) {
      for await (const [name, body] of events(response)) ended = (await take(name, body)) || ended;
      if (!ended) lose();
    } else {
      fail(fromFront(response));
    }
  } catch {
    if (!ended) lose();
  } finally {
    finishWriting();
    masking(null);
    answer.classList.remove("waiting");
    busy(false);
  }
}

// Say how many answers come first, in the place of the answer; read out only once.
function wait(before) {
  const sentence = before ? words.line.replace("{count}", before.toLocaleString(document.documentElement.lang)) : part;
  if (before && answer.textContent === part) say(sentence);
  answer.classList.toggle("waiting", sentence !== "");
  answer.textContent = sentence;
}

// Say which part of a long text the model reads; none of its answer is shown before all.
function reads(number, of) {
  part = words.part.replace("{number}", number).replace("{of}", of);
  wait(0);
  say(part);
}

// The address changes without a page being loaded.
let shown = location.pathname;
function stand(address, how = "replaceState") {
  history[how](null, "", address);
  shown = location.pathname;
}

// Going to a place on the same page is no reason to load another.
function leave() {
  if (location.pathname !== shown) location.reload();
}

// Who loads the page again finds the exchange, and not an empty form.
function move(id) {
  const address = `/exchanges/${id}`;
  stand(address, moved ? "replaceState" : "pushState");
  if (!moved) addEventListener("popstate", leave);
  moved = true;
}

// The exchange goes on without its reader: look for its end until it is there.
function lose(sentence = words.lost) {
  fail(sentence);
  const lost = exchange;
  if (!lost) return;
  const typed = given();
  looking = setInterval(async () => {
    if (given() !== typed || form.hidden) return clearInterval(looking);
    const response = await fetch(`/exchanges/${lost}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response?.ok || given() !== typed || form.hidden) return;
    const { state } = await response.json();
    if (state === "open" || state === "queued") return;
    clearInterval(looking);
    await open(`/exchanges/${lost}`);
  }, 3000);
}

// Give the form back with what was typed, and say why.
function fail(sentence, title = words.noAnswer) {
  if (moved) stand(own);
  show(false);
  showProblem(sentence, title);
}

async function take(name, body) {
  switch (name) {
    case "opened":
      exchange = body.exchange;
      setCase(body.case);
      move(exchange);
      stopButton.disabled = false;
      return false;
    case "stage":
      stage(body.name);
      return false;
    case "masking":
      masking(body.permille);
      return false;
    case "masked":
      masking(null);
      showMasked(body.masked, body.spans);
      return false;
    case "part":
      reads(body.number, body.of);
      return false;
    case "place":
      wait(body.before);
      return false;
    case "piece":
      write(body.text);
      return false;
    case "withdrawn":
      finishWriting();
      answer.replaceChildren();
      say(words.withdrawn);
      return false;
    case "released":
      say(`${body.stopped ? words.stopped : words.complete} ${body.text}`);
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
        fail(body.reasons.join(" "), words.notSent);
        return true;
      }
      say(body.reasons.join(" "));
      await open(body.url);
      return true;
    case "failed":
      if (body.goes_on) lose(body.message);
      else fail(body.status === 401 ? words.signedOut : body.message);
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
  finishWriting();
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.title = page.title;
  if (moved) stand(address);
  else {
    stand(address, "pushState");
    addEventListener("popstate", leave);
  }
  await import(words.next);
  (document.querySelector("main h2[tabindex]") ?? document.querySelector("main")).focus();
  scrollTo(0, 0);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  if (event.submitter === sendButton) send();
  else preview(event.submitter?.hasAttribute("data-corrects") ? event.submitter : previewButton);
});
text.addEventListener("input", count);
for (const field of values) field.addEventListener("input", ready);
file.addEventListener("change", ready);
stopButton.addEventListener("click", async () => {
  stopButton.disabled = true;
  notStopped.hidden = true;
  const token = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  let stopped = false;
  try {
    const response = await fetch(`/exchanges/${exchange}/stop`, { method: "POST", body: token, headers: { Accept: "application/json" } });
    stopped = response.ok && (await response.json()).stopped;
  } catch {
    // The same words: it goes on, and can be stopped again.
  }
  if (stopped) return;
  stopButton.disabled = false;
  notStopped.hidden = false;
  say(notStopped.textContent);
});
count();
