// The one search box, and what it understands while one types.
import {html, live, nothing} from '../../ui/lit.js';
import {sexagesimal} from '../../sky/coordinates.js';
import {angle} from '../../core/format.js';
import {interpret, RADIUS} from './search.js';

const EXAMPLES = ['M51', '05:34:31.9 +22:00:52', '266.42 −28.99', 'Crab Nebula'];

/** @param draft {text, radius}: what stands in the fields and was not searched yet; null when that is the address's */
export function searchForm({params, names, draft, address, narrowed, go, changed, askNames}) {
    const typed = draft.text;
    const q = params.get('q') ?? '';
    const target = interpret(typed ?? q, names, typed === null && params.get('as') === 'words');
    const placed = target.kind === 'position' || target.kind === 'name';

    function submit(event) {
        event.preventDefault();
        const form = new FormData(event.target);
        [draft.text, draft.radius] = [null, null];
        go(address(narrowed(next => {
            ['q', 'radius', 'as', 'region', 'basket'].forEach(name => next.delete(name));
            const [text, radius] = ['q', 'radius'].map(name => String(form.get(name) ?? '').trim());
            if (text) {
                next.set('q', text);
            }
            if (text && radius) {
                next.set('radius', radius);
            }
        })), {keepPlace: true});
    }

    function input(event) {
        draft.text = event.target.value;
        changed();
    }

    return html`<form class="search" data-testid="search-form" role="search" @submit=${submit}>
        <label class="box"><span class="hidden">Name, position, id or words</span>
            <input name="q" type="search" data-testid="search-text" autocomplete="off" spellcheck="false" list="known-names" aria-describedby="understood"
                placeholder="A name, a position, an id or words" .value=${live(typed ?? q)} @input=${input} @focus=${askNames}></label>
        <label class="radius"><span class="hidden">Radius</span>
            <input name="radius" data-testid="search-radius" autocomplete="off" placeholder=${placed ? `within ${angle(target.radius ?? RADIUS)}` : 'radius'}
                title="Around a position or a known name: degrees, or with a unit (30′, 20″)" .value=${live(draft.radius ?? params.get('radius') ?? '')}
                @input=${event => (draft.radius = event.target.value)}></label>
        <button class="main" data-testid="search-submit">Search</button>
        <kbd aria-hidden="true" title="Press / to search">/</kbd>
        <datalist id="known-names">${typed ? (names?.beginning(typed, 8) ?? []).map(each => html`<option value=${each.names[0]}>${each.names.slice(1).join(', ')}</option>`) : nothing}</datalist>
        <p id="understood" class="understood" data-testid="understood">${understood(target, typed === null, {params, address, narrowed})}</p>
    </form>`;
}

function understood(target, settled, {params, address, narrowed}) {
    const region = params.get('region');
    switch (target.kind) {
        case 'position':
            return html`Position <b>${sexagesimal(target)}</b> (${target.ra.toFixed(4)}, ${target.dec.toFixed(4)})`;
        case 'name':
            return html`<b>${target.label}</b> at ${sexagesimal(target)}.
                ${settled ? html`<a href=${address(narrowed(next => next.set('as', 'words')))}>Search the words instead</a>` : nothing}`;
        case 'words':
            return html`Targets, titles, observations, collections and ids with <b>${target.text}</b>.
                ${params.get('as') === 'words' ? html`<a href=${address(narrowed(next => next.delete('as')))}>Search around the place of that name</a>` : nothing}`;
        case 'id':
            return html`The product with this id`;
        case 'job':
            return html`The outputs of this job. <a href=${`/about/${target.job}`}>All that is known of the id</a>`;
        case 'wrong':
            return html`<span class="bad-text">${target.message}</span>`;
        default:
            return region ? html`Footprints that have something in common with the region on the sky`
                : html`Try ${EXAMPLES.map((text, i) => html`${i > 0 ? ', ' : ''}<a href=${`/find?q=${encodeURIComponent(text)}`}>${text}</a>`)}`;
    }
}
