const TIME = new Intl.DateTimeFormat([], { timeStyle: 'medium' });
const DATE = new Intl.DateTimeFormat([], { dateStyle: 'medium', timeStyle: 'short' });

/**
 * A moment as people say it: today its time, else the date too; what is no moment stays as it is.
 * @param moment ISO 8601, or milliseconds since 1970
 */
export function when(moment: string | number): string {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return String(moment);
  return (date.toDateString() === new Date().toDateString() ? TIME : DATE).format(date);
}
