const NATIVE = /^(Arrow.+|Home|End|PageUp|PageDown| )$/;

/** Leaves the keys that a focused slider, radio button or checkbox has a use for to it: they are no shortcuts then. */
export function keepNativeKeys(input: HTMLElement): void {
  input.addEventListener('keydown', (event) => {
    if (NATIVE.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
}
