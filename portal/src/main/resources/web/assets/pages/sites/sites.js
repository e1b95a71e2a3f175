// Sites: what each holds and offers, and how much was read where it lay.
import {html, nothing} from '../../ui/lit.js';
import {loading, problemNote, signInNote, skeleton} from '../../ui/states.js';
import {bytes, count, list} from '../../core/format.js';
import {trafficChart} from './chart.js';
import {conditionChip, usage} from './offer.js';
import {createSource} from './source.js';
import {totals} from './traffic.js';

export function page({store, changed}) {
    const source = createSource(store, null, changed);
    const {state} = source;

    const path = range => `/sites${range === 'day' ? '' : `?range=${range}`}`;

    function chart() {
        return html`<section class="panel chart" aria-labelledby="traffic"><h2 id="traffic">Read in place against moved</h2>
            ${state.problems.traffic ? problemNote(state.problems.traffic, source.flowed)
                : state.traffic ? trafficChart({items: state.traffic, span: state.span, range: state.range, path}) : loading('Adding up what was read…')}</section>`;
    }

    function card(site) {
        const held = state.holdings?.find(each => each.site === site.id);
        const ready = (site.datalabs ?? []).filter(each => each.ready).map(each => each.id);
        const read = totals((state.traffic ?? []).filter(each => each.site === site.id));
        return html`<article class="panel site-card" data-testid="site-card" data-site=${site.id}><header class="bar"><h2><a href=${`/sites/${encodeURIComponent(site.id)}`}>${site.id}</a></h2>${conditionChip(site)}</header>
            <p class="held">${held ? html`<b>${count(held.products, 'product')}</b>, ${bytes(held.bytes)}${held.collections?.length > 0 ? html` <span class="quiet">of ${some(held.collections.map(each => each.obs_collection))}</span>` : nothing}`
                : state.problems.holdings ? html`<span class="quiet">What it holds is not known now.</span>` : state.holdings ? 'Holds nothing.' : html`<span class="quiet">…</span>`}</p>
            ${usage(site)}
            <p class="offers">${ready.length > 0 ? html`<span class="good-text">Ready:</span> ${list(ready)}` : html`<span class="quiet">No datalab is ready there.</span>`}</p>
            ${state.traffic ? html`<p class="quiet">Last ${state.range.label}: ${bytes(read.here)} read in place, ${bytes(read.moved)} moved</p>` : nothing}</article>`;
    }

    const some = names => (names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : list(names));

    function body() {
        if (store.state.person === null) {
            return signInNote('What sites offer is for people who are signed in.');
        }
        // One cause is told once.
        const [first, second] = [state.problems.sites, state.problems.traffic];
        return html`${first && first.service === second?.service ? nothing : chart()}
            ${first ? problemNote(first, source.look) : nothing}
            ${state.problems.holdings && !state.problems.sites ? problemNote(state.problems.holdings, source.look) : nothing}
            ${state.sites === null ? (state.problems.sites ? nothing : skeleton(3, 'Fetching the sites')) : state.sites.length === 0
                ? html`<div class="note empty"><p><strong>No site has reported in.</strong></p><p>A site appears here when its agent makes its first offer, within seconds of its start.</p></div>`
                : html`<div class="site-cards">${state.sites.map(card)}</div>`}`;
    }

    return {
        title: 'Sites',
        enter(url) {
            return store.state.person ? source.show(url.searchParams.get('range')) : changed();
        },
        leave: source.stop,
        storeChanged() {
            if (store.state.person && state.sites === null && Object.keys(state.problems).length === 0) {
                source.look();
            }
        },
        view: () => html`<h1 tabindex="-1">Sites</h1>${body()}`,
    };
}
