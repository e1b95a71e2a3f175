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
        return html`<form class="note" @submit=${event => {
            event.preventDefault();
            go(`/connect?code=${encodeURIComponent(userCode(new FormData(event.target).get('code')))}`);
        }}><p><strong>Which code does the terminal show?</strong></p>
            <label>Code<input name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" required placeholder="ABCD-1234" data-testid="device-code"></label>
            <p class="actions"><button class="main">Go on</button></p></form>`;
    }

    function decide() {
        return html`<div class="note" data-testid="device-question"><p><strong>A program wants to sign in as ${store.state.person.name}.</strong></p>
            <p class="code" aria-label=${`Code ${[...code].join(' ')}`}>${code}</p>
            <p>Allow it only if you have just started <code>periapsis login</code> yourself and the terminal shows this code. It may then do what you may do.</p>
            ${problemNote(problem)}
            <p class="actions"><button type="button" class="main" data-testid="device-allow" ?disabled=${busy} @click=${() => answer(true)}>Allow</button>
                <button type="button" class="danger" ?disabled=${busy} @click=${() => answer(false)}>Refuse</button>
                <a class="button" href="/connect">Another code</a></p></div>`;
    }

    function body() {
        if (!store.state.person) {
            return signInNote('Sign in first, then allow the program.');
        }
        if (done) {
            return html`<div class="note" role="status" data-testid="device-done"><p><strong>${done === 'allowed' ? 'Done. The program is signed in.' : 'Refused. The program is told so.'}</strong></p>
                <p>${done === 'allowed' ? 'Go back to the terminal; you may close this page.' : 'If you did not start it, nothing has happened.'}</p>
                <p><a class="button" href="/find">Find data</a></p></div>`;
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
