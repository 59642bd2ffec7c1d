// One text, or two beside each other, with what they share marked in place. Texts enter the page as text.

const readArticle = async (number) => JSON.parse(await itemAt("articles", number));

// From the weakest to the strongest: of marks that overlap the strongest is seen.
const LOOKS = ["own", "only", "phrase", "other", "both", "differs"];
const strength = (look) => LOOKS.indexOf(look);

const element = (tag, name, ...content) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...content);
  return made;
};

const textAt = (article, places) => places.map(([block, from, to]) => article.blocks[block].text.slice(from, to)).join("\n");

// Places of a part of the text at some places, where the parts are joined by one character.
const placesWithin = (places, from, to) => {
  const found = [];
  let start = 0;
  for (const [block, first, behind] of places) {
    const [a, b] = [Math.max(from - start, 0), Math.min(to - start, behind - first)];
    if (a < b) found.push([block, first + a, first + b]);
    start += behind - first + 1;
  }
  return found;
};

// The marks of a text that is read alone.
const looksAlone = (article) => {
  const ranges = article.only.map((place) => ({ place, look: "only" }));
  for (const mark of article.marks) {
    for (const place of mark.at) ranges.push({ place, look: mark.kind === "phrase" ? "phrase" : "both" });
    for (const place of mark.differs || []) ranges.push({ place, look: "differs" });
  }
  return { ranges, refs: [] };
};

// The marks of two texts: what both have, what others have too, and the words that differ inside what both have.
const looksOfPair = (a, b) => {
  const sides = [a, b].map((article) => ({ article, ranges: article.only.map((place) => ({ place, look: "only" })), refs: [] }));
  const held = [a, b].map((article) => {
    const byPassage = new Map();
    for (const mark of article.marks) {
      if (!byPassage.has(mark.passage)) byPassage.set(mark.passage, []);
      byPassage.get(mark.passage).push(mark);
    }
    return byPassage;
  });
  sides.forEach((side, i) => {
    for (const mark of side.article.marks) {
      const look = mark.kind === "phrase" ? "phrase" : held[1 - i].has(mark.passage) ? "both" : "other";
      for (const place of mark.at) side.ranges.push({ place, look, passage: mark.passage });
    }
  });
  const isFirst = (place, ranges) => !ranges.some(({ place: [block, from, to] }) => block === place[0] && from < place[1] && to > place[1]);
  const both = sides.map((side) => side.ranges.filter((range) => range.look === "both"));
  const inOrder = [...held[0].entries()]
    .filter(([passage, marks]) => marks[0].kind !== "phrase" && held[1].has(passage) && marks[0].at.length > 0)
    .sort(([, [x]], [, [y]]) => x.at[0][0] - y.at[0][0] || x.at[0][1] - y.at[0][1]);
  let number = 0;
  for (const [passage, marks] of inOrder) {
    const others = held[1].get(passage);
    // Passages that stand inside another one that both have need no number of their own.
    if (isFirst(marks[0].at[0], both[0]) && others[0].at.length > 0) {
      number += 1;
      sides[0].refs.push({ place: marks[0].at[0], number });
      sides[1].refs.push({ place: others[0].at[0], number });
    }
    marks.forEach((mark, i) => {
      const other = others[Math.min(i, others.length - 1)];
      const texts = [textAt(a, mark.at), textAt(b, other.at)];
      if (texts[0] === texts[1]) return;
      differences(...texts).forEach((stretches, side) => {
        const places = side === 0 ? mark.at : other.at;
        for (const [from, to] of stretches) {
          for (const place of placesWithin(places, from, to)) sides[side].ranges.push({ place, look: "differs" });
        }
      });
    });
  }
  return sides;
};

// How much of the text is in both, in percent; only all is a hundred.
const shareOfBoth = ({ article, ranges }) => {
  let all = 0;
  let inside = 0;
  article.blocks.forEach((block, number) => {
    all += block.text.length;
    const parts = ranges.filter(({ place, look }) => place[0] === number && look === "both").map(({ place }) => place).sort((x, y) => x[1] - y[1]);
    let end = 0;
    for (const [, from, to] of parts) {
      inside += Math.max(0, to - Math.max(from, end));
      end = Math.max(end, to);
    }
  });
  const percent = all === 0 ? 0 : Math.round((inside / all) * 100);
  return inside < all ? Math.min(percent, 99) : percent;
};

