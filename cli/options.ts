/** Options that several commands share. */

export const projectOption = (whose: string) =>
  ({ value: 'PROJECT', help: `${whose} (needed only when there is more than one project)` }) as const;
