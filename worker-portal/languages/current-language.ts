import { computed, effect, signal } from '@preact/signals';
import { type Language, nearestLanguage } from '../elements/language.ts';
import { english } from './english.ts';
import { japanese } from './japanese.ts';
import { korean } from './korean.ts';
import { traditionalChinese } from './traditional-chinese.ts';
import type { Words } from './words.ts';

const STORED = 'labelloop-language';
const dictionaries: Record<Language, Words> = {
  en: english,
  'zh-Hant': traditionalChinese,
  ja: japanese,
  ko: korean,
};

export const language = signal<Language>(nearestLanguage(localStorage.getItem(STORED) ?? navigator.language));
export const words = computed(() => dictionaries[language.value]);

export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(STORED, chosen);
  language.value = chosen;
}

// Which glyphs a Chinese character gets depends on the document's language.
effect(() => {
  document.documentElement.lang = language.value;
});
