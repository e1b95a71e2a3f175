// Events as lines in words, each with what it leads to and what stands on the log.
import {html, nothing, repeat} from '../../ui/lit.js';
import {clock, moment} from '../../core/format.js';
import {kindOf, KINDS, leads, place, tell, typeOf} from '../../core/telling.js';

/** @param see {names: Map of names, about: the id that the page is about, whose own lines say nothing of it} */
export function eventLines(events, {names, about} = {}) {
    return html`<ol class="events" data-testid="event-lines">${repeat(events, event => event.id, (event, i) => html`${newDay(event, events[i - 1])}${line(event, names, about)}`)}</ol>`;
}

const day = event => new Date(event.time).toDateString();

function newDay(event, before) {
    return before && day(before) === day(event) ? nothing
        : html`<li class="day">${new Date(event.time).toLocaleDateString('en', {weekday: 'long', year: 'numeric', month: 'long', day: 'numeric'})}</li>`;
}

function line(event, names, about) {
    const {text, tone} = tell(event, names);
    const links = leads(event).filter(each => !(about && each.path.endsWith(encodeURIComponent(about)) && !each.path.startsWith('/running')));
    const subject = event.subject;
    return html`<li class="event ${tone}" data-testid="event" data-type=${typeOf(event)}><time datetime=${event.time} title=${moment(event.time)}>${clock(new Date(event.time))}</time>
        <details><summary><span class="mark" aria-hidden="true"></span>${text}</summary>
            <p class="actions">${links.map(each => html`<a href=${each.path}>${each.label}</a>`)}${subject && subject !== about ? html`<a href=${`/about/${encodeURIComponent(subject)}`}>The life of ${subject.length > 40 ? 'it' : subject}</a>` : nothing}</p>
            <p class="quiet">${KINDS.find(kind => kind.id === kindOf(event))?.label} · <code>${typeOf(event)}</code>${where(event)}</p>
            <pre tabindex="0" aria-label="The event's own fields">${JSON.stringify(event.data ?? {}, null, 1)}</pre></details></li>`;
}

function where(event) {
    const at = place(event);
    return at ? html` · <code>${at.topic}</code> partition ${at.partition}, offset ${at.offset}` : nothing;
}
