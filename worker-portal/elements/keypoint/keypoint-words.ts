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
      hidden: 'hidden',
      ofObject: (object: number, label: string) => `Object ${object}: ${label}`,
      newObject: 'New object',
      toggleVisible: 'Hidden or seen',
      skip: 'Skip',
      skeletonHelp:
        'Each object has one point of each label, and the next label follows by itself. S skips a label, V says that the selected point is hidden, N begins the next object.',
      next: (label: string) => `Next: ${label}`,
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
      hidden: '被遮住',
      ofObject: (object, label) => `物件 ${object}：${label}`,
      newObject: '新物件',
      toggleVisible: '被遮住或可見',
      skip: '略過',
      skeletonHelp:
        '每個物件的每個標籤各有一個關鍵點，下一個標籤會自動選取。S 略過標籤，V 表示所選關鍵點被遮住，N 開始下一個物件。',
      next: (label) => `下一個：${label}`,
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
      hidden: '隠れている',
      ofObject: (object, label) => `物体 ${object}: ${label}`,
      newObject: '新しい物体',
      toggleVisible: '隠れている／見える',
      skip: '飛ばす',
      skeletonHelp:
        '各物体にはラベルごとに点が一つあり、次のラベルは自動で選ばれます。S でラベルを飛ばし、V で選択した点が隠れていることを示し、N で次の物体を始めます。',
      next: (label) => `次: ${label}`,
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
      hidden: '가려짐',
      ofObject: (object, label) => `물체 ${object}: ${label}`,
      newObject: '새 물체',
      toggleVisible: '가려짐 또는 보임',
      skip: '건너뛰기',
      skeletonHelp:
        '물체마다 레이블별로 점이 하나씩 있고 다음 레이블은 자동으로 선택됩니다. S는 레이블을 건너뛰고, V는 선택한 점이 가려졌음을 나타내고, N은 다음 물체를 시작합니다.',
      next: (label) => `다음: ${label}`,
    },
  });
