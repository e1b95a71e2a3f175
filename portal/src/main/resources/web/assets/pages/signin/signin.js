// How one signs in: with a one-time link of the command line.
import {html} from '../../ui/lit.js';
import {copy} from '../../ui/copy.js';
import {toast} from '../../ui/toast.js';
import {within} from '../../core/within.js';

const WANTED = 'periapsis.wanted';
const KEPT_MS = 3600000;

/**
 * Where somebody was going is kept while they fetch a link: opened in this very tab, it leads to /sign-in again, and from there
 * on. The cookie tells the server so; the place itself may be longer than a cookie.
 */
function keep(next) {
    localStorage.setItem(WANTED, JSON.stringify({next, at: Date.now()}));
    document.cookie = `periapsis-wanted=1; path=/auth; max-age=${KEPT_MS / 1000}; samesite=lax`;
}

function kept() {
    const {next, at} = JSON.parse(localStorage.getItem(WANTED) ?? '{}');
    localStorage.removeItem(WANTED);
    return next && Date.now() - at < KEPT_MS ? next : '/find';
}

export function page({store, go}) {
    let next = '/find';
    /** The code of a link to which a page has led. */
    let link = null;
    return {
        title: 'Sign in',
        enter(url) {
            const back = url.searchParams.has('back');
            const asked = url.searchParams.get('next') ?? (back ? kept() : '/find');
            // Only places of this site.
            next = within(asked) ? asked : '/find';
            link = url.searchParams.get('link');
            if (back && store.state.person) {
                on(true);
            } else if (next !== '/find') {
                keep(next);
            }
        },
        leave() {},
        view: () => html`<h1 tabindex="-1">Sign in</h1><section class="panel gate" data-testid=${store.state.person ? 'signed-in' : 'sign-in-note'}>${store.state.person ? known() : strange()}</section>`,
    };

    /** A session is at an address of its own, which no page of the application's is. */
    function on(replace) {
        if (next.startsWith('/sessions/')) {
            location[replace ? 'replace' : 'assign'](next);
        } else {
            go(next, {replace});
        }
    }

    function known() {
        return html`<p class="lead">You are signed in as ${store.state.person.name}.</p>
            ${link ? other() : ''}
            <p class="actions"><a class="button main" href=${next}>${next === '/find' ? 'Find data' : 'Go on'}</a></p>`;
    }

    /** A form, not an address: nobody is led through it. */
    function other() {
        return html`<p data-testid="another">${store.state.person
                ? 'A page has led you to a sign-in link. It may be of somebody who wants your uploads and sessions to be theirs.'
                : 'A page has led you to a sign-in link. Use it if you asked for it: who made it chose as whom you sign in.'}</p>
            <form method="post" action=${`/auth/link/${encodeURIComponent(link)}`} class="actions"><button type="submit" class=${store.state.person ? '' : 'main'}>${store.state.person ? 'Sign in with that link instead' : 'Sign in with that link'}</button></form>`;
    }

    function strange() {
        if (link) {
            return html`${other()}<p class="actions"><a class="button" href="/find">Go on without</a></p>`;
        }
        return html`<p class="lead">You sign in with a one-time link. There is no password.</p>
            <ol><li>On the machine that runs Periapsis, type
                    <p class="command"><code>periapsis link</code> <button type="button" class="small" @click=${() => copy('periapsis link', 'The command is copied.')}>Copy</button></p>
                    <span class="quiet">In the project’s folder it is <code>./periapsis link</code>.</span></li>
                <li>Open the address that it prints in this browser. It works once.</li></ol>
            <p>Somebody else runs it? Ask them for a link. ${next === '/find' ? 'Your basket is kept until then.' : 'Your basket, and the page that you came for, are kept until then.'}</p>
            <p class="actions"><button type="button" class="main" @click=${opened}>I have opened it</button> <a class="button" href="/find">Go on without</a></p>
            <p class="quiet foot">Public products are found and downloaded without sign-in; computing on them is not.</p>`;
    }

    async function opened() {
        await store.load();
        if (store.state.person) {
            on(false);
        } else {
            toast('Nobody is signed in yet: open the link in this browser.', {tone: 'bad'});
        }
    }
}
