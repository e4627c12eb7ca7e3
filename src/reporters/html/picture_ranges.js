// Sets of addresses: what lies where is decided by addresses, not by how they are written.

/** "10.0.0.0/8", "10.0.0.1-10.0.0.9", "2001:db8::/32", "any IPv4" as a range {low, high} of big integers, or null. */
function rangesOf(text) {
  if (text === 'any') {
    return [...rangesOf('any IPv4'), ...rangesOf('any IPv6')];
  }
  if (text === 'any IPv4') {
    return [{ low: 0n, high: (1n << 32n) - 1n }];
  }
  if (text === 'any IPv6') {
    return [{ low: sixth, high: sixth + (1n << 128n) - 1n }];
  }
  const [first, rest] = text.split(/[-/]/);
  const low = addressOf(first);
  if (low === null) {
    return [];
  }
  if (text.includes('/')) {
    const bits = BigInt(low >= sixth ? 128 : 32) - BigInt(rest);
    return [{ low, high: low + (1n << bits) - 1n }];
  }
  const high = rest === undefined ? low : addressOf(rest);
  return high === null ? [] : [{ low, high }];
}

/** IPv6 addresses stand above all IPv4 addresses. */
const sixth = 1n << 40n;

function addressOf(text) {
  if (/^\d+(\.\d+){3}$/.test(text)) {
    return text.split('.').reduce((value, part) => value * 256n + BigInt(part), 0n);
  }
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(':')) {
    return null;
  }
  const plain = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => `${(a * 256 + +b).toString(16)}:${(c * 256 + +d).toString(16)}`);
  const [head, tail] = plain.split('::').map((half) => half.split(':').filter(Boolean));
  const words = tail === undefined ? head : [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  return words.length === 8 ? words.reduce((value, word) => value * 65536n + BigInt(`0x${word}`), sixth) : null;
}

function addressText(value) {
  if (value < sixth) {
    return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  }
  const words = Array.from({ length: 8 }, (_, i) => (((value - sixth) >> BigInt(112 - 16 * i)) & 65535n).toString(16)).join(':');
  return words.replace(/(^|:)0(:0)+(:|$)/, '::').replace(/:{3,}/, '::');
}

function rangeText({ low, high }) {
  const count = high - low + 1n;
  const bits = (low >= sixth ? 128 : 32) - (count.toString(2).length - 1);
  const base = low >= sixth ? low - sixth : low;
  if (count === 1n) {
    return addressText(low);
  }
  return (count & (count - 1n)) === 0n && base % count === 0n ? `${addressText(low)}/${bits}` : `${addressText(low)}-${addressText(high)}`;
}

/** A set so large that it can only be the rest of the world. */
function isWorld(ranges) {
  return ranges.reduce((sum, { low, high }) => sum + (low < sixth ? high - low + 1n : 0n), 0n) > (1n << 31n);
}

/** Cuts the ranges of several owners at all their ends: [{low, high, owners}], what nobody owns left out. */
function cutRanges(owned) {
  const ends = [...new Set(owned.flatMap(({ range }) => [range.low, range.high + 1n]))].sort((a, b) => (a < b ? -1 : 1));
  const pieces = ends.slice(0, -1).map((low, index) => ({ low, high: ends[index + 1] - 1n, owners: [] }));
  const place = new Map(ends.map((end, index) => [end, index]));
  for (const { range, owner } of owned) {
    for (let index = place.get(range.low); index < place.get(range.high + 1n); index += 1) {
      pieces[index].owners.push(owner);
    }
  }
  return pieces.filter((piece) => piece.owners.length > 0);
}
