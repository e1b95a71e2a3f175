// Labelled fields with a hint and the fault beside them.
import {html, live, nothing} from './lit.js';

let count = 0;
const names = new Map();
const nameOf = key => names.get(key) ?? names.set(key, `field-${++count}`).get(key);

/** @param field {name, label, value, type?, hint?, fault?, placeholder?, change?(text), unit?} */
export function field({name, label, value = '', type = 'text', hint, fault, placeholder, change, unit}) {
    const told = hint || fault ? `${nameOf(name)}-told` : nothing;
    return html`<label class=${fault ? 'faulty' : ''}>${label}<span class="unit"><input name=${name} type=${type} autocomplete="off" .value=${live(String(value))}
        placeholder=${placeholder ?? nothing} aria-describedby=${told} aria-invalid=${fault ? 'true' : nothing}
        @change=${event => change?.(event.target.value)}>${unit ?? nothing}</span>
        ${hint || fault ? html`<span id=${told} class=${fault ? 'bad-text' : 'quiet'}>${fault ?? hint}</span>` : nothing}</label>`;
}
