import { wordsOf } from '../language.ts';

/** What the form inputs say. */
export const inputWords = () =>
  wordsOf({
    en: {
      missing: (label: string) => (label ? `Please fill in: ${label}` : 'Please fill in what is still empty.'),
      unchecked: (label: string) => (label ? `Please check: ${label}` : 'Please check the required box.'),
      unset: (label: string) => (label ? `Please set a value: ${label}` : 'Please set a value with the slider.'),
      notSet: 'not set',
      value: 'Value',
      tooShort: (least: number) => `Please write at least ${least} characters.`,
      doesNotFit: 'This does not have the expected form.',
    },
    'zh-Hant': {
      missing: (label) => (label ? `請填寫：${label}` : '請填寫空白的欄位。'),
      unchecked: (label) => (label ? `請勾選：${label}` : '請勾選必填的方塊。'),
      unset: (label) => (label ? `請設定數值：${label}` : '請用滑桿設定數值。'),
      notSet: '未設定',
      value: '數值',
      tooShort: (least) => `請至少輸入 ${least} 個字。`,
      doesNotFit: '格式不符。',
    },
    ja: {
      missing: (label) => (label ? `入力してください：${label}` : '空欄を入力してください。'),
      unchecked: (label) => (label ? `チェックしてください：${label}` : '必須の項目にチェックしてください。'),
      unset: (label) => (label ? `値を決めてください：${label}` : 'スライダーで値を決めてください。'),
      notSet: '未設定',
      value: '値',
      tooShort: (least) => `${least} 文字以上で入力してください。`,
      doesNotFit: '形式が合いません。',
    },
    ko: {
      missing: (label) => (label ? `입력하세요: ${label}` : '빈 칸을 채우세요.'),
      unchecked: (label) => (label ? `선택하세요: ${label}` : '필수 항목을 선택하세요.'),
      unset: (label) => (label ? `값을 정하세요: ${label}` : '슬라이더로 값을 정하세요.'),
      notSet: '정하지 않음',
      value: '값',
      tooShort: (least) => `${least}자 이상 입력하세요.`,
      doesNotFit: '형식이 맞지 않습니다.',
    },
  });
