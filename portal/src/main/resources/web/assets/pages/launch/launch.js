// Launch: what is in the basket, which datalab, how much, and where it would run and why.
import {html, nothing, live, repeat} from '../../ui/lit.js';
import {productsById} from '../../core/catalogue.js';
import * as api from '../../core/work.js';
import {emptyNote, loading, problemNote, productName, productPath, shortId, signInNote} from '../../ui/states.js';
import {placementTable} from './placement.js';
import {bytes, count, list} from '../../core/format.js';
import {previewSentence} from '../../core/words.js';

const WISHES = [
    ['remote', 'Bring what is elsewhere along', 'Starts where it is quickest; what is missing there is brought for this run only.'],
    ['replicate', 'Copy what is elsewhere first', 'The copy stays at the site for the next time.'],
    ['wait', 'Run only where all of it is', 'Nothing moves; waits for room there.'],
];
const DEFAULTS = {cores: 2, memory: 4, hours: 8};
const SHOWN = 50;
const PREVIEW_DELAY_MS = 250;
const SITES_MS = 10000;

export function page({store, go, changed}) {
    let params = new URLSearchParams();
    let labs = null;
    let sites = [];
    let problem = null;
    let known = new Map();
    let knownFor = '';
    let preview = null;
    let previewProblem = null;
    let previewing = null;
    let asked = '';
    let timer = 0;
    let launching = false;
    let launchProblem = null;
    let attempt = null;
    let clock = 0;

    async function load() {
        problem = null;
        if (!store.state.person) {
            return changed();
        }
        try {
            [labs, sites] = await Promise.all([api.datalabs(), api.sites()]);
        } catch (cause) {
            problem = cause;
        }
        changed();
        refresh();
    }

    /** Sites change by themselves: a datalab becomes ready, room comes free. */
    async function refreshSites() {
        if (!store.state.person || document.hidden || !labs) {
            return;
        }
        try {
            sites = await api.sites();
            asked = '';
            refresh();
        } catch (cause) {
            previewProblem = cause;
        }
        changed();
    }

    const lab = () => labs?.find(each => each.id === params.get('datalab')) ?? null;
    const resources = () => {
        const own = lab()?.resources ?? {};
        const number = (name, otherwise) => (Number(params.get(name)) > 0 ? Number(params.get(name)) : otherwise);
        return {
            cores: number('cores', own.cores || DEFAULTS.cores),
            memory: number('memory', own.memory_mib ? own.memory_mib / 1024 : DEFAULTS.memory),
            hours: number('hours', DEFAULTS.hours),
        };
    };
    const wish = () => (WISHES.some(([name]) => name === params.get('wish')) ? params.get('wish') : 'remote');
    const batch = () => lab()?.kind === 'BATCH';

    function request() {
        const {cores, memory} = resources();
        const chosen = lab();
        return {
            datalab: chosen.version ? {id: chosen.id, version: chosen.version} : {id: chosen.id},
            ...(store.state.basketQuery ? {query: store.state.basketQuery} : store.state.basket.length > 0 ? {ids: store.state.basket} : {}),
            resources: {cores, memory_mib: Math.round(memory * 1024)},
            wish: wish(),
        };
    }

    const previewRequest = () => (batch() ? request() : {...request(), lease_s: Math.round(resources().hours * 3600)});

    /** Fetches what the page shows of the basket, and the preview, when what they depend on is another. */
    function refresh() {
        const ids = store.state.basket.slice(0, SHOWN);
        if (ids.join() !== knownFor) {
            knownFor = ids.join();
            productsById(ids.filter(id => !known.has(id))).then(more => {
                known = new Map([...known, ...more]);
                changed();
            }, cause => {
                problem = cause;
                changed();
            });
        }
        const possible = lab() && !(batch() && store.state.basket.length === 0);
        const question = possible ? JSON.stringify(previewRequest()) : '';
        if (question !== asked) {
            asked = question;
            clearTimeout(timer);
            previewing?.abort();
            if (possible) {
                timer = setTimeout(ask, PREVIEW_DELAY_MS);
            } else {
                preview = null;
                previewProblem = null;
            }
        }
    }

    async function ask() {
        previewing = new AbortController();
        const {signal} = previewing;
        try {
            const told = await api.preview(JSON.parse(asked), {signal});
            preview = told;
            previewProblem = null;
        } catch (cause) {
            if (signal.aborted) {
                return;
            }
            preview = null;
            previewProblem = cause;
        }
        changed();
    }

    function set(changes) {
        const next = new URLSearchParams(params);
        Object.entries(changes).forEach(([name, value]) => (value === null ? next.delete(name) : next.set(name, value)));
        launchProblem = null;
        go(`/launch?${next}`, {replace: true, keepPlace: true});
    }

    async function launch(event) {
        event.preventDefault();
        if (launching || !lab()) {
            return;
        }
        const body = previewRequest();
        const batchNow = batch();
        const name = new FormData(event.target).get('name');
        if (name) {
            body.name = String(name);
        }
        // The same request keeps its key, so that pressing again after a lost answer starts nothing twice.
        const text = JSON.stringify(body);
        if (attempt?.text !== text) {
            attempt = {text, key: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`};
        }
        launching = true;
        launchProblem = null;
        changed();
        try {
            const taken = await (batchNow ? api.submitJob : api.launchSession)(body, attempt.key);
            attempt = null;
            launching = false;
            go(`/running?new=${batchNow ? 'job' : 'session'}:${encodeURIComponent(taken.id)}`);
        } catch (cause) {
            launching = false;
            launchProblem = cause;
            changed();
        }
    }

    function readiness(each) {
        const offers = sites.map(site => ({site, offer: (site.datalabs ?? []).find(d => d.id === each.id && (!each.version || d.version === each.version))}));
        const ready = offers.filter(({site, offer}) => offer?.ready && site.accepting !== false && !site.lost && !site.silent).map(o => o.site.id);
        const rest = offers.filter(o => !ready.includes(o.site.id));
        const why = ({site, offer}) => site.lost || site.silent ? 'the site does not answer'
            : site.accepting === false ? 'takes nothing new at present'
                : offer ? offer.reason ?? 'being prepared' : 'not offered there';
        return html`<span class="ready">${ready.length > 0 ? html`<span class="good-text">Ready</span> at ${list(ready)}` : sites.length === 0 ? 'No site has reported in' : 'Ready nowhere yet'}</span>
            ${rest.map(o => html`<span class="ready quiet">Not at ${o.site.id}: ${why(o)}</span>`)}`;
    }

    function card(each) {
        const chosen = each.id === params.get('datalab');
        return html`<label class="card ${chosen ? 'chosen' : ''}" data-testid="datalab-card" data-datalab=${each.id}>
            <input type="radio" name="datalab" value=${each.id} .checked=${live(chosen)} @change=${() => set({datalab: each.id, cores: null, memory: null})}>
            <span class="title">${each.title ?? each.id} <span class="kind">${each.kind === 'BATCH' ? 'Batch job' : 'Session'}</span></span>
            <span class="about">${each.summary}</span>
            ${each.startable === false ? html`<span class="ready bad-text">Cannot be started: ${each.build_failure ?? each.withdrawn ?? `it is ${String(each.state).toLowerCase()}`}</span>` : readiness(each)}
        </label>`;
    }

    function basket() {
        const ids = store.state.basket;
        const size = ids.reduce((sum, id) => sum + (known.get(id)?.size ?? 0), 0);
        if (ids.length === 0) {
            return emptyNote('The basket is empty.', 'A session starts without data too; a batch job needs some.',
                html`<p><a class="button" href="/find">Find data</a></p>`);
        }
        return html`<ul class="basket">${repeat(ids.slice(0, SHOWN), id => id, id => {
            const p = known.get(id);
            const name = p ? productName(p) : shortId(id);
            return html`<li><span class="grow"><a href=${productPath(id)}>${name}</a> <span class="quiet">${p ? `${p.obs_collection} · ${bytes(p.size)}` : ''}</span></span>
                ${(p?.sites ?? []).map(site => html`<span class="site">${site}</span>`)}
                <button type="button" class="small plain" aria-label=${`Remove ${name} from the basket`} @click=${() => store.remove([id])}>Remove</button></li>`;
        })}</ul>
        <p class="bar"><span>${count(ids.length, 'product')}, ${bytes(size)}${ids.length > SHOWN ? ` in the first ${SHOWN}, which are shown` : ''}</span>
            <button type="button" class="small plain" @click=${() => store.remove([...ids])}>Empty the basket</button></p>`;
    }

    function numberField(name, label, unit, value, step) {
        return html`<label>${label}<span class="unit"><input type="number" name=${name} min=${step} step=${step} inputmode="decimal" .value=${live(String(value))}
            @change=${e => set({[name]: Number(e.target.value) > 0 ? e.target.value : null})}>${unit}</span></label>`;
    }

    function settings() {
        const {cores, memory, hours} = resources();
        const note = WISHES.find(([name]) => name === wish())[2];
        return html`<div class="fields">
            ${numberField('cores', 'Cores', '', cores, 0.5)}
            ${numberField('memory', 'Memory', 'GiB', memory, 0.125)}
            ${batch() ? nothing : numberField('hours', 'For', 'h', hours, 0.5)}
            <label class="wide">Data that is elsewhere
                <select data-testid="wish-select" name="wish" .value=${live(wish())} @change=${e => set({wish: e.target.value})}>
                    ${WISHES.map(([name, label]) => html`<option value=${name} ?selected=${name === wish()}>${label}</option>`)}</select>
                <span class="quiet">${note}</span></label>
            <label class="wide">Name <span class="quiet">(may be left out)</span><input name="name" autocomplete="off" maxlength="100"></label>
        </div>`;
    }

    function where() {
        if (!lab()) {
            return html`<p class="quiet">Choose a datalab, and this says where it would run and why.</p>`;
        }
        if (batch() && store.state.basket.length === 0) {
            return html`<p class="quiet">A batch job works on products: put some in the basket first.</p>`;
        }
        if (previewProblem) {
            return problemNote(previewProblem, () => {
                asked = '';
                refresh();
            });
        }
        return preview ? html`<p class="sentence ${preview.outcome}" role="status" data-testid="preview-sentence">${previewSentence(preview)}</p>
            ${placementTable(preview)}` : loading('Asking every site…');
    }

    function body() {
        if (store.state.person === null) {
            return html`${signInNote('Launching needs sign-in.')}<section class="panel"><h2>Basket</h2>${basket()}</section>`;
        }
        if (problem) {
            return problemNote(problem, load);
        }
        if (!labs) {
            return loading('Fetching the datalabs…');
        }
        const never = preview?.outcome === 'never';
        const needsData = batch() && store.state.basket.length === 0;
        const hint = !lab() ? 'Choose a datalab first.' : needsData ? 'Put products in the basket first.' : never ? 'As it is, no site can ever run this.' : '';
        return html`<form class="launch" @submit=${launch}>
            <div><section class="panel first"><h2>Basket</h2>${problemNote(store.state.basketProblem)}${basket()}</section>
                <section class="panel third"><h2>How</h2>${settings()}</section></div>
            <div><section class="panel second"><h2 id="labs">Datalab</h2>${labs.length === 0
                ? emptyNote('There is no datalab yet.', 'The shipped ones appear within seconds of the start.', html`<p><button type="button" @click=${load}>Look again</button></p>`)
                : html`<div class="cards" role="radiogroup" aria-labelledby="labs">${repeat(labs, l => l.id, card)}</div>`}</section>
            <section class="panel fourth"><h2>Where and why</h2>${where()}
                ${problemNote(launchProblem)}
                <p class="actions"><button class="main" data-testid="launch-button" ?disabled=${Boolean(hint) || launching}>${launching ? 'Launching…' : batch() ? 'Submit the job' : 'Launch'}</button>
                    <span class="quiet">${hint}</span></p></section></div>
        </form>`;
    }

    return {
        title: 'Launch',
        enter(url) {
            params = url.searchParams;
            if (labs) {
                refresh();
                return changed();
            }
            clearInterval(clock);
            clock = setInterval(refreshSites, SITES_MS);
            store.refreshBasket();
            return load();
        },
        leave() {
            clearInterval(clock);
            clearTimeout(timer);
            previewing?.abort();
        },
        storeChanged() {
            refresh();
        },
        view: () => html`<h1 tabindex="-1">Launch</h1>${body()}`,
    };
}
