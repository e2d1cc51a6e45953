import { wordsOf } from '../language.ts';

/** What the layout elements say. */
export const layoutWords = () =>
  wordsOf({
    en: {
      close: 'Close',
      openModal: 'Click to open modal',
      openInstructions: 'Click for instructions',
      summary: 'Summary',
      detailed: 'Detailed Instructions',
      examples: 'Examples',
      good: 'Good example',
      bad: 'Bad example',
      badge: 'Badge',
    },
    'zh-Hant': {
      close: '關閉',
      openModal: '按此開啟視窗',
      openInstructions: '查看說明',
      summary: '摘要',
      detailed: '詳細說明',
      examples: '範例',
      good: '正確範例',
      bad: '錯誤範例',
      badge: '標記',
    },
    ja: {
      close: '閉じる',
      openModal: 'クリックして開く',
      openInstructions: '説明を見る',
      summary: '概要',
      detailed: '詳しい説明',
      examples: '例',
      good: '良い例',
      bad: '悪い例',
      badge: 'バッジ',
    },
    ko: {
      close: '닫기',
      openModal: '눌러서 열기',
      openInstructions: '안내 보기',
      summary: '요약',
      detailed: '자세한 안내',
      examples: '예시',
      good: '좋은 예',
      bad: '나쁜 예',
      badge: '배지',
    },
  });
