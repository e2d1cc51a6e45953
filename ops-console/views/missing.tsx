import { Link } from '../router.tsx';

/** An address at which nothing stands (any more). */
export function Missing({ what, to }: { what: string; to: string }) {
  return (
    <section class="empty">
      <h1>There is no {what}</h1>
      <p>
        <Link to={to}>See what there is</Link>
      </p>
    </section>
  );
}
