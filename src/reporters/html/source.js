// Source snippets: the lines of the spans of a finding with their neighbours, spans marked and labelled.

/** Lines of a file around some spans; pieces that are not next to each other have a gap between them. */
const lineText = new Map(Object.entries(report.sources).map(([file, lines]) => [file, new Map(lines)]));

/** One line with its marks; where spans overlap the primary one wins. */
function markedLine(text, spans) {
  const pieces = [];
  let at = 0;
  const ordered = [...spans].sort((a, b) => a.begin - b.begin || b.primary - a.primary);
  const edges = new Set([0, text.length]);
  ordered.forEach((span) => { edges.add(Math.min(span.begin, text.length)); edges.add(Math.min(span.end, text.length)); });
  for (const edge of [...edges].sort((a, b) => a - b).slice(1)) {
    const part = text.slice(at, edge);
    const over = ordered.filter((span) => span.begin <= at && span.end >= edge);
    const primary = over.some((span) => span.primary);
    pieces.push(over.length === 0 ? part : make('mark', { class: primary ? '' : 'other' }, part));
    at = edge;
  }
  return pieces;
}

function fileFigure(file, spans) {
  const lines = lineText.get(file) || new Map();
  const wanted = new Set(spans.flatMap((span) => [-2, -1, 0, 1, 2].map((step) => span.line + step)));
  const code = make('div', { class: 'code', tabindex: '0', role: 'region', 'aria-label': `lines of ${file}` });
  let previous = null;
  for (const number of [...wanted].sort((a, b) => a - b).filter((line) => lines.has(line))) {
    if (previous !== null && number > previous + 1) {
      code.append(make('div', { class: 'gap' }, make('span', { class: 'n' }, '⋯')));
    }
    const here = spans.filter((span) => span.line === number);
    code.append(make('div', { class: here.length > 0 ? '' : 'context' }, make('span', { class: 'n' }, number),
      make('span', { class: 't' }, markedLine(lines.get(number), here))));
    here.filter((span) => span.label).forEach((span) => code.append(
      make('div', { class: span.primary ? 'label' : 'label other' }, make('span', { class: 'n', 'aria-hidden': 'true' }, '↳'),
        make('span', { class: 't' }, span.label))));
    previous = number;
  }
  const first = spans.find((span) => span.primary) || spans[0];
  return make('figure', { class: 'source' }, make('figcaption', {}, make('bdi', {}, `${file}:${first.line}:${first.column}`)), code);
}

/** A figure per file, the file of the primary span first; places that are in no file as text. */
function sourceFigures(spans) {
  const files = [...new Set(spans.filter((span) => span.file).sort((a, b) => b.primary - a.primary).map((span) => span.file))];
  return [...files.map((file) => fileFigure(file, spans.filter((span) => span.file === file))),
    ...spans.filter((span) => !span.file && span.label).map((span) => make('p', { class: 'soft' }, span.label))];
}
