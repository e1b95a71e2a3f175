// Short messages that go away: what was done, with a way back where there is one.
import {html, nothing, render, repeat} from './lit.js';

const LIFE_MS = 6000;
const MOST = 3;

let place = null;
let shown = [];
let last = 0;

/**
 * @param text what happened
 * @param options tone: good or bad; action: {label, run}
 */
export function toast(text, {tone = 'good', action} = {}) {
    const one = {key: ++last, text, tone, action};
    shown = [...shown, one].slice(-MOST);
    draw();
    // Time to reach the button by keyboard: it stays while it has the focus.
    const expire = () => (place.querySelector(`[data-key="${one.key}"]`)?.contains(document.activeElement) ? setTimeout(expire, LIFE_MS) : drop(one));
    setTimeout(expire, action ? 2 * LIFE_MS : LIFE_MS);
}

function drop(one) {
    shown = shown.filter(each => each !== one);
    draw();
}

function draw() {
    if (!place) {
        place = Object.assign(document.createElement('div'), {className: 'toasts'});
        place.setAttribute('role', 'status');
        place.setAttribute('aria-live', 'polite');
        document.body.append(place);
    }
    render(html`${repeat(shown, each => each.key, each => html`<div class="toast ${each.tone}" data-key=${each.key} data-testid="toast">
        <span>${each.text}</span>
        ${each.action ? html`<button type="button" class="small" @click=${() => {
            drop(each);
            each.action.run();
        }}>${each.action.label}</button>` : nothing}
        <button type="button" class="small plain icon" aria-label="Close" @click=${() => drop(each)}>✕</button></div>`)}`, place);
}
