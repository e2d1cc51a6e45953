/**
 * Characters for the names of the open iron-icons set that templates use; drawn by the worker's own fonts, so nothing
 * is loaded.
 */
const GLYPHS: Record<string, string> = {
  add: '＋',
  'add-circle': '⊕',
  'arrow-back': '←',
  'arrow-drop-down': '▾',
  'arrow-drop-up': '▴',
  'arrow-forward': '→',
  block: '⊘',
  bookmark: '🔖',
  'bug-report': '🐞',
  build: '🔧',
  cancel: '✖',
  check: '✓',
  'check-box': '☑',
  'check-circle': '✔',
  clear: '✕',
  close: '✕',
  create: '✎',
  delete: '🗑',
  done: '✓',
  error: '⛔',
  'error-outline': '⚠',
  event: '📅',
  explore: '🧭',
  favorite: '♥',
  'favorite-border': '♡',
  feedback: '💬',
  flag: '⚑',
  help: '❓',
  'help-outline': '❔',
  home: '⌂',
  info: 'ℹ',
  'info-outline': 'ℹ',
  label: '🏷',
  link: '🔗',
  list: '☰',
  lock: '🔒',
  mail: '✉',
  menu: '☰',
  'open-in-new': '↗',
  print: '🖨',
  'question-answer': '💬',
  redo: '↷',
  refresh: '↻',
  remove: '−',
  'report-problem': '⚠',
  save: '💾',
  schedule: '🕘',
  search: '⌕',
  send: '➤',
  settings: '⚙',
  star: '★',
  'star-border': '☆',
  'thumb-down': '👎',
  'thumb-up': '👍',
  undo: '↶',
  visibility: '👁',
  warning: '⚠',
  'zoom-in': '⌕',
  'zoom-out': '⌕',
};

/**
 * An icon by its iron-icons name (`icons:search` too) or its address; a name without a character of its own gets a dot.
 */
export function iconNode(nameOrUrl: string): HTMLElement {
  if (/[./]/.test(nameOrUrl)) {
    const image = new Image();
    image.src = nameOrUrl;
    image.alt = '';
    image.style.cssText = 'width: 1.2em; height: 1.2em; vertical-align: -.2em';
    return image;
  }
  const glyph = document.createElement('span');
  glyph.ariaHidden = 'true';
  glyph.textContent = GLYPHS[nameOrUrl.replace(/^.*:/, '')] ?? '•';
  return glyph;
}
