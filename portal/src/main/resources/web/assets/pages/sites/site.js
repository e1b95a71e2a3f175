// One site: what it holds by collection, what it offers and why not, how fast it reads from others, when it was lost.
import {html, nothing} from '../../ui/lit.js';
import {emptyNote, loading, problemNote, signInNote} from '../../ui/states.js';
import {table} from '../../ui/table.js';
import {bytes, count, moment, seconds} from '../../core/format.js';
import {trafficChart} from './chart.js';
import {conditionChip, usage} from './offer.js';
import {createSource} from './source.js';

export function page({store, changed}) {
    let id = '';
    let source = null;

    const path = range => `/sites/${encodeURIComponent(id)}${range === 'day' ? '' : `?range=${range}`}`;
    const find = more => `/find?${new URLSearchParams({site: id, ...more})}`;

    function holds() {
        const {holdings, problems} = source.state;
        const held = holdings?.find(each => each.site === id);
        return html`<section class="panel" aria-labelledby="holds"><h2 id="holds">Holds</h2>${problems.holdings ? problemNote(problems.holdings, source.look)
            : !holdings ? loading('Counting what it holds…')
                : !held ? html`<p class="quiet">It holds no products.</p>`
                    : html`<p><b>${count(held.products, 'product')}</b>, ${bytes(held.bytes)}. <a href=${find({})}>Find them</a></p>${table({
                        caption: 'By collection', rows: held.collections ?? [], key: row => row.obs_collection,
                        columns: [{label: 'Collection', head: true, cell: row => html`<a href=${find({obs_collection: row.obs_collection})}>${row.obs_collection}</a>`},
                            {label: 'Products', number: true, cell: row => row.products.toLocaleString('en')}, {label: 'Size', number: true, cell: row => bytes(row.bytes)}],
                    })}`}</section>`;
    }

    function offers(site) {
        return html`<section class="panel" aria-labelledby="offers"><h2 id="offers">Offers</h2>${usage(site)}${table({
            caption: 'Datalabs', rows: site.datalabs ?? [], key: row => `${row.id} ${row.version}`,
            columns: [{label: 'Datalab', head: true, cell: row => html`<a href=${`/launch?datalab=${encodeURIComponent(row.id)}`}>${row.id}</a> <span class="quiet">${row.version}</span>`},
                {label: 'Can start', cell: row => (row.ready ? html`<span class="good-text">yes</span>`
                    : html`${row.prepare_s ? `in ${seconds(row.prepare_s)}` : 'no'}${row.reason ? html`: <span class="quiet">${row.reason}</span>` : nothing}`)}],
        })}
        ${(site.runtimes ?? []).map(each => html`<p>Runs with <b>${each.name}</b>${each.trusted_only ? html`, <span class="wait-text">trusted users only</span>` : nothing}${each.note ? html` <span class="quiet">${each.note}</span>` : nothing}</p>`)}</section>`;
    }

    function reads(site) {
        const rates = site.bandwidths ?? [];
        return html`<section class="panel" aria-labelledby="reads"><h2 id="reads">Reads from other sites</h2>${rates.length === 0
            ? html`<p class="quiet">Nothing has been measured yet; 50 MB/s is assumed.</p>`
            : table({caption: 'Measured rates', rows: rates, key: row => row.source,
                columns: [{label: 'From', head: true, cell: row => html`<a href=${`/sites/${encodeURIComponent(row.source)}`}>${row.source}</a>`},
                    {label: 'Rate', number: true, cell: row => `${bytes(row.bytes_per_s)}/s`}, {label: 'Copies measured', number: true, cell: row => row.samples.toLocaleString('en')}]})}</section>`;
    }

    function outages(site) {
        return (site.outages ?? []).length === 0 ? nothing : html`<section class="panel" aria-labelledby="outages"><h2 id="outages">When it was lost</h2>${table({
            caption: 'Outages', rows: [...site.outages].reverse(), key: row => row.since,
            columns: [{label: 'From', head: true, cell: row => moment(row.since)}, {label: 'Until', cell: row => (row.until ? moment(row.until) : html`<b class="bad-text">it still is</b>`)},
                {label: 'For', number: true, cell: row => seconds(((row.until ? Date.parse(row.until) : Date.now()) - Date.parse(row.since)) / 1000)}],
        })}</section>`;
    }

    function body() {
        if (store.state.person === null) {
            return signInNote('What sites offer is for people who are signed in.');
        }
        const {sites, problems, traffic} = source.state;
        const site = sites?.find(each => each.id === id);
        if (sites && !site) {
            return emptyNote(`There is no site ${id}.`, 'It may never have reported in.', html`<p><a class="button" href="/sites">All sites</a></p>`);
        }
        return html`${problems.sites ? problemNote(problems.sites, source.look) : nothing}
            ${site ? html`<p>${conditionChip(site)} <a class="button small" href=${`/events?site=${encodeURIComponent(id)}`}>What happens there</a></p>` : nothing}
            ${problems.sites && problems.sites.service === problems.traffic?.service ? nothing : html`<section class="panel chart" aria-labelledby="traffic"><h2 id="traffic">Read in place against moved</h2>
                ${problems.traffic ? problemNote(problems.traffic, source.flowed) : traffic ? trafficChart({items: traffic, span: source.state.span, range: source.state.range, path}) : loading('Adding up what was read…')}</section>`}
            <div class="two">${holds()}${site ? html`${offers(site)}${reads(site)}${outages(site)}` : nothing}</div>`;
    }

    return {
        get title() {
            return id || 'Site';
        },
        enter(url) {
            const now = decodeURIComponent(/^\/sites\/([^/]+)/.exec(url.pathname)?.[1] ?? '');
            if (now !== id) {
                source?.stop();
                id = now;
                source = createSource(store, id, changed);
            }
            return store.state.person ? source.show(url.searchParams.get('range')) : changed();
        },
        leave: () => source?.stop(),
        storeChanged() {
            if (source && store.state.person && source.state.sites === null && Object.keys(source.state.problems).length === 0) {
                source.look();
            }
        },
        view: () => html`<p class="crumb"><a href="/sites">Sites</a></p><h1 tabindex="-1">${id}</h1>${source ? body() : nothing}`,
    };
}
