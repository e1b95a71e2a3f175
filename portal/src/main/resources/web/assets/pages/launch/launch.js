// Launch: what would happen first, then which datalab, which data, how much, and every site's score.
import {html, nothing} from '../../ui/lit.js';
import * as work from '../../core/work.js';
import {emptyNote, problemNote, signInNote, skeleton} from '../../ui/states.js';
import {toast} from '../../ui/toast.js';
import {clock} from '../../core/format.js';
import {request, resources, source, wishOf} from './asking.js';
import {datalabCards} from './cards.js';
import {createData} from './data.js';
import {flowMap} from './flowmap.js';
import {copyPanelLink, decision} from './panel.js';
import {placementTable} from './placement.js';
import {createPreview} from './preview.js';
import {settings} from './settings.js';

const SITES_MS = 10000;

export function page({store, go, changed}) {
    let params = new URLSearchParams();
    let labs = null;
    let sites = [];
    let problem = null;
    let reading = false;
    let words = '';
    let launching = false;
    let launchProblem = null;
    let attempt = null;
    let ticking = 0;
    const data = createData(store, () => {
        refresh();
        changed();
    });
    const preview = createPreview(changed);

    const lab = () => labs?.find(each => each.id === params.get('datalab')) ?? null;
    const batch = () => lab()?.kind === 'BATCH';
    const needsData = () => {
        const now = data.contents();
        return batch() && now !== null && !now.query && now.ids.length === 0;
    };

    async function load() {
        problem = null;
        reading = true;
        try {
            [labs, sites] = await Promise.all([work.datalabs(), work.sites()]);
            // What a link asks for stands first; what is chosen later stays where it is.
            const named = params.get('datalab');
            labs = [...labs].sort((a, b) => Number(b.id === named) - Number(a.id === named));
        } catch (cause) {
            problem = cause;
        }
        reading = false;
        refresh();
        changed();
    }

    /** Sites change by themselves: a datalab becomes ready, room comes free. */
    async function tick() {
        if (!store.state.person || document.hidden) {
            return;
        }
        if (!labs) {
            return load();
        }
        try {
            sites = await work.sites();
        } catch {
            // The banner says which service is down; the sites stand as they were last heard, and the preview tells of its own.
        }
        refresh(true);
        changed();
    }

    function refresh(again = false) {
        data.refresh();
        const now = data.contents();
        const possible = lab() && lab().startable !== false && now && !needsData();
        preview.want(params, possible ? lab() : null, now ?? {}, again);
    }

    function set(changes) {
        const next = new URLSearchParams(params);
        Object.entries(changes).forEach(([name, value]) => (value === null ? next.delete(name) : next.set(name, value)));
        launchProblem = null;
        go(`/launch?${next}`, {replace: true, keepPlace: true});
    }

    async function launch(event) {
        event.preventDefault();
        if (launching || hint()) {
            return;
        }
        const name = String(new FormData(event.target).get('name') ?? '').trim();
        const body = {...request(params, lab(), data.contents()), ...(name ? {name} : {})};
        const job = batch();
        // The same request keeps its key, so that pressing again after a lost answer starts nothing twice.
        const text = JSON.stringify(body);
        if (attempt?.text !== text) {
            attempt = {text, key: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`};
        }
        launching = true;
        launchProblem = null;
        changed();
        try {
            const taken = await (job ? work.submitJob : work.launchSession)(body, attempt.key);
            attempt = null;
            launching = false;
            const path = params.get('path');
            go(`/running/${encodeURIComponent(taken.id)}${path && !job ? `?path=${encodeURIComponent(path)}` : ''}`);
        } catch (cause) {
            launching = false;
            launchProblem = cause;
            changed();
        }
    }

    /** Enter in a number takes the number; it launches nothing yet. */
    function settle(event) {
        if (event.key === 'Enter' && event.target.matches('input[type=number], input[type=search]')) {
            event.preventDefault();
            event.target.blur();
        }
    }

    /** Why it cannot be launched as it is; empty when it can. */
    function hint() {
        const told = preview.state.answers.get(wishOf(params));
        return !lab() ? 'Choose a datalab first.'
            : data.contents() === null ? 'The data are not known yet.'
                : needsData() ? 'Choose some data first.'
                    : told?.outcome === 'never' ? 'As it is, no site can ever run this.' : '';
    }

    async function copyLink() {
        try {
            await copyPanelLink({lab: lab(), data: data.contents(), own: source(params) === 'basket', params});
        } catch (cause) {
            toast(cause.message, {tone: 'bad'});
        }
    }

    function decided() {
        const told = preview.state.answers.get(wishOf(params)) ?? null;
        const act = {
            wish: id => set({wish: id}),
            again() {
                preview.retry();
                refresh();
                changed();
            },
        };
        return html`<section class="panel decision" aria-labelledby="would"><h2 id="would" class="hidden">What would happen</h2>
            ${decision({...preview.state, lab: lab(), needsData: needsData(), preview: told, wish: wishOf(params)}, act)}
            ${problemNote(launchProblem)}
            <div class="actions"><button class="main" data-testid="launch-button" ?disabled=${Boolean(hint()) || launching}>${launching ? 'Launching…' : batch() ? 'Submit the job' : 'Launch'}</button>
                <button type="button" data-testid="copy-launch-link" @click=${copyLink}>Copy launch link</button>
                <span class="quiet">${hint()}</span></div></section>`;
    }

    /** Whether scores are there or on their way. */
    const comes = () => Boolean(lab()) && !needsData() && !preview.state.problem;

    function why() {
        const told = preview.state.answers.get(wishOf(params));
        if (!told) {
            return comes() ? html`<section class="panel">${skeleton(4, 'Scoring every site')}</section>` : nothing;
        }
        return html`<section class="panel" aria-labelledby="scores"><div class="bar"><h2 id="scores">Every site, in seconds</h2>
                <span class="quiet">as of ${clock(preview.state.asOf)}; the least total is chosen</span></div>${placementTable(told)}</section>
            <section class="panel" aria-labelledby="flows"><h2 id="flows">Where the bytes go</h2>${flowMap(told, sites)}</section>`;
    }

    function body() {
        if (problem) {
            return problemNote(problem, load);
        }
        if (!labs) {
            return html`<section class="panel">${skeleton(6, 'Fetching the datalabs')}</section>`;
        }
        return html`<form class="launch ${comes() ? '' : 'alone'}" @submit=${launch} @keydown=${settle}>${decided()}
            <div class="where">${why()}</div>
            <div class="what"><section class="panel" aria-labelledby="labs"><h2 id="labs">Datalab</h2>${labs.length === 0
                ? emptyNote('There is no datalab yet.', 'The shipped ones appear within seconds of the start.', html`<p><button type="button" @click=${load}>Look again</button></p>`)
                : datalabCards({labs, sites, chosen: params.get('datalab'), words, choose: id => set({datalab: id, cores: null, memory: null, gpus: null}), filter(text) {
                    words = text;
                    changed();
                }})}</section>
            <section class="panel" aria-labelledby="data"><h2 id="data">Data</h2>${problemNote(store.state.basketProblem)}${data.view(preview.state.answers.get(wishOf(params)))}</section>
            <section class="panel" aria-labelledby="how"><h2 id="how">How much</h2>${settings({lab: lab(), sites, params, ...resources(params, lab())}, set)}</section></div></form>`;
    }

    /** What a link brought stands there before sign-in too, and is there again after it. */
    function unsigned() {
        return html`${signInNote(params.get('datalab') ? `Launching ${params.get('datalab')} needs sign-in.` : 'Launching needs sign-in.')}
            <section class="panel" aria-labelledby="data"><h2 id="data">Data</h2>${data.view(null)}</section>`;
    }

    return {
        title: 'Launch',
        enter(url) {
            params = url.searchParams;
            clearInterval(ticking);
            data.load(params);
            if (!store.state.person) {
                data.refresh();
                return changed();
            }
            ticking = setInterval(tick, SITES_MS);
            refresh();
            changed();
            return labs ? null : load();
        },
        leave() {
            clearInterval(ticking);
            preview.stop();
        },
        storeChanged() {
            data.load(params);
            if (store.state.person && !labs && !problem && !reading) {
                load();
            }
            refresh();
        },
        view: () => html`<h1 tabindex="-1">Launch</h1>${store.state.person === null ? unsigned() : body()}`,
    };
}
