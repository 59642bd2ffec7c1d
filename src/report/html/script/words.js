// Words: how they are compared in a search, and which differ between two texts.

// Letters without their marks, so that a word is found however it is vocalised or accented.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}|\u0640/gu, "").toLowerCase();

// A character where words are written without spaces, else a run of letters and digits; `40,000` is one.
const UNSPACED = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
const WORD = new RegExp(`[${UNSPACED}]\\p{M}*|(?:(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}\u2019'])+(?:[.,:\u066b\u066c]\\p{N}+)*`, "gu");

const wordsOf = (text) =>
  Array.from(text.matchAll(WORD), (found) => ({
    from: found.index,
    to: found.index + found[0].length,
    key: found[0].normalize("NFKC").replace(/\u0640/g, "").toLowerCase(),
  }));

// More cells than this are not compared: the middle of both texts then counts as different.
const MOST_CELLS = 4_000_000;

// Which words of a and b belong to a longest common subsequence: two arrays of booleans.
const common = (a, b) => {
  const inA = new Array(a.length).fill(false);
  const inB = new Array(b.length).fill(false);
  let start = 0;
  while (start < a.length && start < b.length && a[start].key === b[start].key) {
    inA[start] = inB[start] = true;
    start += 1;
  }
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1].key === b[endB - 1].key) {
    endA -= 1;
    endB -= 1;
    inA[endA] = inB[endB] = true;
  }
  const rows = endA - start;
  const columns = endB - start;
  if (rows === 0 || columns === 0 || rows * columns > MOST_CELLS) return [inA, inB];
  // Lengths of the longest common subsequences of what follows each pair of places.
  const width = columns + 1;
  const longest = new Uint16Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      longest[i * width + j] = a[start + i].key === b[start + j].key
        ? longest[(i + 1) * width + j + 1] + 1
        : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  for (let i = 0, j = 0; i < rows && j < columns;) {
    if (a[start + i].key === b[start + j].key) {
      inA[start + i] = inB[start + j] = true;
      i += 1;
      j += 1;
    } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) i += 1;
    else j += 1;
  }
  return [inA, inB];
};

// The stretches of words that are not common, as [from, to].
const stretchesOf = (words, isCommon) => {
  const stretches = [];
  words.forEach((word, i) => {
    if (isCommon[i]) return;
    const last = stretches[stretches.length - 1];
    if (last && i > 0 && !isCommon[i - 1]) last[1] = word.to;
    else stretches.push([word.from, word.to]);
  });
  return stretches;
};

// Where two texts differ: for each the stretches that the other does not have.
const differences = (a, b) => {
  const [wordsA, wordsB] = [wordsOf(a), wordsOf(b)];
  const [inA, inB] = common(wordsA, wordsB);
  return [stretchesOf(wordsA, inA), stretchesOf(wordsB, inB)];
};
