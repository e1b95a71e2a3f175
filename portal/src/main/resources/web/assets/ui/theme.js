// Light, dark, or as the system says.
import {html} from './lit.js';

const NEXT = {system: 'light', light: 'dark', dark: 'system'};
const LOOKS = {system: ['◐', 'as the system'], light: ['☀', 'light'], dark: ['☾', 'dark']};

export function themeSwitch(changed) {
    const now = window.periapsisTheme.get();
    const [sign, name] = LOOKS[now];
    const press = () => {
        window.periapsisTheme.set(NEXT[now]);
        changed();
    };
    return html`<button type="button" class="small plain icon" data-testid="theme" title=${`Colours: ${name}. Press for ${LOOKS[NEXT[now]][1]}.`}
        aria-label=${`Colours: ${name}`} @click=${press}><span aria-hidden="true">${sign}</span></button>`;
}
