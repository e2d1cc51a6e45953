import { computed, signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

const address = signal(location.pathname + location.search);
addEventListener('popstate', () => {
  address.value = location.pathname + location.search;
});

/** Where the page is: the parts of the path, decoded, and what stands behind the question mark. */
export const route = computed(() => {
  const { pathname, searchParams } = new URL(address.value, location.origin);
  return { parts: pathname.split('/').filter(Boolean).map(decodeURIComponent), query: searchParams };
});

/** `/images/birds?split=train` of its parts; what is undefined or empty is left out. */
export function pathTo(parts: readonly string[], query: Record<string, string | undefined> = {}): string {
  const words = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const search = words.length ? `?${new URLSearchParams(words)}` : '';
  return `/${parts.map(encodeURIComponent).join('/')}${search}`;
}

/** Goes there without loading the page again. @param how `replace` leaves no step behind for the Back button */
export function go(path: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'replace') history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  address.value = path;
  if (how === 'push') scrollTo(0, 0);
}

interface LinkProps {
  to: string;
  class?: string;
  current?: boolean;
  children: ComponentChildren;
}

/** An ordinary link that stays in the page; with a modifier key it opens a tab, as links do. */
export function Link({ to, class: name, current, children }: LinkProps) {
  return (
    <a
      href={to}
      class={name}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
