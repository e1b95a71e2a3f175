// A program or a terminal asks to sign in as you (RFC 8628): you compare the code, and allow it or not.
import {html} from '../../ui/lit.js';
import {post} from '../../core/api.js';
import {problemNote, signInNote} from '../../ui/states.js';

/** Codes are written in capitals with a dash; people type them as they like. */
export function userCode(text) {
    const plain = String(text ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '');
    return plain.length === 8 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : plain;
}

export function page({store, go, changed}) {
    let code = '';
    let done = null;
    let problem = null;
    let busy = false;

    async function answer(approve) {
        busy = true;
        problem = null;
        changed();
        try {
            await post('/api/auth/device/approve', {user_code: code, approve});
            done = approve ? 'allowed' : 'refused';
        } catch (cause) {
            problem = cause;
        }
        busy = false;
        changed();
    }

    function ask() {
        return html`<form class="panel gate" @submit=${event => {
            event.preventDefault();
            go(`/connect?code=${encodeURIComponent(userCode(new FormData(event.target).get('code')))}`);
        }}><p class="lead">Which code does the terminal show?</p>
            <label>Code<input name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" required placeholder="WDJB-MJHT" data-testid="device-code"></label>
            <p class="quiet">It stands there after <code>periapsis login</code>, and is good for some minutes.</p>
            <p class="actions"><button class="main">Go on</button></p></form>`;
    }

    function decide() {
        return html`<section class="panel gate" data-testid="device-question"><p class="lead">A program wants to sign in as ${store.state.person.name}.</p>
            <p class="code" aria-label=${`Code ${[...code].join(' ')}`}>${code}</p>
            <p>Allow it only if you have just started <code>periapsis login</code> yourself and the terminal shows this code. It may then do what you may do.</p>
            ${problemNote(problem)}
            <p class="actions"><button type="button" class="main" data-testid="device-allow" ?disabled=${busy} @click=${() => answer(true)}>Allow</button>
                <button type="button" class="danger" ?disabled=${busy} @click=${() => answer(false)}>Refuse</button>
                <a class="button" href="/connect">Another code</a></p></section>`;
    }

    function body() {
        if (!store.state.person) {
            return signInNote('Sign in first, then allow the program.');
        }
        if (done) {
            return html`<section class="panel gate" role="status" data-testid="device-done"><p class="lead ${done === 'allowed' ? 'good-text' : ''}">${done === 'allowed' ? 'Done. The program is signed in.' : 'Refused. The program is told so.'}</p>
                <p>${done === 'allowed' ? 'Go back to the terminal; you may close this page.' : 'If you did not start it, nothing has happened.'}</p>
                <p class="actions"><a class="button" href="/find">Find data</a></p></section>`;
        }
        return code ? decide() : ask();
    }

    return {
        title: 'Sign in a program',
        enter(url) {
            code = userCode(url.searchParams.get('code'));
            [done, problem] = [null, null];
        },
        leave() {},
        view: () => html`<h1 tabindex="-1">Sign in a program</h1>${body()}`,
    };
}
