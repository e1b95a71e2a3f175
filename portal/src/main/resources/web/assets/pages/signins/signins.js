// What can act for you: browsers and programs that are signed in, and the way to end each.
import {html, nothing} from '../../ui/lit.js';
import {call, get, post} from '../../core/api.js';
import {toast} from '../../ui/toast.js';
import {loading, problemNote, signInNote} from '../../ui/states.js';

const stamp = text => (text ? `${text.slice(0, 16).replace('T', ' ')} UTC` : 'not yet');

/** Browsers name themselves at length; people know them by a word or two. */
export function title(entry) {
    if (entry.kind !== 'browser') {
        return entry.label || 'a program';
    }
    const name = /Firefox|Edg|Chrome|Safari/.exec(entry.label)?.[0] ?? 'A browser';
    const system = /Windows|Macintosh|Android|iPhone|Linux/.exec(entry.label)?.[0];
    return system ? `${name.replace('Edg', 'Edge')} on ${system}` : name;
}

export function page({store, changed}) {
    let entries = null;
    let problem = null;
    let busy = null;

    async function read() {
        problem = null;
        try {
            entries = (await get('/auth/tokens')).tokens;
        } catch (cause) {
            problem = cause;
        }
        changed();
    }

    async function end(entry) {
        busy = entry.id;
        changed();
        try {
            await call('DELETE', `/auth/tokens/${entry.id}`);
            toast(`${title(entry)} is signed out.`);
        } catch (cause) {
            toast(cause.message, {tone: 'bad'});
        }
        busy = null;
        await read();
    }

    async function endAll() {
        try {
            await post('/auth/logout', {everywhere: true});
            location.assign('/find');
        } catch (cause) {
            problem = cause;
            changed();
        }
    }

    function line(entry) {
        return html`<tr data-testid="grant"><th scope="row" title=${entry.label}>${title(entry)}${entry.this ? html` <span class="quiet">(this one)</span>` : nothing}</th>
            <td data-label="May act as">${entry.kind === 'run' ? 'reads as you' : entry.roles.join(', ')}</td><td data-label="Last used">${stamp(entry.last_used_at)}</td><td data-label="Ends">${stamp(entry.expires_at)}</td>
            <td class="act">${entry.this ? nothing : html`<button type="button" class="small danger" aria-label=${`Sign out ${title(entry)}`} ?disabled=${busy === entry.id} @click=${() => end(entry)}>Sign out</button>`}</td></tr>`;
    }

    function body() {
        if (!store.state.person) {
            return signInNote('Sign in to see what can act for you.');
        }
        if (!entries) {
            return problem ? problemNote(problem, read) : loading('Reading your sign-ins…');
        }
        return html`<p>Browsers and programs that can act as ${store.state.person.name}. One that you sign out takes along what it asked tokens for.</p>
            ${problemNote(problem, read)}
            <table class="stack"><thead><tr><th scope="col">What</th><th scope="col">May act as</th><th scope="col">Last used</th><th scope="col">Ends</th><th scope="col"><span class="hidden">Sign out</span></th></tr></thead>
                <tbody>${entries.map(line)}</tbody></table>
            <p class="actions"><button type="button" class="danger" data-testid="sign-out-everywhere" @click=${endAll}>Sign out everywhere</button></p>`;
    }

    return {
        title: 'Sign-ins',
        enter() {
            entries = null;
            return store.state.person ? read() : undefined;
        },
        leave() {},
        view: () => html`<h1 tabindex="-1">Sign-ins</h1>${body()}`,
    };
}
