import { wordsOf } from '../language.ts';

/** What crowd-keypoint says. */
export const keypointWords = () =>
  wordsOf({
    en: {
      stage: 'Image to set points on',
      points: 'Points',
      remove: 'Delete',
      keyboardHelp:
        'Arrow keys move the cursor and D sets a point there. Comma and full stop select a point: arrow keys then move it, Delete removes it, Escape lets go. Number keys choose the label. Control Z undoes, Enter submits, question mark lists all keys.',
      count: (count: number) => `Points: ${count}`,
      selected: (label: string, x: number, y: number) => `Selected ${label}, at ${x}, ${y}`,
      place: 'Set a point at the cursor',
      move: 'Move the cursor or the selected point (Ctrl: larger steps)',
      selectPoint: 'Select the previous or next point (or click it)',
      giveUp: 'Select nothing',
    },
    'zh-Hant': {
      stage: '要標示關鍵點的影像',
      points: '關鍵點',
      remove: '刪除',
      keyboardHelp:
        '方向鍵移動游標，D 在該處放置關鍵點。逗號與句號選擇關鍵點：方向鍵可移動它，Delete 刪除它，Esc 取消選擇。數字鍵選擇標籤。Ctrl+Z 復原，Enter 送出，問號列出所有按鍵。',
      count: (count) => `${count} 個關鍵點`,
      selected: (label, x, y) => `已選擇 ${label}，位於 ${x}, ${y}`,
      place: '在游標處放置關鍵點',
      move: '移動游標或所選關鍵點（Ctrl：一次移動較多）',
      selectPoint: '選擇上一個或下一個關鍵點（或按它）',
      giveUp: '取消選擇',
    },
    ja: {
      stage: 'キーポイントを置く画像',
      points: 'キーポイント',
      remove: '削除',
      keyboardHelp:
        '矢印キーでカーソルを移動し、D でそこに点を置きます。カンマとピリオドで点を選ぶと、矢印キーで移動、Delete で削除、Esc で解除します。数字キーでラベルを選びます。Ctrl+Z で元に戻す、Enter で送信、疑問符ですべてのキーを表示します。',
      count: (count) => `キーポイント ${count} 個`,
      selected: (label, x, y) => `${label} を選択、位置 ${x}, ${y}`,
      place: 'カーソルの位置に点を置く',
      move: 'カーソルまたは選択した点を移動（Ctrl で大きく）',
      selectPoint: '前または次の点を選ぶ（またはクリック）',
      giveUp: '選択を解除',
    },
    ko: {
      stage: '키포인트를 놓을 이미지',
      points: '키포인트',
      remove: '삭제',
      keyboardHelp:
        '화살표 키로 커서를 옮기고 D로 점을 놓습니다. 쉼표와 마침표로 점을 선택하면 화살표 키로 옮기고, Delete로 지우고, Esc로 선택을 풉니다. 숫자 키로 레이블을 고릅니다. Ctrl+Z는 실행 취소, Enter는 제출, 물음표는 모든 키를 보여 줍니다.',
      count: (count) => `키포인트 ${count}개`,
      selected: (label, x, y) => `${label} 선택됨, 위치 ${x}, ${y}`,
      place: '커서 위치에 점 놓기',
      move: '커서 또는 선택한 점 옮기기(Ctrl: 크게)',
      selectPoint: '이전 또는 다음 점 선택(또는 클릭)',
      giveUp: '선택 해제',
    },
  });
