// Bytes read in place against bytes moved: sums and bars; pure.

export const RANGES = [
    {id: 'day', label: '24 h', hours: 24, step: 'PT1H'},
    {id: 'week', label: '7 d', hours: 168, step: 'PT6H'},
    {id: 'month', label: '30 d', hours: 720, step: 'P1D'},
];

export const rangeOf = id => RANGES.find(range => range.id === id) ?? RANGES[0];

const HOURS = {PT1H: 1, PT6H: 6, P1D: 24};

/** From and to of a range that ends with the step that now is in, so that the answer can be kept for a while. */
export function span(range, now) {
    const step = HOURS[range.step] * 3600000;
    const to = new Date(Math.floor(now / step) * step + step);
    return {from: new Date(to - range.hours * 3600000), to, step: range.step};
}

/** @param items [{site, time, in_place_bytes, moved_bytes, runs}] @returns {here, moved, runs, share}: share of what was read, null without reads */
export function totals(items) {
    const sum = name => items.reduce((all, each) => all + (each[name] || 0), 0);
    const [here, moved, runs] = [sum('in_place_bytes'), sum('moved_bytes'), sum('runs')];
    return {here, moved, runs, share: here + moved > 0 ? here / (here + moved) : null};
}

/** @returns one for each step of the span, in order: {time, here, moved, runs}, with none left out */
export function steps(items, {from, to, step}) {
    const length = HOURS[step] * 3600000;
    const all = [];
    for (let at = from.getTime(); at < to.getTime(); at += length) {
        all.push({time: new Date(at), here: 0, moved: 0, runs: 0});
    }
    for (const each of items) {
        const bar = all[Math.floor((Date.parse(each.time) - from.getTime()) / length)];
        if (bar) {
            bar.here += each.in_place_bytes || 0;
            bar.moved += each.moved_bytes || 0;
            bar.runs += each.runs || 0;
        }
    }
    return all;
}

/** A round number of bytes at or above the highest bar, that halves well. */
export function ceiling(bars) {
    const most = Math.max(...bars.map(bar => bar.here + bar.moved), 1);
    const scale = 10 ** Math.floor(Math.log10(most));
    return [1, 2, 4, 6, 8, 10].map(n => n * scale).find(n => n >= most);
}
