// The map of flows: bytes from the sites that hold them to the sites that would run.
import {html, nothing, svg} from '../../ui/lit.js';
import {bytes, count, list} from '../../core/format.js';
import {flows, layout} from './flows.js';

const WIDTH = 640;
const [LEFT, RIGHT, TOP] = [150, 490, 18];

/** The same in words, for whoever does not see it. */
export function flowText(all) {
    const here = all.filter(flow => flow.source === flow.target);
    const moved = all.filter(flow => flow.source !== flow.target);
    const parts = [...here.map(flow => `${bytes(flow.bytes)} are read in place at ${flow.target}`),
        ...moved.map(flow => `${bytes(flow.bytes)} go from ${flow.source} to ${flow.target}`)];
    return parts.length === 0 ? 'No bytes are read.' : `${list(parts)}.`;
}

export function flowMap(preview, sites) {
    const all = flows(preview, sites);
    if (all.length === 0) {
        return html`<p class="quiet">${preview.products > 0 ? 'Nothing would be read: no site can take it.' : 'It takes no data along, so nothing is read or moved.'}</p>`;
    }
    const drawn = layout(all);
    const height = drawn.height + 2 * TOP;
    return html`<figure class="flows" data-testid="flow-map">
        <svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${`Flow of bytes: ${flowText(all)}`}>
            ${drawn.bands.map(band)}${drawn.bands.map(amount)}
            ${drawn.left.map(box => svg`<rect class="box" x=${LEFT - 6} y=${box.y + TOP} width="6" height=${Math.max(box.height, box.used)} rx="2"></rect>
                <text class="name" x=${LEFT - 14} y=${box.y + TOP + box.height / 2 - 2} text-anchor="end">${box.site}</text>
                <text class="size" x=${LEFT - 14} y=${box.y + TOP + box.height / 2 + 13} text-anchor="end">${bytes(sum(all, 'source', box.site))}</text>`)}
            ${drawn.right.map(box => svg`<rect class="box" x=${RIGHT} y=${box.y + TOP} width="6" height=${Math.max(box.height, box.used)} rx="2"></rect>
                <text class="name" x=${RIGHT + 14} y=${box.y + TOP + box.height / 2 - 2}>runs at ${box.site}</text>
                <text class="size" x=${RIGHT + 14} y=${box.y + TOP + box.height / 2 + 13}>${bytes(sum(all, 'target', box.site))}</text>`)}
        </svg>
        <figcaption><span class="key there" aria-hidden="true"></span>read in place <span class="key moved" aria-hidden="true"></span>moved
            <ul class="flow-list">${all.map(flow => html`<li>${flow.source === flow.target ? html`${bytes(flow.bytes)} in place at <span class="site">${flow.target}</span>`
                : html`${bytes(flow.bytes)} from <span class="site">${flow.source}</span> to <span class="site">${flow.target}</span>`}
                <span class="quiet">${count(flow.products, 'product')}</span></li>`)}</ul></figcaption></figure>`;
}

const sum = (all, side, site) => all.filter(flow => flow[side] === site).reduce((n, flow) => n + flow.bytes, 0);

function band({source, target, y0, y1, thick, end, bytes: size}) {
    const [a, b, middle] = [y0 + TOP, y1 + TOP, (LEFT + RIGHT) / 2];
    const path = `M${LEFT},${a} C${middle},${a} ${middle},${b} ${RIGHT},${b} L${RIGHT},${b + end} C${middle},${b + end} ${middle},${a + thick} ${LEFT},${a + thick} Z`;
    const there = source === target;
    return svg`<path class=${there ? 'there' : 'moved'} d=${path}><title>${there ? `${bytes(size)} in place at ${target}` : `${bytes(size)} from ${source} to ${target}`}</title></path>`;
}

/** On the bands that are wide enough for it, over all of them. */
function amount({y0, y1, thick, end, bytes: size}) {
    return Math.min(thick, end) < 16 ? nothing
        : svg`<text class="amount" x=${(LEFT + RIGHT) / 2} y=${TOP + (y0 + y1) / 2 + (thick + end) / 4 + 4} text-anchor="middle">${bytes(size)}</text>`;
}
