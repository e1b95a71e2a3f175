// Buttons that copy an address or a text.
import {html} from './lit.js';
import {toast} from './toast.js';
import {ask} from './dialog.js';

/** Copies a text; where the browser does not let it, shows it for copying by hand. */
export async function copy(text, told) {
    try {
        await navigator.clipboard.writeText(text);
        toast(told);
    } catch {
        await ask({title: 'Copy this', body: html`<textarea class="copied" readonly rows="4" aria-label="To copy" @focus=${e => e.target.select()}>${text}</textarea>`,
            actions: [{label: 'Close', value: null, main: true}]});
    }
}

/** @param path of this site; copied with the address of the site in front */
export function copyLink(path, label, told = 'The link is copied.') {
    return html`<button type="button" class="small" @click=${() => copy(location.origin + path, told)}>${label}</button>`;
}

/**
 * The address that opens a filled launch panel.
 *
 * @param fill {datalab?, ids?, path?, set?, basket?, query?}
 */
export function launchPath({datalab, ids = [], path, set: launchSet, basket, query}) {
    const params = new URLSearchParams();
    const set = (name, value) => value && params.append(name, value);
    set('datalab', datalab);
    ids.forEach(id => set('id', id));
    set('path', path);
    set('set', launchSet);
    set('basket', basket);
    set('query', query);
    return `/launch${params.size ? `?${params}` : ''}`;
}

export const copyLaunchLink = fill => copyLink(launchPath(fill), 'Copy launch link', 'The launch link is copied. Whoever opens it gets a filled launch panel.');
