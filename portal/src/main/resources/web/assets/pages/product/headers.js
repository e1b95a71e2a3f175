// The header blocks of a product's files, extension by extension, with a search over keywords, values and comments.
import {html, live, nothing, repeat} from '../../ui/lit.js';
import * as catalogue from '../../core/catalogue.js';
import {problemNote, skeleton} from '../../ui/states.js';
import {count} from '../../core/format.js';

const MOST = 400;

/** Its state stands in the address: hdu=file:extension, card=what is searched. */
export function createHeaders({go, changed}) {
    let id = null;
    let files = null;
    let problem = null;
    let open = false;
    let params = new URLSearchParams();
    let running = null;

    async function load() {
        if (files || running) {
            return;
        }
        running = new AbortController();
        const {signal} = running;
        problem = null;
        changed();
        try {
            files = (await catalogue.headers(id, {signal})).files ?? [];
        } catch (cause) {
            if (signal.aborted) {
                return;
            }
            problem = cause;
        }
        running = null;
        changed();
    }

    function set(changes) {
        const next = new URLSearchParams(params);
        Object.entries(changes).forEach(([name, value]) => (value ? next.set(name, value) : next.delete(name)));
        go(`${location.pathname}${next.size ? `?${next}` : ''}`, {replace: true, keepPlace: true});
    }

    const all = () => files.flatMap((file, f) => (file.extensions ?? []).map(extension => ({file, extension, key: `${f}:${extension.index}`})));

    function label({file, extension}) {
        const name = extension.name ? ` ${extension.name}` : '';
        return `${files.length > 1 ? `${file.name} ` : ''}${extension.index}${name} · ${about(extension)}`;
    }

    function about({type, shape, rows, columns}) {
        return type === 'IMAGE' ? ((shape ?? []).length > 0 ? `image ${shape.join(' × ')}` : 'no data')
            : `table ${count(rows ?? 0, 'row')}, ${count((columns ?? []).length, 'column')}`;
    }

    function cards({extension}, words) {
        const wanted = words.toLowerCase();
        const found = (extension.cards ?? []).filter(card => !wanted || [card.keyword, card.value, card.comment].some(text => String(text ?? '').toLowerCase().includes(wanted)));
        return html`<p class="quiet" role="status">${wanted ? `${found.length} of ${count(extension.cards?.length ?? 0, 'card')}` : count(found.length, 'card')}</p>
            <div class="scroll cards" tabindex="0" role="group" aria-label="Header cards"><table><caption class="hidden">Header of extension ${extension.index}</caption>
            <thead><tr><th scope="col">Keyword</th><th scope="col">Value</th><th scope="col">Comment</th></tr></thead>
            <tbody>${found.slice(0, MOST).map(card => html`<tr><th scope="row"><code>${card.keyword}</code></th><td><code>${card.value ?? ''}</code></td><td class="quiet">${card.comment ?? ''}</td></tr>`)}</tbody></table></div>
            ${found.length > MOST ? html`<p class="quiet">The first ${MOST} are shown; search for the others.</p>` : nothing}`;
    }

    function columns({extension}) {
        return (extension.columns ?? []).length === 0 ? nothing : html`<details><summary>${count(extension.columns.length, 'column')}</summary><div class="scroll" tabindex="0" role="group" aria-label="Columns">
            <table><caption class="hidden">Columns</caption><thead><tr><th scope="col">Name</th><th scope="col">Unit</th><th scope="col">Format</th></tr></thead>
            <tbody>${extension.columns.map(c => html`<tr><th scope="row"><code>${c.name}</code></th><td>${c.unit ?? ''}</td><td><code>${c.format ?? ''}</code></td></tr>`)}</tbody></table></div></details>`;
    }

    function body() {
        if (problem) {
            return problem.status === 404 ? html`<p class="quiet">${problem.message}</p>` : problemNote(problem, load);
        }
        if (!files) {
            return skeleton(6, 'Reading the headers at the site');
        }
        const extensions = all();
        if (extensions.length === 0) {
            return html`<p class="quiet">Its files have no FITS headers.</p>`;
        }
        const chosen = extensions.find(each => each.key === params.get('hdu')) ?? extensions[0];
        const words = params.get('card') ?? '';
        return html`<div class="fields"><label>Extension<select @change=${e => set({hdu: e.target.value})} .value=${live(chosen.key)}>
                ${repeat(extensions, each => each.key, each => html`<option value=${each.key} ?selected=${each === chosen}>${label(each)}</option>`)}</select></label>
            <label>Search in it<input type="search" data-testid="header-search" placeholder="CRVAL, EXPTIME, filter…" .value=${live(words)} @input=${e => set({card: e.target.value})}></label></div>
            ${cards(chosen, words)}${columns(chosen)}`;
    }

    return {
        enter(productId, asked) {
            if (productId !== id) {
                running?.abort();
                [id, files, problem, running, open] = [productId, null, null, null, asked.has('hdu') || asked.has('card')];
            }
            params = asked;
            if (open) {
                load();
            }
        },
        leave() {
            running?.abort();
        },
        /** Read only when somebody opens it: it is read at the site. */
        view: () => html`<details class="panel headers" data-testid="headers" ?open=${open} @toggle=${event => {
            open = event.target.open;
            if (open) {
                load();
            }
        }}><summary><h2>Header</h2></summary>${open ? body() : nothing}</details>`,
    };
}
