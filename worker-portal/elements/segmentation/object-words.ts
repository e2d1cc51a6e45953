import { wordsOf } from '../language.ts';

/** What crowd-instance-segmentation says beside what every mask does. */
export const objectWords = () =>
  wordsOf({
    en: {
      objects: (count: number) => `Objects: ${count}`,
      newObject: 'New object',
      newObjectHow: 'Begin another object of the same label',
      chooseLabel: 'Begin an object of the label',
      changeLabel: 'Change label',
      changeLabelHow: 'Give the selected object the next label',
      remove: 'Delete',
      removeHow: 'Remove the selected object',
      select: 'Select the object before or after it',
      painting: (label: string) => `Painting ${label}`,
      tooMany: 'An image holds 254 objects at most.',
      keyboardHelp:
        'B, E, P and F choose brush, eraser, polygon and fill. Number keys begin an object of a label, N another one of the same, L changes the label of the selected object. J and K select an object, Delete removes it. Arrow keys move the cursor, D puts the brush down and lifts it, places a corner, or fills. C closes a polygon. Control Z undoes, Enter submits, question mark lists all keys.',
    },
    'zh-Hant': {
      objects: (count) => `${count} 個物件`,
      newObject: '新物件',
      newObjectHow: '開始另一個相同標籤的物件',
      chooseLabel: '開始此標籤的物件',
      changeLabel: '更改標籤',
      changeLabelHow: '讓所選物件改用下一個標籤',
      remove: '刪除',
      removeHow: '刪除所選物件',
      select: '選擇上一個或下一個物件',
      painting: (label) => `正在塗 ${label}`,
      tooMany: '一張影像最多 254 個物件。',
      keyboardHelp:
        'B、E、P、F 選擇筆刷、橡皮擦、多邊形與填滿。數字鍵開始該標籤的物件，N 開始另一個相同標籤的物件，L 更改所選物件的標籤。J 與 K 選擇物件，Delete 刪除它。方向鍵移動游標，D 放下或提起筆刷、放置頂點或填滿。C 封閉多邊形。Ctrl+Z 復原，Enter 送出，問號列出所有按鍵。',
    },
    ja: {
      objects: (count) => `物体 ${count} 個`,
      newObject: '新しい物体',
      newObjectHow: '同じラベルの別の物体を始める',
      chooseLabel: 'そのラベルの物体を始める',
      changeLabel: 'ラベルを変える',
      changeLabelHow: '選択した物体を次のラベルにする',
      remove: '削除',
      removeHow: '選択した物体を削除',
      select: '前または次の物体を選ぶ',
      painting: (label) => `${label} を塗っています`,
      tooMany: '1 枚の画像の物体は 254 個までです。',
      keyboardHelp:
        'B、E、P、F でブラシ、消しゴム、多角形、塗りつぶしを選びます。数字キーでそのラベルの物体を始め、N で同じラベルの別の物体を始め、L で選択した物体のラベルを変えます。J と K で物体を選び、Delete で削除します。矢印キーでカーソルを移動、D でブラシを下ろす・上げる、頂点を置く、塗りつぶします。C で多角形を閉じます。Ctrl+Z で元に戻す、Enter で送信、疑問符ですべてのキーを表示します。',
    },
    ko: {
      objects: (count) => `물체 ${count}개`,
      newObject: '새 물체',
      newObjectHow: '같은 레이블의 다른 물체 시작',
      chooseLabel: '그 레이블의 물체 시작',
      changeLabel: '레이블 바꾸기',
      changeLabelHow: '선택한 물체에 다음 레이블 붙이기',
      remove: '삭제',
      removeHow: '선택한 물체 지우기',
      select: '이전 또는 다음 물체 선택',
      painting: (label) => `${label} 칠하는 중`,
      tooMany: '이미지 하나에 물체는 254개까지입니다.',
      keyboardHelp:
        'B, E, P, F로 붓, 지우개, 다각형, 채우기를 고릅니다. 숫자 키로 그 레이블의 물체를 시작하고, N으로 같은 레이블의 다른 물체를 시작하고, L로 선택한 물체의 레이블을 바꿉니다. J와 K로 물체를 고르고 Delete로 지웁니다. 화살표 키는 커서를 옮기고, D는 붓을 내리거나 들고, 꼭짓점을 놓고, 채웁니다. C는 다각형을 닫습니다. Ctrl+Z는 실행 취소, Enter는 제출, 물음표는 모든 키를 보여 줍니다.',
    },
  });
