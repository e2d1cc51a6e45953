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
  grid-template: "tools aside" auto "middle aside" minmax(0, 1fr) / minmax(0, 1fr) 216px;
  gap: 5px 8px;
  height: var(--crowd-height, calc(100vh - var(--bar-room, 64px)));
  min-height: 280px;
  padding: 5px 8px 5px 5px;
}
.workbench > :not(aside, .tools, .unseen) { grid-area: middle; }
.tools { grid-area: tools; display: flex; flex-wrap: wrap; gap: 4px; align-items: center; }
.tools button { min-height: 28px; padding: 1px 8px; font-size: 13px; }
.tools:empty { display: none; }
.workbench aside { grid-area: aside; overflow: auto; display: flex; flex-direction: column; gap: 10px; padding-bottom: var(--button-room, 0px); }
.workbench aside h2 { font-size: 15px; line-height: 1.3; overflow-wrap: anywhere; }
.workbench aside h2:empty { display: none; }
.workbench aside > .label-list { flex: 0 1 auto; min-height: 7.5rem; display: flex; flex-direction: column; }
.label-list input { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 2px 8px; margin-bottom: 4px; min-width: 0; }
.workbench aside .labels { overflow: auto; padding: 2px; }
.workbench aside button { min-height: 28px; padding: 1px 8px; }
.workbench aside p { margin: 0 0 6px; }
.workbench aside ul, .workbench aside ol { list-style: none; margin: 0; padding: 0; display: grid; gap: 2px; }
.workbench aside li button { width: 100%; display: flex; gap: 8px; align-items: center; text-align: left; overflow-wrap: anywhere; }
.workbench aside li kbd, .workbench aside li .faint { margin-left: auto; white-space: nowrap; }
.stage {
  position: relative;
  overflow: hidden;
  background: #2b3036;
  border-radius: 8px;
  touch-action: none;
  user-select: none;
  cursor: crosshair;
}
.stage:focus-visible { outline: 2px solid light-dark(#b35c00, #ffb454); outline-offset: -2px; }
.stage .notice {
  position: absolute;
  inset: 0;
  z-index: 1;
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: center;
  gap: 12px;
  padding: 1rem;
  text-align: center;
  color: #fff;
  cursor: default;
}
.stage .notice p { margin: 0; max-width: 32rem; }
.spinner { width: 34px; height: 34px; border: 4px solid #fff5; border-top-color: #fff; border-radius: 50%; animation: turn 1s linear infinite; }
@keyframes turn { to { rotate: 1turn; } }
@media (prefers-reduced-motion: reduce) { .spinner { animation-duration: 6s; } }
.stage .hint {
  position: absolute;
  inset: auto auto 8px 8px;
  margin: 0;
  padding: 2px 10px;
  border-radius: 6px;
  background: #000c;
  color: #fff;
  font-size: 13px;
  pointer-events: none;
}
.stage .hint:empty { display: none; }
.stage.panning { cursor: grab; }
.plane { position: absolute; inset: 0 auto auto 0; transform-origin: 0 0; will-change: transform; pointer-events: none; }
.plane > * { position: absolute; inset: 0 auto auto 0; max-width: none; }
.stage > canvas { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; }
.crosshair { position: absolute; inset: 0; pointer-events: none; }
.crosshair::before, .crosshair::after { content: ""; position: absolute; background: #fff; mix-blend-mode: difference; }
.crosshair::before { inset: 0 auto 0 0; width: 1px; transform: translateX(var(--x, -9px)); }
.crosshair::after { inset: 0 0 auto 0; height: 1px; transform: translateY(var(--y, -9px)); }
@media (max-width: 700px) {
  .workbench {
    grid-template: "tools" auto "middle" minmax(240px, 1fr) "aside" auto / minmax(0, 1fr);
    height: auto;
    padding: 4px;
  }
  .workbench > :not(aside, .tools, .unseen) { min-height: max(240px, calc(100vh - 168px)); }
  .tools { flex-wrap: nowrap; overflow-x: auto; padding: 3px; margin: -3px; }
  .tools > * { flex: none; }
  .workbench aside { overflow: visible; padding-bottom: 0; }
  .workbench aside > .suggestions { order: -2; }
  .workbench aside > .label-list { order: -1; min-height: 0; min-width: 0; }
  .workbench aside .labels { display: flex; overflow-x: auto; }
  .workbench aside .labels li { flex: none; }
  .label-list h3 { display: none; }
}
@media (pointer: coarse) and (max-width: 700px) {
  kbd { display: none; }
  dialog kbd { display: inline; }
}
`);
