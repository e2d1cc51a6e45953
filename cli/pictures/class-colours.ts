/** Okabe and Ito's colours, told apart by colour-blind people too, lightened to stand on photographs. */
const COLOURS = ['#ffb000', '#3ddc97', '#4cc9ff', '#ff5d8f', '#c89bff', '#fff05a', '#ff8552', '#9be564'];

/** The colour of a class: by its id, so that every picture of a project agrees. */
export const classColour = (classId: number): string =>
  COLOURS[((classId % COLOURS.length) + COLOURS.length) % COLOURS.length]!;
