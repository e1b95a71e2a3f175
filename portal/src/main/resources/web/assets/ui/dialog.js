// A question over the page. The browser's own dialog keeps the focus inside, closes on Escape and gives the focus back.
import {html, nothing, render} from './lit.js';

let count = 0;

/**
 * @param question {title, body: template, actions: [{label, value, main?, danger?}]}
 * @returns a promise of the chosen value; null when it was left
 */
export function ask({title, body, actions}) {
    return new Promise(answer => {
        const dialog = document.createElement('dialog');
        const name = `dialog-${++count}`;
        dialog.setAttribute('aria-labelledby', name);
        let value = null;
        const choose = chosen => {
            value = chosen;
            dialog.close();
        };
        render(html`<h2 id=${name}>${title}</h2><div>${body}</div>
            <p class="actions end">${actions.map(each => html`<button type="button" class="${each.main ? 'main' : ''} ${each.danger ? 'danger' : ''}"
                ?autofocus=${each.main} @click=${() => choose(each.value)}>${each.label}</button>`)}</p>`, dialog);
        dialog.addEventListener('close', () => {
            dialog.remove();
            answer(value);
        });
        // A press beside it leaves it.
        dialog.addEventListener('click', event => event.target === dialog && dialog.close());
        document.body.append(dialog);
        dialog.showModal();
    });
}

/** @returns a promise of true when it was confirmed */
export function confirm(title, text, label, danger = true) {
    return ask({title, body: text ? html`<p>${text}</p>` : nothing, actions: [{label: 'Leave it', value: false}, {label, value: true, danger, main: !danger}]})
        .then(Boolean);
}
