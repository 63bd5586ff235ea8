// Counts as newsroom/desk/lengths.py does; the server counts again whenever the text is kept or saved.

const HAN = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
const WORDS_A_MINUTE = 265;
const HAN_A_MINUTE = 500;

const textOf = (body) => {
  const page = new DOMParser().parseFromString(body.replace(/<\/(?:p|h[1-6]|li|blockquote|cite|figcaption|tr|td|th|caption)>|<br\s*\/?>/gi, "$& "), "text/html");
  return page.body.textContent;
};

const words = (text) => text.split(/\s+/).filter(Boolean).length;
const letters = (text) => String([...text.trim().replace(/\s+/g, " ")].length);

const reading = (body) => {
  const text = textOf(body);
  const han = (text.match(HAN) || []).length;
  const latin = words(text.replace(HAN, " "));
  const counts = han ? [`${han.toLocaleString("en")} characters`] : [];
  if (latin || !han) counts.unshift(`${latin.toLocaleString("en")} ${latin === 1 ? "word" : "words"}`);
  if (han > latin) counts.reverse();
  const minutes = Math.ceil(latin / WORDS_A_MINUTE + han / HAN_A_MINUTE);
  return counts.join(" and ") + (minutes ? ` · ${minutes} min to read` : "");
};

export const measure = (headline, standfirst, body) => ({
  headline: letters(headline),
  standfirst: letters(standfirst),
  body: reading(body),
});
