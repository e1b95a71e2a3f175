// Addresses and pages. A page's state is in its address; back and reload bring it, and the place on it, back.

const RELATIVE = new URL('..', import.meta.url);

/**
 * A page module exports `page(context)`, which answers {title, enter(url), leave(), view(), storeChanged?()}: enter is called
 * at every change of the address within the page and may answer a promise that ends when the page shows what it is about.
 *
 * @param routes [{pattern, module, styles?, nav?, person?}], module and styles (a list) as paths from the assets; person: not before it is
 *     known who is signed in
 * @param context what a page is made with; go and note are added; known ends when it is known who is signed in
 */
export function createRouter(routes, context, changed) {
    const router = {page: null, route: null, problem: null, go, note, show, matches};
    Object.assign(context, {go, note});
    let factory = null;
    let turn = 0;

    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => show({restore: history.state?.y ?? 0}));
    addEventListener('scrollend', keepPlaceInHistory);
    addEventListener('pagehide', keepPlaceInHistory);

    function keepPlaceInHistory() {
        history.replaceState({...history.state, y: scrollY}, '');
    }

    function matches(path) {
        return routes.find(({pattern}) => pattern.test(path)) ?? null;
    }

    /** Goes to an address of this site. keepPlace: without scrolling up */
    function go(path, {replace = false, keepPlace = false} = {}) {
        if (!replace) {
            keepPlaceInHistory();
        }
        history[replace ? 'replaceState' : 'pushState']({y: keepPlace ? scrollY : 0}, '', path);
        return show({keepPlace});
    }

    /** Writes into the address what the page shows already. */
    function note(path) {
        history.replaceState(history.state, '', path);
    }

    async function show({restore = null, keepPlace = false} = {}) {
        const url = new URL(location.href);
        const route = matches(url.pathname) ?? routes[routes.length - 1];
        const mine = ++turn;
        let made;
        try {
            [made] = await Promise.all([import(new URL(route.module, RELATIVE)), ...(route.styles ?? []).map(styled), route.person ? context.known : null]);
        } catch (cause) {
            if (mine === turn) {
                router.problem = cause;
                changed();
            }
            return;
        }
        if (mine !== turn) {
            return;
        }
        router.problem = null;
        const moved = made.page !== factory;
        if (moved) {
            router.page?.leave();
            factory = made.page;
            router.page = made.page(context);
        }
        const first = router.route === null;
        router.route = route;
        const entered = router.page.enter(url);
        changed();
        if (restore === null && !keepPlace) {
            scrollTo(0, 0);
        }
        if (moved && !first) {
            queueMicrotask(() => document.querySelector('h1')?.focus({preventScroll: true}));
        }
        if (restore !== null || first) {
            await entered;
            await new Promise(requestAnimationFrame);
            if (mine === turn) {
                scrollTo(0, restore ?? history.state?.y ?? 0);
            }
        }
    }

    return router;
}

const sheets = new Map();

/** A page's own sheet is there before the page is. */
function styled(path) {
    if (!sheets.has(path)) {
        sheets.set(path, new Promise((loaded, failed) => {
            const link = Object.assign(document.createElement('link'), {rel: 'stylesheet', href: new URL(path, RELATIVE)});
            link.onload = loaded;
            link.onerror = () => {
                sheets.delete(path);
                link.remove();
                failed(new Error(`${path} did not come`));
            };
            document.head.append(link);
        }));
    }
    return sheets.get(path);
}
