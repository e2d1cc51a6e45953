import { wordsOf } from './language.ts';

/** What the form itself says. */
export const formWords = () =>
  wordsOf({
    en: {
      submit: 'Submit',
      submits: 'Submit',
      shortcuts: 'Keyboard shortcuts',
      showsShortcuts: 'Show these shortcuts',
      close: 'Close',
      fullInstructions: 'Full instructions',
      unknownElement: (name: string) => `This page does not know <${name}>; the task cannot be done here.`,
    },
    'zh-Hant': {
      submit: '送出',
      submits: '送出',
      shortcuts: '鍵盤快速鍵',
      showsShortcuts: '顯示快速鍵',
      close: '關閉',
      fullInstructions: '完整說明',
      unknownElement: (name: string) => `此頁面不支援 <${name}>，無法在這裡完成這項工作。`,
    },
    ja: {
      submit: '送信',
      submits: '送信する',
      shortcuts: 'キーボードショートカット',
      showsShortcuts: 'ショートカットを表示する',
      close: '閉じる',
      fullInstructions: '詳しい説明',
      unknownElement: (name: string) => `このページは <${name}> に対応していないため、この作業はできません。`,
    },
    ko: {
      submit: '제출',
      submits: '제출하기',
      shortcuts: '키보드 단축키',
      showsShortcuts: '단축키 보기',
      close: '닫기',
      fullInstructions: '전체 안내',
      unknownElement: (name: string) => `이 페이지는 <${name}> 요소를 지원하지 않아 이 작업을 할 수 없습니다.`,
    },
  });
