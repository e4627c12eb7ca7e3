// The report, and making elements of it. Text goes into the page only as text: nothing here parses markup.
const report = JSON.parse(document.getElementById('data').textContent);
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function shown(text) {
  return String(text).replace(unsafe, '\ufffd');
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === 'function') {
      element.addEventListener(name, value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : shown(value));
    }
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== '') {
      element.append(child instanceof Node ? child : document.createTextNode(shown(child)));
    }
  }
  return element;
}

/** An element; attributes that are functions listen to the event of their name. */
function make(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function makeSvg(tag, attributes, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

/** A label with a real arrow, which also does not break in the middle. */
function arrowed(label) {
  return label.replaceAll(' -> ', ' → ');
}

function counted(number, noun) {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

const verdictWords = { open: 'open', closed: 'closed', 'partly-open': 'partly open', undecided: 'undecided' };
const verdictSigns = { open: '✓', closed: '✕', 'partly-open': '◐', undecided: '?' };
const verdictOrder = ['closed', 'partly-open', 'undecided', 'open'];
const kinds = ['error', 'warning', 'note', 'undecided'];

/** The verdict to show for several: what is closed anywhere first. */
function worst(verdicts) {
  return verdictOrder.find((verdict) => verdicts.includes(verdict)) || 'open';
}

function badge(kind, words) {
  return make('span', { class: `badge k-${kind} v-${kind}` }, words || kind);
}

function section(id, title, ...rest) {
  const heading = make('h2', { id: `${id}-title` }, title);
  return make('section', { id, 'aria-labelledby': `${id}-title`, tabindex: '-1' }, make('header', {}, heading), ...rest);
}

/** Tells a screen reader what has changed. */
const announcer = make('div', { class: 'hidden', role: 'status', 'aria-live': 'polite' });
function announce(text) {
  announcer.textContent = shown(text);
}

function select(label, options, value, change) {
  const box = make('select', { class: 'plain', 'aria-label': label, change: () => change(box.value) },
    options.map(([key, words]) => make('option', { value: key, selected: key === value }, words)));
  return box;
}
