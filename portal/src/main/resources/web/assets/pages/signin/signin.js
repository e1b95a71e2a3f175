// How one signs in: with a one-time link of the command line.
import {html} from '../../ui/lit.js';

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
    return {
        title: 'Sign in',
        enter(url) {
            const back = url.searchParams.has('back');
            const asked = url.searchParams.get('next') ?? (back ? kept() : '/find');
            // Only places of this site.
            next = /^\/(?![/\\])/.test(asked) ? asked : '/find';
            if (back && store.state.person) {
                go(next, {replace: true});
            } else if (next !== '/find') {
                keep(next);
            }
        },
        leave() {},
        view: () => html`<h1 tabindex="-1">Sign in</h1>
            ${store.state.person ? html`<div class="note"><p><strong>You are signed in as ${store.state.person.name}.</strong></p>
                <p><a class="button main" href=${next}>Go on</a></p></div>` : html`
            <div class="note" data-testid="sign-in-note">
                <p><strong>You sign in with a one-time link.</strong> There is no password.</p>
                <ol><li>On the machine that runs Periapsis, run <code>periapsis link</code> (in the project's folder: <code>./periapsis link</code>).</li>
                    <li>Open the address that it prints in this browser. It works once.</li></ol>
                <p>Somebody else runs it? Ask them for a link. What is in your basket is kept until then.</p>
                <p class="quiet">An anonymous visitor finds and downloads public products; launching sessions and jobs needs sign-in.</p>
                <p><button type="button" @click=${async () => {
                    await store.load();
                    if (store.state.person) {
                        go(next);
                    }
                }}>I have opened it</button> <a class="button" href="/find">Go on without</a></p>
            </div>`}`,
    };
}
