/** A constructed style sheet for a shadow root's `adoptedStyleSheets`. */
export function styleSheet(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/**
 * What all elements look like: colours for light and dark, buttons, and the layout of the image tools
 * (`.workbench` > `.tools`, `.stage`, `aside`).
 */
export const elementStyle = styleSheet(`
:host {
  color-scheme: light dark;
  --paper: light-dark(#fff, #10161f);
  --card: light-dark(#f4f6f9, #1a2230);
  --ink: light-dark(#16191f, #e6ebf2);
  --faint: light-dark(#545f6e, #a3b0c2);
  --line: light-dark(#8d99a8, #56647a);
  --accent: light-dark(#0b57d0, #8ab4ff);
  --on-accent: light-dark(#fff, #0a1424);
  --bad: light-dark(#b3261e, #ff9a91);
  display: block;
  color: var(--ink);
  font: 15px/1.45 system-ui, "Noto Sans CJK TC", "Noto Sans CJK JP", "Noto Sans CJK KR", sans-serif;
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
button {
  font: inherit;
  color: inherit;
  background: var(--paper);
  border: 1px solid var(--line);
  border-radius: 6px;
  min-height: 32px;
  padding: 3px 10px;
  cursor: pointer;
}
button:hover:not(:disabled, .primary) { background: var(--card); }
button:disabled { opacity: .5; cursor: default; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button[aria-pressed=true], button[aria-current=true] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
:focus-visible { outline: 3px solid light-dark(#b35c00, #ffb454); outline-offset: 1px; }
kbd {
  font: 12px ui-monospace, monospace;
  border: 1px solid var(--line);
  border-radius: 4px;
  padding: 0 5px;
  background: var(--card);
}
button.primary kbd { background: none; border-color: currentcolor; }
dialog { color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 10px; max-width: min(44rem, 92vw); }
h2 { font-size: 16px; margin: 0; }
dialog h2 { font-size: 20px; }
h3 { font-size: 13px; margin: 0 0 4px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.problem { color: var(--bad); }
.faint { color: var(--faint); font-size: 12px; }
.swatch { width: 14px; height: 14px; border-radius: 3px; flex: none; border: 1px solid var(--line); }

.workbench {
  display: grid;
  grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr) 240px;
  gap: 8px;
  height: var(--crowd-height, calc(100vh - 64px));
  min-height: 320px;
  padding: 8px;
}
.workbench > h2, .tools { grid-column: 1 / -1; }
.tools { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.workbench aside { overflow: auto; display: flex; flex-direction: column; gap: 10px; }
.workbench aside ul, .workbench aside ol { list-style: none; margin: 0; padding: 0; display: grid; gap: 4px; }
.workbench aside li button { width: 100%; display: flex; gap: 8px; align-items: center; text-align: left; overflow-wrap: anywhere; }
.workbench aside li kbd, .workbench aside li .faint { margin-left: auto; }
.stage {
  position: relative;
  overflow: hidden;
  background: #2b3036;
  border-radius: 8px;
  touch-action: none;
  user-select: none;
  cursor: crosshair;
}
.stage.panning { cursor: grab; }
.plane { position: absolute; inset: 0 auto auto 0; transform-origin: 0 0; will-change: transform; pointer-events: none; }
.plane > * { position: absolute; inset: 0 auto auto 0; max-width: none; }
.stage > canvas { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; }
.crosshair { position: absolute; inset: 0; pointer-events: none; }
.crosshair::before, .crosshair::after { content: ""; position: absolute; background: #fff; mix-blend-mode: difference; }
.crosshair::before { inset: 0 auto 0 0; width: 1px; transform: translateX(var(--x, -9px)); }
.crosshair::after { inset: 0 0 auto 0; height: 1px; transform: translateY(var(--y, -9px)); }
@media (max-width: 700px) {
  .workbench { grid-template: auto auto minmax(260px, 60vh) auto / minmax(0, 1fr); height: auto; }
  .tools { flex-wrap: nowrap; overflow-x: auto; padding: 3px; margin: -3px; }
  .tools > * { flex: none; }
}
@media (pointer: coarse) and (max-width: 700px) {
  kbd { display: none; }
  dialog kbd { display: inline; }
}
`);
