// One session: where it is in its life, why, and what can be done.
import {html, nothing} from '../../ui/lit.js';
import {stateChip} from '../../ui/states.js';
import {confirm} from '../../ui/dialog.js';
import {ago, seconds} from '../../core/format.js';
import * as work from '../../core/work.js';
import {isOver} from '../../core/words.js';
import {workPath} from '../launch/asking.js';
import {people} from './people.js';
import {againPath, facts, why} from './why.js';

const STEPS = [['REQUESTED', 'Asked'], ['PLACED', 'Placed'], ['STAGING', 'Data'], ['STARTING', 'Start'], ['READY', 'Ready']];
const SOON_S = 900;
const HOUR_S = 3600;

/** @param see {busy, path: a place within it that a link named, act(what, told)} */
export function sessionHead(session, see) {
    const over = isOver(session.state);
    const lease = session.lease_s || 8 * HOUR_S;
    const left = (Date.parse(session.expires_at) - Date.now()) / 1000;
    return html`<header class="head"><div><p class="quiet">Session</p><h2>${session.name || session.datalab?.id}</h2></div>${stateChip(session.state)}
            <span class="actions">
            ${session.state === 'READY' && session.may_enter ? html`<a class="button main" data-testid="session-open-main" target="_blank" rel="noopener" href=${workPath(session, see.path)}
                title="In a tab of its own, at an address of its own">Open ↗</a>` : nothing}
            ${session.state === 'READY' ? html`<button type="button" data-testid="session-extend" ?disabled=${see.busy} @click=${() => see.act(() => work.renewSession(session.id, lease), `It goes on for ${seconds(lease)} longer.`)}>Extend by ${seconds(lease)}</button>` : nothing}
            ${over || session.state === 'STOPPING' ? nothing : html`<button type="button" class="danger" data-testid="session-stop" ?disabled=${see.busy} @click=${() => stop(session, see)}>Stop</button>`}
            ${over ? html`<a class="button ${session.state === 'FAILED' ? 'main' : ''}" data-testid="run-again" href=${againPath(session)}>Run again</a>` : nothing}</span></header>
        ${facts(session)}
        ${over ? nothing : steps(session)}
        ${!over && left > 0 && left < SOON_S ? html`<p class="why wait" role="status"><b>It ends in ${seconds(left)}.</b> Extend it to keep working; files under work/ are kept in any case.</p>` : nothing}
        ${why(session, againPath(session))}
        ${people(session, see)}`;
}

async function stop(session, see) {
    const ready = session.state === 'READY';
    if (!ready || await confirm(`Stop ${session.name || 'this session'}?`, 'What runs in it ends. Files under work/ are kept.', 'Stop')) {
        see.act(() => work.stopSession(session.id), 'It is being stopped.');
    }
}

function steps(session) {
    const times = session.times ?? {};
    const begin = Date.parse(times.REQUESTED);
    return html`<ol class="steps" aria-label="Progress">${STEPS.map(([name, label]) => {
        const at = Date.parse(times[name]);
        const now = session.state === name;
        return html`<li class="${Number.isNaN(at) ? '' : 'done'} ${now && name !== 'READY' ? 'now' : ''}" aria-current=${now ? 'step' : nothing}>
            <span>${label}</span><small>${Number.isNaN(at) ? ' ' : name === 'REQUESTED' ? ago(times[name], Date.now()) : `+${seconds((at - begin) / 1000)}`}</small></li>`;
    })}</ol>`;
}
