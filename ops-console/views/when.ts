const TIME = new Intl.DateTimeFormat([], { timeStyle: 'medium' });
const DATE = new Intl.DateTimeFormat([], { dateStyle: 'medium', timeStyle: 'short' });

/** A moment as people say it: today its time, else the date too. @param moment ISO 8601, or milliseconds since 1970 */
export function when(moment: string | number): string {
  const date = new Date(moment);
  return (date.toDateString() === new Date().toDateString() ? TIME : DATE).format(date);
}
