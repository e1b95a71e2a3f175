// The panel that matters first: what would happen in one sentence, the wish about data that is elsewhere, and the button.
import {html, live, nothing} from '../../ui/lit.js';
import {copy, launchPath} from '../../ui/copy.js';
import {shareBasket} from '../../core/catalogue.js';
import {keepLaunchSet} from '../../core/operations.js';
import {loading, problemNote} from '../../ui/states.js';
import {bytes, list, seconds} from '../../core/format.js';
import {previewSentence} from '../../core/words.js';
import {COMPARED, WISHES} from './asking.js';

const MOST_IN_LINK = 40;

/** @param told {lab, needsData, preview, answers, problem, busy, wish} @param act {again(), wish(id)} */
export function decision(told, act) {
    return html`${sentenceOf(told, act)}${told.lab && !told.needsData && told.preview?.products !== 0 ? wishes(told, act) : nothing}`;
}

function sentenceOf({lab, needsData, preview, problem, busy}, act) {
    if (!lab) {
        return html`<p class="sentence quiet" data-testid="preview-hint">Choose a datalab, and this says where it would run, when, and why.</p>`;
    }
    if (needsData) {
        return html`<p class="sentence quiet" data-testid="preview-hint">${lab.title ?? lab.id} works on products: choose some data first.</p>`;
    }
    if (problem) {
        return problemNote(problem, act.again);
    }
    return preview ? html`<p class="sentence ${preview.outcome} ${busy ? 'busy' : ''}" role="status" data-testid="preview-sentence">${previewSentence(preview)}</p>`
        : loading('Asking every site…');
}

function wishes({answers, wish, preview, problem}, act) {
    const many = preview?.products > COMPARED;
    const note = WISHES.find(({id}) => id === wish).note;
    return html`<fieldset class="wishes" data-testid="wish-select"><legend>Data that is elsewhere</legend>
        <div class="choices">${WISHES.map(({id, label}) => html`<label class="choice ${id === wish ? 'chosen' : ''}"><input type="radio" name="wish" value=${id}
            .checked=${live(id === wish)} @change=${() => act.wish(id)}><span><b>${label}</b><small>${problem ? nothing : outcome(answers.get(id), many)}</small></span></label>`)}</div>
        <p class="quiet">${note}</p></fieldset>`;
}

/** What a wish comes to, in few words. */
function outcome(preview, many) {
    if (!preview) {
        return many ? 'choose it to see' : '…';
    }
    if (preview.outcome === 'never') {
        return 'not possible';
    }
    const parts = (preview.parts?.length ? preview.parts : [preview]).filter(part => part.site);
    const scores = parts.map(part => part.scores.find(score => score.site === part.site)).filter(Boolean);
    const moved = scores.reduce((sum, score) => sum + (score.moved_bytes || 0), 0);
    const where = list([...new Set(parts.map(part => part.site))].sort());
    const when = Number.isFinite(preview.expected_start_s) ? seconds(preview.expected_start_s) : 'waits';
    return [where, when, moved > 0 ? `${bytes(moved)} moved` : 'nothing moved'].filter(Boolean).join(' · ');
}

/** Copies the address of this panel as it is filled; ids that are too many for it go by a basket that is shared, or a set. */
export async function copyPanelLink({lab, data, own, params}) {
    const fill = {datalab: lab?.id, path: params.get('path')};
    const kept = ['set', 'basket'].find(name => !own && params.get(name));
    if (data?.query) {
        fill.query = data.query;
    } else if (kept) {
        fill[kept] = params.get(kept);
    } else if ((data?.ids.length ?? 0) <= MOST_IN_LINK) {
        fill.ids = data?.ids ?? [];
    } else if (own) {
        fill.basket = (await shareBasket()).id;
    } else {
        fill.set = await keepLaunchSet(data.ids);
    }
    await copy(location.origin + launchPath(fill), `The launch link is copied${own && fill.basket ? ', and your basket is shared' : ''}. Whoever opens it gets this panel, filled.`);
}
