/** How the page looks on a screen and on paper: black on white, with the fonts that every machine has. */
export const style = (footer: string): string => `
:root { color-scheme: light; --rule: #000; --thin: #777; }
* { box-sizing: border-box; }
html { font: 16px/1.45 Georgia, "Liberation Serif", "Times New Roman", serif; color: #000; background: #fff; }
body { margin: 0; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1, h2, h3, h4, caption, th, dt, .tag, .mark, nav, .caption, figcaption { font-family: Arial, "Liberation Sans", Helvetica, sans-serif; }
h1 { font-size: 2rem; line-height: 1.15; margin: 0 0 .75rem; text-wrap: balance; }
h2 { font-size: 1.5rem; line-height: 1.2; margin: 3rem 0 .75rem; padding-top: .5rem; border-top: 3px solid var(--rule); }
h3 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
h4 { font-size: 1.05rem; margin: 0 0 .35rem; }
p, ul, ol, dl { margin: 0 0 .75rem; }
ul, ol { padding-left: 1.25rem; }
a { color: inherit; text-decoration-thickness: 1px; text-underline-offset: 2px; }
a:focus-visible, .drawing:focus-visible { outline: 3px solid #000; outline-offset: 2px; }
code { font: .88em ui-monospace, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
.tag { display: inline-block; font-size: .7rem; font-weight: bold; letter-spacing: .03em; text-transform: uppercase; border: 1px solid #000; padding: 0 .4em; margin-left: .35em; vertical-align: .12em; }
.id { white-space: nowrap; font-family: Arial, "Liberation Sans", Helvetica, sans-serif; font-size: .92em; }
.mark { font-size: .78em; font-weight: bold; white-space: nowrap; }
nav { border: 1px solid var(--thin); padding: .75rem 1.25rem; margin: 1.5rem 0; font-size: .9rem; }
nav h2 { font-size: 1.05rem; border: 0; margin: 0 0 .5rem; padding: 0; }
nav ul { columns: 16rem auto; list-style: none; padding: 0; margin: .1rem 0 .5rem; font-size: .92em; }
table { width: 100%; border-collapse: collapse; margin: 0 0 1.25rem; font-size: .85rem; line-height: 1.35; }
caption { text-align: left; font-weight: bold; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem .3rem 0; border-bottom: 1px solid var(--thin); }
thead th { border-bottom: 1.5px solid #000; }
tbody th { font-weight: normal; }
dl { display: grid; grid-template-columns: 8.5rem 1fr; gap: .25rem .75rem; }
dt { font-weight: bold; font-size: .82rem; padding-top: .12rem; }
dd { margin: 0; }
dd > :last-child { margin-bottom: 0; }
dd p, dd ul { margin: 0 0 .25rem; }
.card { border-top: 1.5px solid #000; padding: .75rem 0 .25rem; margin: 0 0 1rem; }
figure { margin: 1rem 0 1.5rem; }
.drawing { overflow-x: auto; }
.drawing svg { display: block; max-width: none; }
figcaption, .caption { font-size: .82rem; font-weight: bold; margin: .35rem 0; }
.moves ul { columns: 26rem auto; column-gap: 2rem; list-style: none; padding: 0; font-size: .82rem; line-height: 1.35; }
.moves li { break-inside: avoid; padding-left: 1rem; text-indent: -1rem; }
@page { size: A4 portrait; margin: 17mm 16mm 18mm; @bottom-left { content: ${cssText(footer)}; font: 7.5pt Arial, sans-serif; } @bottom-right { content: counter(page) " / " counter(pages); font: 7.5pt Arial, sans-serif; } }
@page across { size: A4 landscape; margin: 14mm 16mm 16mm; }
@media print {
  html { font-size: 9.4pt; line-height: 1.38; }
  main { max-width: none; padding: 0; }
  a { text-decoration: none; }
  h2 { margin-top: 1.75rem; }
  h1, h2, h3, h4, caption, .caption { break-after: avoid; }
  tr, li, figure, figcaption { break-inside: avoid; }
  thead { display: table-header-group; }
  p, li, dd { orphans: 3; widows: 3; }
  nav { break-before: page; border: 0; padding: 0; }
  nav { font-size: .8rem; line-height: 1.3; }
  nav ul { columns: 4; font-size: .94em; }
  #reading, .opening { break-before: page; }
  .opening h2 { margin-top: 0; }
  .opening.across { page: across; display: grid; grid-template-columns: max-content 1fr; column-gap: 8mm; align-items: baseline; }
  .opening.across h2 { border: 0; padding: 0; margin: 0 0 2mm; grid-row: span 2; }
  .opening.across figure { grid-column: 1 / -1; margin: 0; }
  .card > h4, .card > p:first-of-type { break-after: avoid; }
  .drawing { overflow: visible; }
  .drawing svg { max-width: 100%; height: auto; width: auto; }
  .upright .drawing svg { max-height: 212mm; }
  .across .drawing svg { max-height: 152mm; }
  .moves ul { columns: 2; }
}
`

const cssText = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('<', '\\3c ')}"`
