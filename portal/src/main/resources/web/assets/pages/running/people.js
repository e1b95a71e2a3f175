// Whom a session's owner has let in: they work in it as the owner does, until they are put out.
import {html, nothing} from '../../ui/lit.js';
import {confirm} from '../../ui/dialog.js';
import {ago} from '../../core/format.js';
import * as work from '../../core/work.js';
import {isOver} from '../../core/words.js';

/** @param see {busy, me, act(what, told)} */
export function people(session, see) {
    if (isOver(session.state)) {
        return nothing;
    }
    const own = session.owner?.subject === see.me?.subject;
    const all = session.people ?? [];
    return html`${session.may_enter ? nothing : html`<p class="why" data-testid="not-let-in">Only ${session.owner?.subject}, and whom they let in, can open it. You see its state and its log.</p>`}
        ${all.length === 0 && !own ? nothing : html`<details class="people" data-testid="session-people" ?open=${all.length > 0}>
            <summary>${all.length === 0 ? 'Let somebody in' : `Who else is let in (${all.length})`}</summary>
            ${all.length === 0 ? nothing : html`<ul>${all.map(each => one(session, each, own, see))}</ul>`}
            ${own ? form(session, see) : nothing}</details>`}`;
}

function one(session, each, own, see) {
    const self = each.subject === see.me?.subject;
    return html`<li data-testid="session-person" data-subject=${each.subject}><b>${each.subject}</b> <span class="quiet">${ago(each.since, Date.now())}</span>
        ${own || self ? html`<button type="button" class="small danger" data-testid="session-put-out" ?disabled=${see.busy} @click=${() => out(session, each.subject, self, see)}>${self ? 'Leave' : 'Put out'}</button>` : nothing}</li>`;
}

function form(session, see) {
    return html`<form class="bar" @submit=${event => letIn(event, session, see)}>
        <label>Name they sign in with<input name="subject" required maxlength="128" autocomplete="off" spellcheck="false" data-testid="session-person-name"></label>
        <button type="submit" data-testid="session-let-in" ?disabled=${see.busy}>Let in</button></form>
        <p class="quiet">They can read and change everything in this session, with your files and your rights to data, until you put them out. What they leave in your home stays there, and acts as you when you run it.</p>`;
}

function letIn(event, session, see) {
    event.preventDefault();
    const form = event.target;
    const subject = form.elements.subject.value.trim();
    if (subject) {
        see.act(() => work.letIn(session.id, subject).then(() => form.reset()), `${subject} may enter it now.`);
    }
}

async function out(session, subject, self, see) {
    if (self ? await confirm('Leave this session?', 'Only its owner can let you in again.', 'Leave')
        : await confirm(`Put ${subject} out?`, 'What they have open in it is cut off.', 'Put out')) {
        see.act(() => work.putOut(session.id, subject), self ? 'You have left it.' : `${subject} may not enter it any more.`);
    }
}
