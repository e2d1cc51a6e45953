export const LANGUAGES = { en: 'English', 'zh-Hant': '繁體中文', ja: '日本語', ko: '한국어' } as const;
export type Language = keyof typeof LANGUAGES;

/** The nearest of our languages to a BCP 47 tag; English for others. */
export function nearestLanguage(tag: string): Language {
  if (/^zh/i.test(tag)) return 'zh-Hant';
  return (['ja', 'ko'] as const).find((code) => tag.toLowerCase().startsWith(code)) ?? 'en';
}

/**
 * The words of the document's language (`<html lang>`). Each element file keeps its own, so a missing one does not
 * compile.
 */
export const wordsOf = <Words>(words: Record<Language, Words>): Words =>
  words[nearestLanguage(document.documentElement.lang)];
