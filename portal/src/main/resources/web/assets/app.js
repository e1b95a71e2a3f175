// The shell: header, routes, and one render for each change.
import {html, nothing, render} from './vendor.js';
import {createStore} from './store.js';
import {findPage} from './find.js';
import {productPage} from './product.js';
import {launchPage} from './launch.js';
import {runningPage} from './running.js';
import {signInPage} from './signin.js';
import {emptyNote, loading, problemNote} from './parts.js';

const ROUTES = [
    [/^\/(?:find\/?)?$/, findPage], [/^\/products\/.+$/, productPage], [/^\/launch\/?$/, launchPage],
    [/^\/running\/?$/, runningPage], [/^\/sign-in\/?$/, signInPage],
];
const NAV = [['/find', 'Find'], ['/launch', 'Launch'], ['/running', 'Running']];

const root = document.getElementById('app');
let page = null;
let factory = null;
let startProblem = null;
let signOutProblem = null;
let drawing = false;

function changed() {
    if (!drawing) {
        drawing = true;
        queueMicrotask(() => {
            drawing = false;
            render(shell(), root);
        });
    }
}

const store = createStore(() => {
    page?.storeChanged?.();
    changed();
});

function go(path, {replace = false, keepPlace = false} = {}) {
    const before = location.pathname;
    history[replace ? 'replaceState' : 'pushState'](null, '', path);
    show(before !== location.pathname, keepPlace);
}

function show(moved, keepPlace) {
    const url = new URL(location.href);
    const next = ROUTES.find(([pattern]) => pattern.test(url.pathname))?.[1] ?? lostPage;
    if (next !== factory) {
        page?.leave();
        factory = next;
        page = next({store, go, changed});
    }
    document.title = `${page.title} · Periapsis`;
    page.enter(url);
    changed();
    if (!keepPlace) {
        scrollTo(0, 0);
    }
    if (moved) {
        queueMicrotask(() => root.querySelector('h1')?.focus({preventScroll: true}));
    }
}

function lostPage() {
    return {
        title: 'Not here',
        enter() {},
        leave() {},
        view: () => html`<h1 tabindex="-1">Not here</h1>${emptyNote('There is no such page.', location.pathname,
            html`<p><a class="button" href="/find">Find data</a></p>`)}`,
    };
}

async function signOut() {
    try {
        await store.signOut();
        signOutProblem = null;
        go('/find');
    } catch (problem) {
        signOutProblem = problem;
        changed();
    }
}

function person() {
    const who = store.state.person;
    if (who === undefined) {
        return nothing;
    }
    const next = encodeURIComponent(location.pathname + location.search);
    return who ? html`<span class="who" title=${who.subject}>${who.name}</span><button type="button" class="small plain" @click=${signOut}>Sign out</button>`
        : html`<a class="button small" href=${location.pathname === '/sign-in' ? '/sign-in' : `/sign-in?next=${next}`}>Sign in</a>`;
}

function shell() {
    const here = location.pathname === '/' ? '/find' : location.pathname;
    const n = store.state.basket.length;
    return html`<a class="skip" href="#main">Skip to the content</a>
        <header class="top"><a class="brand" href="/find"><img src="/assets/periapsis.svg" alt="" width="26" height="26"><span>Periapsis</span></a>
            <nav aria-label="Main">${NAV.map(([path, label]) => html`<a href=${path} aria-current=${here.startsWith(path) ? 'page' : nothing}>${label}${path === '/launch'
                ? html`<span class="badge ${n === 0 ? 'none' : ''}" data-testid="basket-count" aria-label="${n} in the basket">${n}</span>` : nothing}</a>`)}</nav>
            <div class="person">${person()}</div></header>
        <main id="main" tabindex="-1">${problemNote(signOutProblem)}${store.state.basketProblem && here !== '/launch' ? problemNote(store.state.basketProblem) : nothing}
            ${startProblem ? html`<h1 tabindex="-1">Periapsis</h1>${problemNote(startProblem, begin)}` : page ? page.view() : loading('One moment…')}</main>`;
}

/** Links of this site change the page without fetching it again. */
function follow(event) {
    const link = event.target.closest?.('a[href]');
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download') || link.origin !== location.origin) {
        return;
    }
    if (link.hash && link.pathname === location.pathname && link.search === location.search) {
        event.preventDefault();
        document.querySelector(link.hash)?.focus();
    } else if (ROUTES.some(([pattern]) => pattern.test(link.pathname))) {
        event.preventDefault();
        go(link.pathname + link.search);
    }
}

async function begin() {
    startProblem = null;
    changed();
    try {
        await store.load();
        show(false, true);
    } catch (problem) {
        startProblem = problem;
        changed();
    }
}

document.addEventListener('click', follow);
addEventListener('popstate', () => page && show(true, true));
// Another tab may have changed the basket or signed in.
addEventListener('storage', () => store.refreshBasket());
document.addEventListener('visibilitychange', () => {
    if (!document.hidden && page) {
        store.refreshBasket();
    }
});
root.replaceChildren();
begin();
