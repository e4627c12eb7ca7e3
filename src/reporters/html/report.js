// The page as a whole: head, tiles, sections, keys, printing.

function headline() {
  const { errors, warnings, notes, undecided, flows } = report.summary;
  const wrong = flows.closed + flows.partly_open;
  const parts = [];
  if (wrong > 0) { parts.push(`${counted(wrong, 'required flow')} ${wrong === 1 ? 'does' : 'do'} not pass`); }
  if (errors + warnings + notes === 0 && undecided === 0) { parts.push('nothing to report'); }
  if (errors + warnings + notes > 0) { parts.push(counted(errors + warnings + notes, 'finding')); }
  if (undecided > 0) { parts.push(`${undecided.toLocaleString('en')} undecided`); }
  return parts.join(', ');
}

function overallKind() {
  const { errors, warnings, notes, undecided } = report.summary;
  return errors > 0 ? 'error' : warnings > 0 ? 'warning' : undecided > 0 ? 'undecided' : notes > 0 ? 'note' : 'open';
}

const overallWords = { error: 'faults found', warning: 'to be looked at', undecided: 'not all decided', note: 'hygiene', open: 'clean' };

function tiles() {
  const only = (kind) => () => {
    changeFilters({ text: '', check: '', firewall: '', kinds: new Set([kind]) });
    document.getElementById('findings').scrollIntoView();
  };
  const numbers = { error: report.summary.errors, warning: report.summary.warnings, note: report.summary.notes, undecided: report.summary.undecided };
  const flows = { open: report.summary.flows.open, 'partly-open': report.summary.flows.partly_open,
    closed: report.summary.flows.closed, undecided: report.summary.flows.undecided };
  const total = report.flows.length;
  return make('div', { class: 'tiles' },
    kinds.map((kind) => make('button', { type: 'button', class: `tile k-${kind}${numbers[kind] === 0 ? ' none' : ''}`,
      'aria-label': `${counted(numbers[kind], kind)}: show only these`, click: only(kind) },
    make('b', { class: 'number' }, numbers[kind].toLocaleString('en')), kind === 'undecided' || numbers[kind] === 1 ? kind : `${kind}s`)),
    make('div', { class: `tile wide v-${total > 0 && flows.open === total ? 'open' : ''}` },
      make('span', {}, `${flows.open.toLocaleString('en')} of ${counted(total, 'required flow')} open`),
      make('div', { class: 'bar', 'aria-hidden': 'true' }, Object.entries(flows).filter(([, number]) => number > 0).map(([verdict, number]) => {
        const piece = make('i', { class: `v-${verdict}` });
        piece.style.flex = String(number);
        return piece;
      })),
      make('div', { class: 'legend' }, Object.entries(flows).map(([verdict, number]) =>
        make('span', { class: `v-${verdict}` }, `${verdictSigns[verdict]} ${number.toLocaleString('en')} ${verdictWords[verdict]}`)))));
}

const keyHelp = [['/', 'search the findings'], ['j  k', 'next, previous finding'], ['Enter', 'unfold or fold it'],
  ['1 2 3 4', 'errors, warnings, notes, undecided: on or off'], ['Esc', 'clear filters and choice'], ['?', 'these keys']];

function keyDialog() {
  const dialog = document.getElementById('keys');
  fill(dialog, {}, [make('h2', { id: 'keys-title' }, 'Keys'), make('dl', { class: 'facts' },
    keyHelp.map(([key, words]) => [make('dt', {}, key.split(/\s+/).map((one) => [make('kbd', {}, one), ' '])), make('dd', {}, words)])),
  make('form', { method: 'dialog' }, make('button', { class: 'plain-button' }, 'Close'))]);
  return dialog;
}

function onKey(event, dialog) {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const typing = event.target.matches?.('input, select, textarea');
  if (event.key === 'Escape' && !dialog.open) {
    clearFilters();
    choose(null);
    if (typing) { event.target.blur(); }
    return;
  }
  if (typing || dialog.open) {
    return;
  }
  const number = '1234'.indexOf(event.key);
  const actions = { '/': () => document.getElementById('search').focus(), j: () => stepFinding(1), k: () => stepFinding(-1), '?': () => dialog.showModal() };
  if (number >= 0 && event.key !== '') {
    document.querySelector(`#findings .kinds [data-kind="${kinds[number]}"]`)?.click();
  } else if (actions[event.key]) {
    event.preventDefault();
    actions[event.key]();
  }
}

/** On paper everything that passes the filters is unfolded; a very long report is printed folded. */
function beforePrint() {
  const mostUnfolded = 500;
  showMore(visible.length);
  if (visible.length <= mostUnfolded) {
    document.querySelectorAll('.finding').forEach((element) => (element.unfold ? element.unfold() : element.setAttribute('open', '')));
  }
}

function start() {
  const kind = overallKind();
  fill(document.getElementById('top'), {}, [
    make('div', { class: 'row' }, make('h1', {}, make('bdi', {}, report.site || 'Firewall audit')),
      make('span', { class: 'soft' }, make('bdi', {}, report.product))),
    make('p', { class: `verdict k-${kind} v-${kind}` }, badge(kind, overallWords[kind]), ' ', headline()), tiles()]);
  const sections = [pictureSection(), matrixSection(), findingsSection(), uncheckedSection(), inputsSection()].filter(Boolean);
  document.getElementById('main').replaceChildren(...sections, announcer);
  const dialog = keyDialog();
  fill(document.getElementById('tabs'), {}, [make('ul', {},
    sections.map((one) => make('li', {}, make('a', { href: `#${one.id}` }, one.querySelector('h2').textContent))),
    make('li', {}, make('a', { href: '#keys', role: 'button', click: (event) => { event.preventDefault(); dialog.showModal(); } }, 'Keys')))]);
  fill(document.getElementById('foot'), {}, [`Lyncgate ${report.tool.version} · `,
    `${counted(report.summary.requirements, 'requirement')} apply to this site · `, 'nothing in this page is loaded from a network']);
  document.addEventListener('keydown', (event) => onKey(event, dialog));
  window.addEventListener('beforeprint', beforePrint);
  const wanted = report.findings.findIndex((one) => location.hash === `#${one.identity}`);
  if (wanted >= 0) { showFinding(wanted); }
  document.documentElement.dataset.ready = 'yes';
}

start();
