// The inputs: what was read, what was not understood, what there is to say about it.
const mostNotes = 200;

function inputsSection() {
  const coverage = new Map(report.coverage.map((file) => [file.file, file]));
  const rows = report.inputs.map((input) => {
    const file = coverage.get(input.file);
    const cell = (value, bad) => make('td', { class: 'number' }, value ? badge(bad, value) : '–');
    return make('tr', {}, make('td', {}, make('bdi', {}, input.file)), make('td', {}, input.firewall || ''),
      make('td', {}, input.dialect || ''), make('td', { class: 'number' }, file ? file.statements : '–'),
      cell(file && file.unmodelled, 'warning'), cell(file && file.broken, 'error'),
      make('td', { class: 'mono soft', title: input.sha256 }, input.sha256.slice(0, 12)));
  });
  const notes = report.coverage.flatMap((file) => file.notes.map((note) => ({ ...note, file: file.file })));
  const noteTable = make('table', { class: 'list' },
    make('thead', {}, make('tr', {}, ['where', 'statement', 'effect on verdicts'].map((word) => make('th', { scope: 'col' }, word)))),
    make('tbody', {}, notes.slice(0, mostNotes).map((note) => make('tr', {}, make('td', {}, make('bdi', {}, `${note.file}:${note.line || ''}`)),
      make('td', { class: 'mono' }, make('bdi', {}, note.text.slice(0, 300))), make('td', {}, make('bdi', {}, note.effect))))));
  const messages = report.diagnostics.slice(0, mostNotes).map((one) => {
    const kind = one.level === 'error' ? 'error' : one.level === 'warning' ? 'warning' : 'note';
    const element = make('details', { class: `finding k-${kind}`, toggle: () => {
      if (element.open && element.children.length === 1) {
        element.append(make('div', { class: `body k-${kind}` }, sourceFigures(one.spans), one.help ? make('p', { class: 'help' }, one.help) : null));
      }
    } }, make('summary', {}, make('span', {}, badge(kind, one.level)), make('span', { class: 'what' }, make('bdi', {}, one.message)),
      make('span', { class: 'where' }, make('bdi', {}, one.file ? `${one.file}:${one.line}` : ''))));
    return element;
  });
  const cut = (items) => (items.length > mostNotes ? make('p', { class: 'soft' }, `The first ${mostNotes} of ${items.length}; the format json has all.`) : null);
  return section('inputs', 'Inputs',
    make('div', { class: 'boxes', tabindex: '0', role: 'region', 'aria-label': 'Files that were read' }, make('table', { class: 'list' },
      make('thead', {}, make('tr', {}, ['file', 'firewall', 'dialect', 'statements', 'not modelled', 'broken', 'sha256'].map((word) => make('th', { scope: 'col' }, word)))),
      make('tbody', {}, rows))),
    notes.length > 0 ? [make('h3', {}, 'Statements not fully understood'), noteTable, cut(notes)] : null,
    messages.length > 0 ? [make('h3', {}, 'While reading'), messages, cut(report.diagnostics)] : null);
}
