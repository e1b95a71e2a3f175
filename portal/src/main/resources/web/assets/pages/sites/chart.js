// The chart of bytes read in place and moved, and the same as a table.
import {html, nothing, svg} from '../../ui/lit.js';
import {table} from '../../ui/table.js';
import {tabs} from '../../ui/tabs.js';
import {bytes, count} from '../../core/format.js';
import {ceiling, RANGES, steps, totals} from './traffic.js';

const [HEIGHT, LEFT, BOTTOM, TOP] = [220, 62, 24, 10];
const narrow = matchMedia('(max-width: 44rem)');

/** The number that this platform lives by. */
export function share(items) {
    const {here, moved, share: part} = totals(items);
    return part === null ? html`<p class="share" data-testid="share"><span>Nothing was read in this time. What sessions and jobs read appears here, hour by hour.</span></p>`
        : html`<p class="share" data-testid="share"><b>${percent(part)}</b> <span>of the bytes were read in place: ${bytes(here)} there, ${bytes(moved)} moved.</span></p>`;
}

/** Not 100 % before all of it is. */
export function percent(part) {
    const tenths = part < 1 ? Math.min(999, Math.round(part * 1000)) : 1000;
    return `${(tenths / 10).toLocaleString('en')} %`;
}

/** @param see {items, span: with the range it is of, range: the one chosen, path(range id)} */
export function trafficChart({items, span, range, path}) {
    const bars = steps(items, span);
    const head = html`<div class="bar">${share(items)}${tabs('Time', RANGES.map(each => ({path: path(each.id), label: each.label})), path(range.id))}</div>`;
    if (totals(items).share === null) {
        return html`${head}<figure class="traffic" aria-hidden="true">${drawn(bars, span.range)}</figure>`;
    }
    return html`${head}
        <figure class="traffic">${drawn(bars, span.range)}
        <figcaption><span class="key there" aria-hidden="true"></span>read in place <span class="key moved" aria-hidden="true"></span>moved</figcaption></figure>
        <details><summary>The same as a table</summary>${table({
            caption: 'Bytes read in place and moved', rows: bars.filter(bar => bar.here + bar.moved + bar.runs > 0).reverse(), key: bar => bar.time.getTime(),
            columns: [{label: 'From', head: true, cell: bar => label(bar.time, span.range, true)}, {label: 'In place', number: true, cell: bar => bytes(bar.here)},
                {label: 'Moved', number: true, cell: bar => bytes(bar.moved)}, {label: 'Runs', number: true, cell: bar => bar.runs}],
        })}</details>`;
}

function drawn(bars, range) {
    const most = ceiling(bars);
    const width = narrow.matches ? 440 : 1240;
    const wide = (width - LEFT) / bars.length;
    const high = HEIGHT - BOTTOM - TOP;
    const y = value => TOP + high - (high * value) / most;
    const every = Math.ceil(bars.length / (narrow.matches ? 4 : 12));
    const rules = bars.some(bar => bar.here + bar.moved > 0) ? [0, most / 2, most] : [0];
    const all = totals(bars.map(bar => ({in_place_bytes: bar.here, moved_bytes: bar.moved, runs: bar.runs})));
    return html`<svg viewBox="0 0 ${width} ${HEIGHT}" role="img" data-testid="traffic-chart"
            aria-label=${`Bytes by time, ${range.label}: ${bytes(all.here)} read in place, ${bytes(all.moved)} moved, ${count(all.runs, 'run')}`}>
        ${rules.map(value => svg`<line class="rule" x1=${LEFT} x2=${width} y1=${y(value)} y2=${y(value)}></line>
            <text x=${LEFT - 8} y=${y(value) + 4} text-anchor="end">${value === 0 ? '0' : bytes(value)}</text>`)}
        ${bars.map((bar, i) => {
            const [x, w] = [LEFT + i * wide + wide * 0.12, wide * 0.76];
            return svg`<g><title>${label(bar.time, range, true)}: ${bytes(bar.here)} in place, ${bytes(bar.moved)} moved, ${count(bar.runs, 'run')}</title>
                <rect class="hit" x=${LEFT + i * wide} y=${TOP} width=${wide} height=${high}></rect>
                <rect class="there" x=${x} y=${y(bar.here)} width=${w} height=${TOP + high - y(bar.here)}></rect>
                <rect class="moved" x=${x} y=${y(bar.here + bar.moved)} width=${w} height=${y(bar.here) - y(bar.here + bar.moved)}></rect></g>
                ${i % every === 0 ? svg`<text x=${x + w / 2} y=${HEIGHT - 6} text-anchor="middle">${label(bar.time, range)}</text>` : nothing}`;
        })}</svg>`;
}

function label(time, range, whole = false) {
    const two = n => String(n).padStart(2, '0');
    const hour = `${two(time.getHours())}:${two(time.getMinutes())}`;
    const day = `${two(time.getMonth() + 1)}-${two(time.getDate())}`;
    return whole ? `${time.getFullYear()}-${day} ${hour}` : range.id === 'day' ? hour : day;
}
