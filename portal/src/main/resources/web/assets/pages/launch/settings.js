// How much, how long, and where.
import {html, live, nothing} from '../../ui/lit.js';

/** @param how {lab, sites, params, cores, memory, gpus, hours} @param set puts changes into the address */
export function settings({lab, sites, params, cores, memory, gpus, hours}, set) {
    const batch = lab?.kind === 'BATCH';
    const graphics = gpus > 0 || sites.some(site => site.capacity?.gpus > 0);
    return html`<div class="fields">
        ${number('cores', batch ? 'Cores a task' : 'Cores', '', cores, 0.5, set)}
        ${number('memory', batch ? 'Memory a task' : 'Memory', 'GiB', memory, 0.125, set)}
        ${graphics ? number('gpus', 'GPUs', '', gpus, 1, set) : nothing}
        ${batch ? nothing : number('hours', 'For', 'h', hours, 0.5, set)}
        ${batch || !lab ? nothing : html`<label>Where<select name="site" @change=${event => set({site: event.target.value || null})}>
            <option value="" ?selected=${!params.get('site')}>Where it is best</option>
            ${sites.map(site => html`<option value=${site.id} ?selected=${site.id === params.get('site')}>Only at ${site.id}</option>`)}</select></label>`}
        <label class="wide">Name <span class="quiet">(may be left out)</span><input name="name" autocomplete="off" maxlength="100" .value=${live(params.get('name') ?? '')}
            @change=${event => set({name: event.target.value.trim() || null})}></label>
    </div>
    ${batch ? html`<p class="quiet">One task a product, in parts that run where their data are. What fails is tried three times.</p>` : nothing}`;
}

function number(name, label, unit, value, step, set) {
    return html`<label>${label}<span class="unit"><input type="number" name=${name} min=${step} step=${step} inputmode="decimal" .value=${live(String(value))}
        @change=${event => set({[name]: Number(event.target.value) > 0 ? event.target.value : null})}>${unit}</span></label>`;
}
