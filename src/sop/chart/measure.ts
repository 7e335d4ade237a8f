/** How wide a text is in Arial and what has its measures, in thousandths of its size. */

const widths: Readonly<Record<string, number>> = Object.fromEntries(
  [
    [222, 'ijl‘’'],
    [191, "'"],
    [260, '|'],
    [278, ' \u00a0!,./:;I[\\]ft'],
    [333, '()-`r{}“”'],
    [355, '"'],
    [389, '*'],
    [469, '^'],
    [500, 'Jckvxyz'],
    [556, '#$0123456789?L_abdeghnopqu–†§'],
    [584, '+<=>~'],
    [611, 'FTZ'],
    [667, '&ABEKPSVXY'],
    [722, 'CDHNRUw'],
    [778, 'GOQ'],
    [833, 'Mm'],
    [889, '%'],
    [944, 'W'],
    [1000, '—…→'],
    [1015, '@'],
  ].flatMap(([width, letters]) => Array.from(String(letters)).map((letter) => [letter, Number(width)])),
)

/** Bold letters are about a tenth wider. */
export const widthOf = (text: string, size: number, bold = false): number =>
  (Array.from(text).reduce((sum, letter) => sum + (widths[letter] ?? 600), 0) / 1000) * size * (bold ? 1.09 : 1)

/** Breaks a text between words, into lines of at most so many pixels. */
export function wrapped(text: string, most: number, size: number, bold = false): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== undefined && widthOf(`${line} ${word}`, size, bold) <= most)
      lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}
