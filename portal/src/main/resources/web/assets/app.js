// The shell: header, banner, the page, and one render for each change.
import {html, nothing, render} from './ui/lit.js';
import {createStore} from './core/store.js';
import {createStatus} from './core/status.js';
import {createRouter} from './core/router.js';
import {banner} from './ui/banner.js';
import {themeSwitch} from './ui/theme.js';
import {loading, problemNote} from './ui/states.js';
import {toast} from './ui/toast.js';
import {ROUTES} from './routes.js';

const root = document.getElementById('app');
const logo = new URL('design/periapsis.svg', import.meta.url).pathname;
let startProblem = null;
let drawing = false;

function changed() {
    if (!drawing) {
        drawing = true;
        queueMicrotask(() => {
            drawing = false;
            draw();
        });
    }
}

const store = createStore(() => {
    router.page?.storeChanged?.();
    changed();
});
const status = createStatus(changed);
const context = {store, status, changed, known: null};
const router = createRouter(ROUTES, context, changed);

function draw() {
    if (router.page) {
        document.title = `${router.page.title} · Periapsis`;
    }
    render(shell(), root);
}

async function signOut() {
    try {
        await store.signOut();
        await router.go('/find');
        toast('You are signed out. Your basket is kept.');
    } catch (problem) {
        toast(problem.message, {tone: 'bad'});
    }
}

function person() {
    const who = store.state.person;
    if (who === undefined) {
        return nothing;
    }
    const next = encodeURIComponent(location.pathname + location.search);
    return who ? html`<a class="who" href="/sign-ins" title=${`${who.subject}: what can act for you`}>${who.name}</a><button type="button" class="small plain" title=${`Signed in as ${who.name}`} @click=${signOut}>Sign out</button>`
        : html`<a class="button small" href=${location.pathname === '/sign-in' ? '/sign-in' : `/sign-in?next=${next}`}>Sign in</a>`;
}

function badge() {
    const {basket, basketQuery} = store.state;
    const [text, label] = basketQuery ? ['all', 'a search'] : [basket.length > 9999 ? '10k' : basket.length, `${basket.length} products`];
    return html`<span class="badge ${basket.length === 0 && !basketQuery ? 'none' : ''}" data-testid="basket-count"><span aria-hidden="true">${text}</span><span class="hidden">: ${label}</span></span>`;
}

function navigation() {
    const under = router.route?.nav?.[0] ?? router.route?.under;
    return html`<nav aria-label="Main">${ROUTES.filter(route => route.nav).map(({nav: [path, label]}) => html`<a href=${path}
        aria-current=${path !== under ? nothing : router.route.nav ? 'page' : 'true'}>${label}${path === '/basket' ? badge() : nothing}</a>`)}</nav>`;
}

/** A page's own sheet begins each rule with this class: sheets stay when the page is left. */
function pageClass() {
    return router.route ? `page-${router.route.module.split('/')[1].replace('.js', '')}` : nothing;
}

function content() {
    if (router.problem) {
        return html`<h1 tabindex="-1">Periapsis</h1><div class="note bad" role="alert"><p><strong>This page could not be fetched.</strong></p>
            <p>Look whether Periapsis is running (periapsis status), then load it again.</p>
            <p><button type="button" @click=${() => location.reload()}>Load again</button></p></div>`;
    }
    return router.page ? router.page.view() : loading('One moment…');
}

function shell() {
    return html`<a class="skip" href="#main">Skip to the content</a>
        <header class="top"><a class="brand" href="/find"><img src=${logo} alt="" width="28" height="28"><span>Periapsis</span></a>
            ${navigation()}<div class="person">${themeSwitch(changed)}${person()}</div></header>
        ${banner(status)}
        <main id="main" tabindex="-1" class=${pageClass()}>${problemNote(startProblem, begin)}${content()}</main>`;
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
    } else if (router.matches(link.pathname)?.module !== 'pages/lost.js') {
        event.preventDefault();
        router.go(link.pathname + link.search, {keepPlace: link.hasAttribute('data-keep-place')});
    }
}

/** The page comes at once; who is signed in, and the basket, follow. */
function begin() {
    startProblem = null;
    context.known = store.load().catch(problem => {
        startProblem = problem;
        changed();
    });
    router.show({restore: history.state?.y ?? null});
    context.known.then(status.look);
}

document.addEventListener('click', follow);
// Another tab may have changed the basket or signed in.
addEventListener('storage', () => store.refreshBasket());
document.addEventListener('visibilitychange', () => document.hidden || store.refreshBasket());
root.replaceChildren();
begin();
