// Facets with counts, dates, and the filters in force.
import {html, live, nothing, repeat} from '../../ui/lit.js';
import {skeleton} from '../../ui/states.js';
import {FACETS} from './search.js';

const wide = matchMedia('(min-width: 75rem)');
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

export function facetsSkeleton() {
    return html`<details class="facets panel" ?open=${wide.matches}><summary>Narrow down</summary>${skeleton(8, 'Fetching the facets')}</details>`;
}

export function facets({store, params, results, shared, toggle, set}) {
    if (shared) {
        return nothing; // a basket is as it is
    }
    const more = results.total?.exact === false;
    const groups = Object.entries(FACETS).map(([name, label]) => {
        const chosen = params.getAll(name);
        const buckets = (results.facets?.[name] ?? []).map(b => ({value: String(b.value), count: b.count}));
        chosen.filter(value => !buckets.some(b => b.value === value)).forEach(value => buckets.push({value, count: 0}));
        return buckets.length === 0 ? nothing : html`<fieldset data-facet=${name}>
            <legend>${label}</legend>
            ${repeat(buckets, b => b.value, b => html`<label class="check">
                <input type="checkbox" .checked=${live(chosen.includes(b.value))} @change=${e => toggle(name, b.value, e.target.checked)}>
                <span class="value">${b.value}</span><span class="count" title=${more ? 'At least so many: there are more products than are counted' : nothing}>${b.count.toLocaleString('en')}${more ? '+' : ''}</span></label>`)}
        </fieldset>`;
    });
    const day = (name, label) => html`<label>${label}<input type="date" .value=${live(ISO_DAY.test(params.get(name)) ? params.get(name) : '')}
        @change=${e => set(name, e.target.value)}></label>`;
    return html`<details class="facets panel" ?open=${wide.matches}><summary>Narrow down</summary>
        ${store.state.person ? html`<label class="check mine"><input type="checkbox" .checked=${live(params.get('owner') === 'me')}
            @change=${e => set('owner', e.target.checked ? 'me' : '')}><span class="value">Mine only</span></label>` : nothing}
        ${groups}
        <fieldset><legend>Observed</legend><div class="days">${day('t_min', 'from')}${day('t_max', 'to')}</div></fieldset></details>`;
}

/** The filters in force; pressing one takes it away. */
export function chips({params, address, narrowed}) {
    const all = [];
    const one = (name, label, value) => all.push([label, value, narrowed(next => next.delete(name))]);
    const text = (name, length = 40) => (params.get(name).length > length ? `${params.get(name).slice(0, length)}…` : params.get(name));
    if (params.get('job')) {
        one('job', 'Outputs of job', params.get('job').slice(0, 8));
    }
    if (params.get('input')) {
        one('input', 'Made from', params.get('input').split(/[/?]/).pop());
    }
    if (params.get('region')) {
        one('region', 'Region', text('region'));
    }
    if (params.get('owner')) {
        one('owner', 'Mine', 'only');
    }
    if (params.get('t_min')) {
        one('t_min', 'From', params.get('t_min'));
    }
    if (params.get('t_max')) {
        one('t_max', 'To', params.get('t_max'));
    }
    for (const [name, label] of Object.entries(FACETS)) {
        for (const value of params.getAll(name)) {
            all.push([label, value, narrowed(next => {
                const others = next.getAll(name).filter(each => each !== value);
                next.delete(name);
                others.forEach(each => next.append(name, each));
            })]);
        }
    }
    return all.length === 0 ? nothing : html`<ul class="chips" aria-label="Filters in force">
        ${all.map(([label, value, next]) => html`<li><a href=${address(next)} data-keep-place aria-label=${`Remove ${label} ${value}`}>${label} <b>${value}</b> <span aria-hidden="true">✕</span></a></li>`)}
    </ul>`;
}
