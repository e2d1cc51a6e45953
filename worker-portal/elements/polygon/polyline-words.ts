import { wordsOf } from '../language.ts';
import { type OutlineWords, polygonWords } from './polygon-words.ts';

/** What crowd-polyline says otherwise than crowd-polygon. */
export const polylineWords = (): OutlineWords => ({
  ...polygonWords(),
  ...wordsOf({
    en: {
      stage: 'Image to draw polylines on',
      polygons: 'Polylines',
      close: 'End polyline',
      keyboardHelp:
        'Arrow keys move the cursor and D places a vertex there; C ends the polyline. Comma and full stop select a polyline: arrow keys then move it, V goes from vertex to vertex, I inserts a vertex, Delete removes the vertex or the polyline, Escape lets go. Number keys choose the label. Control Z undoes, Enter submits, question mark lists all keys.',
      count: (count: number) => `Polylines: ${count}`,
      unfinished: 'End the polyline that you are drawing, or give it up with Escape.',
      move: 'Move the cursor, the selected vertex or polyline (Ctrl: larger steps)',
      closeHow: 'End the polyline (or click its last vertex again, or Enter)',
      removeWhat: 'Remove the selected vertex, else the polyline',
      selectPolygon: 'Select the previous or next polyline (or click it)',
    },
    'zh-Hant': {
      stage: '要畫折線的影像',
      polygons: '折線',
      close: '結束折線',
      keyboardHelp:
        '方向鍵移動游標，D 在該處放置頂點，C 結束折線。逗號與句號選擇折線：方向鍵可移動它，V 逐一選擇頂點，I 插入頂點，Delete 刪除頂點或折線，Esc 取消選擇。數字鍵選擇標籤。Ctrl+Z 復原，Enter 送出，問號列出所有按鍵。',
      count: (count) => `${count} 條折線`,
      unfinished: '請先結束正在畫的折線，或按 Esc 放棄。',
      move: '移動游標、所選頂點或折線（Ctrl：一次移動較多）',
      closeHow: '結束折線（或再按最後一個頂點，或 Enter）',
      removeWhat: '刪除所選頂點，否則刪除折線',
      selectPolygon: '選擇上一條或下一條折線（或按它）',
    },
    ja: {
      stage: '折れ線を描く画像',
      polygons: '折れ線',
      close: '折れ線を終える',
      keyboardHelp:
        '矢印キーでカーソルを移動し、D でそこに頂点を置き、C で折れ線を終えます。カンマとピリオドで折れ線を選ぶと、矢印キーで移動、V で頂点を順に選び、I で頂点を挿入、Delete で頂点または折れ線を削除、Esc で解除します。数字キーでラベルを選びます。Ctrl+Z で元に戻す、Enter で送信、疑問符ですべてのキーを表示します。',
      count: (count) => `折れ線 ${count} 本`,
      unfinished: '描いている折れ線を終えるか、Esc でやめてください。',
      move: 'カーソル、選択した頂点または折れ線を移動（Ctrl で大きく）',
      closeHow: '折れ線を終える（最後の頂点をもう一度クリック、または Enter）',
      removeWhat: '選択した頂点、なければ折れ線を削除',
      selectPolygon: '前または次の折れ線を選ぶ（またはクリック）',
    },
    ko: {
      stage: '꺾은선을 그릴 이미지',
      polygons: '꺾은선',
      close: '꺾은선 끝내기',
      keyboardHelp:
        '화살표 키로 커서를 옮기고 D로 꼭짓점을 놓고 C로 꺾은선을 끝냅니다. 쉼표와 마침표로 꺾은선을 선택하면 화살표 키로 옮기고, V로 꼭짓점을 차례로 고르고, I로 꼭짓점을 넣고, Delete로 꼭짓점이나 꺾은선을 지우고, Esc로 선택을 풉니다. 숫자 키로 레이블을 고릅니다. Ctrl+Z는 실행 취소, Enter는 제출, 물음표는 모든 키를 보여 줍니다.',
      count: (count) => `꺾은선 ${count}개`,
      unfinished: '그리고 있는 꺾은선을 끝내거나 Esc로 취소하세요.',
      move: '커서, 선택한 꼭짓점 또는 꺾은선 옮기기(Ctrl: 크게)',
      closeHow: '꺾은선 끝내기(마지막 꼭짓점을 다시 클릭 또는 Enter)',
      removeWhat: '선택한 꼭짓점, 없으면 꺾은선 지우기',
      selectPolygon: '이전 또는 다음 꺾은선 선택(또는 클릭)',
    },
  }),
});
