import { wordsOf } from '../language.ts';

/** What the classifiers say. */
export const classifierWords = () =>
  wordsOf({
    en: {
      stage: 'Image to classify',
      target: 'Text to classify',
      categories: 'Categories',
      choose: 'Choose a category.',
      chooseSome: 'Choose one or more categories, or the last one if none fits.',
      pick: 'Choose the category with this number',
      pickSome: 'Choose the category with this number, or take it back',
      addComment: 'Add a comment',
      close: 'Close',
    },
    'zh-Hant': {
      stage: '要分類的影像',
      target: '要分類的文字',
      categories: '類別',
      choose: '請選擇一個類別。',
      chooseSome: '請選擇一個或多個類別；若都不符合，請選最後一項。',
      pick: '選擇此編號的類別',
      pickSome: '選擇或取消此編號的類別',
      addComment: '新增留言',
      close: '關閉',
    },
    ja: {
      stage: '分類する画像',
      target: '分類する文章',
      categories: 'カテゴリー',
      choose: 'カテゴリーを1つ選んでください。',
      chooseSome: 'カテゴリーを1つ以上選んでください。当てはまらなければ最後の項目を選びます。',
      pick: 'この番号のカテゴリーを選ぶ',
      pickSome: 'この番号のカテゴリーを選ぶ・取り消す',
      addComment: 'コメントを追加',
      close: '閉じる',
    },
    ko: {
      stage: '분류할 이미지',
      target: '분류할 글',
      categories: '범주',
      choose: '범주를 하나 고르세요.',
      chooseSome: '범주를 하나 이상 고르세요. 맞는 것이 없으면 마지막 항목을 고르세요.',
      pick: '이 번호의 범주 고르기',
      pickSome: '이 번호의 범주 고르거나 취소하기',
      addComment: '의견 추가',
      close: '닫기',
    },
  });
