import { wordsOf } from '../language.ts';

/** What crowd-text-ranking says. */
export const rankingWords = () =>
  wordsOf({
    en: {
      prompt: 'Prompt',
      response: (number: number) => `Response ${number}`,
      help: 'Rank the responses: 1 is the best.',
      mayTie: 'Equal ranks are allowed.',
      ranked: (dimension: string, number: number) => `${dimension}, response ${number}`,
      rankHow: 'Rank the response that has the focus (Tab: the next one)',
      missing: (dimension: string, number: number) => `Response ${number} has no rank for “${dimension}”.`,
      tied: (dimension: string) => `Two responses have the same rank for “${dimension}”; here each needs its own.`,
    },
    'zh-Hant': {
      prompt: '提示',
      response: (number) => `回應 ${number}`,
      help: '為回應排名：1 為最佳。',
      mayTie: '可並列名次。',
      ranked: (dimension, number) => `${dimension}，回應 ${number}`,
      rankHow: '為焦點所在的回應排名（Tab：下一個）',
      missing: (dimension, number) => `回應 ${number} 尚未排「${dimension}」的名次。`,
      tied: (dimension) => `「${dimension}」有兩個回應名次相同；此處每個須不同。`,
    },
    ja: {
      prompt: 'プロンプト',
      response: (number) => `回答 ${number}`,
      help: '回答に順位を付けてください。1 が最も良い順位です。',
      mayTie: '同順位も付けられます。',
      ranked: (dimension, number) => `${dimension}、回答 ${number}`,
      rankHow: 'フォーカスのある回答に順位を付ける（Tab で次へ）',
      missing: (dimension, number) => `回答 ${number} の「${dimension}」に順位がありません。`,
      tied: (dimension) => `「${dimension}」で 2 つの回答が同順位です。ここではそれぞれ別の順位が必要です。`,
    },
    ko: {
      prompt: '프롬프트',
      response: (number) => `응답 ${number}`,
      help: '응답에 순위를 매기세요. 1이 가장 좋습니다.',
      mayTie: '같은 순위를 줄 수 있습니다.',
      ranked: (dimension, number) => `${dimension}, 응답 ${number}`,
      rankHow: '초점이 있는 응답에 순위 매기기(Tab: 다음)',
      missing: (dimension, number) => `응답 ${number}에 “${dimension}” 순위가 없습니다.`,
      tied: (dimension) => `“${dimension}”에서 두 응답의 순위가 같습니다. 여기서는 서로 달라야 합니다.`,
    },
  });