const paragraph = (block, number, { ranges, refs }, makeRef) => {
  const here = ranges.filter(({ place }) => place[0] === number);
  const refsHere = refs.filter(({ place }) => place[0] === number);
  const cuts = new Set([0, block.text.length]);
  for (const { place } of here) cuts.add(place[1]).add(place[2]);
  for (const { place } of refsHere) cuts.add(place[1]);
  const points = [...cuts].sort((x, y) => x - y);
  const made = element(block.head ? "h4" : "p", "");
  made.dir = block.dir;
  let last = null;
  for (let i = 0; i + 1 < points.length; i += 1) {
    const [from, to] = [points[i], points[i + 1]];
    for (const ref of refsHere) {
      if (ref.place[1] === from) {
        made.append(makeRef(ref.number));
        last = null;
      }
    }
    let look = "own";
    for (const range of here) if (range.place[1] <= from && range.place[2] >= to && strength(range.look) > strength(look)) look = range.look;
    const text = block.text.slice(from, to);
    if (last && last.look === look) last.node.append(text);
    else {
      const node = look === "own" ? element("span", "", text) : element("mark", look, text);
      made.append(node);
      last = { look, node };
    }
  }
  return made;
};

const column = (side, said, makeRef) => {
  const { article } = side;
  const made = element("section", "text");
  if (article.lang) made.lang = article.lang;
  made.setAttribute("aria-label", [article.source, article.date].filter(Boolean).join(", "));
  const facts = element("p", "facts", element("bdi", "source", article.source));
  facts.lang = "en";
  const own = [element("span", "", counted(article.words, "word", "words")), element("b", "", said)];
  if (article.date) own.unshift(element("time", "", article.date));
  if (article.url) {
    const link = element("a", "", "original");
    link.href = article.url;
    link.rel = "noopener noreferrer";
    own.push(link);
  }
  own.push(element("code", "place", article.place));
  // Our words run from left to right, in whatever order the row runs.
  for (const piece of own) {
    piece.dir = "ltr";
    facts.append(" ", piece);
  }
  made.append(facts);
  if (article.title && !article.blocks.some((block) => block.head)) {
    const title = element("h4", "", article.title);
    title.dir = "auto";
    made.append(title);
  }
  article.blocks.forEach((block, number) => made.append(paragraph(block, number, side, makeRef)));
  return made;
};

// A number at the beginning of a passage that both have leads to it in the other text.
const refsOf = (texts, side) => (number) => {
  const ref = element("button", "ref", String(number));
  ref.type = "button";
  ref.dataset.ref = String(number);
  ref.setAttribute("aria-label", `Shared passage ${number}; go to it in the other text`);
  ref.addEventListener("click", () => {
    const other = texts[1 - side].querySelector(`[data-ref="${number}"]`);
    if (!other) return;
    other.focus({ preventScroll: true });
    other.scrollIntoView({ block: "center" });
  });
  return ref;
};

const showTexts = async (into, first, second) => {
  const numbers = [first, second].filter((number) => number !== null);
  const articles = (await Promise.all(numbers.map((number) => readArticle(number).catch(() => null)))).filter(Boolean);
  const legend = into.querySelector(".legend");
  const columns = element("div", articles.length > 1 ? "columns pair" : "columns alone");
  if (articles.length > 1) {
    const sides = looksOfPair(...articles);
    const texts = [];
    sides.forEach((side, i) => texts.push(column(side, `${shareOfBoth(side)} % in both`, refsOf(texts, i))));
    columns.append(...texts);
  } else if (articles.length === 1) {
    const [article] = articles;
    columns.append(column({ article, ...looksAlone(article) }, `${article.shared} % shared`, null));
  }
  into.querySelector(".columns").replaceWith(columns);
  legend.dataset.texts = String(articles.length);
  legend.querySelector(".both mark").textContent = articles.length > 1 ? "in both texts" : "shared";
  legend.hidden = !columns.querySelector("mark");
};
