// What is packed: chunks of items, inflated when an item in them is asked for. The script stands before the large
// parts of the page, so a chunk may not be there yet.

const BETWEEN = "\u001e";
// Chunks that are kept inflated: enough for going back and forth, and no more than a few megabytes.
const KEPT = 24;
const kept = new Map();
const known = { clusters: [], articles: [] };

const bytesOf = (base64) => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
};

const inflate = async (element) => {
  const packed = new Blob([bytesOf(element.textContent)]).stream();
  const text = await new Response(packed.pipeThrough(new DecompressionStream("deflate-raw"))).text();
  return text.split(BETWEEN);
};

const itemsOf = (element) => {
  const found = kept.get(element) || inflate(element);
  // The one that was used last is forgotten last.
  kept.delete(element);
  kept.set(element, found);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  return found;
};

// A chunk is whole when something follows it.
const isWhole = (element) => element.nextSibling !== null || document.readyState !== "loading";

const learn = (kind) => {
  const list = known[kind];
  for (;;) {
    const element = document.getElementById(`${kind}-${list.length}`);
    if (!element || !isWhole(element)) return list;
    list.push({ element, first: Number(element.dataset.first), behind: Number(element.dataset.first) + Number(element.dataset.items) });
  }
};

const itemAt = async (kind, number) => {
  for (;;) {
    const chunk = learn(kind).find((chunk) => number >= chunk.first && number < chunk.behind);
    if (chunk) return (await itemsOf(chunk.element))[number - chunk.first];
    if (document.readyState !== "loading") return undefined;
    await new Promise((done) => setTimeout(done, 30));
  }
};
