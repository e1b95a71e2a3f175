// A run's log as it grows.
import {html, nothing, ref} from '../../ui/lit.js';
import {logPath, readLog} from '../../core/operations.js';
import {problemNote} from '../../ui/states.js';

const LIMIT = 400000;
const NEAR = 60;

/** @param changed is called after every change */
export function createLog(changed) {
    let log = null;
    let atEnd = true;
    let drawn = null;

    /** A page that is not looked at lets go of its connection; looked at again, it reads the end anew. */
    function look() {
        if (log && document.hidden && log.state === 'open') {
            log.stop.abort();
            log.state = 'left';
        } else if (log?.state === 'left' && !document.hidden) {
            again();
        }
    }

    /** @param what {kind: sessions | jobs, id, run?, task?}; null closes it */
    function follow(what) {
        const key = JSON.stringify(what);
        if ((log?.key ?? 'null') === key) {
            return;
        }
        log?.stop.abort();
        document[what ? 'addEventListener' : 'removeEventListener']('visibilitychange', look);
        log = what ? {key, what, text: '', state: 'open', problem: null, stop: new AbortController()} : null;
        atEnd = true;
        if (log) {
            read(log);
        }
    }

    async function read(mine) {
        try {
            await readLog(mine.what, text => {
                mine.text = (mine.text + text).slice(-LIMIT);
                changed();
            }, mine.stop.signal);
        } catch (cause) {
            if (mine.stop.signal.aborted) {
                return;
            }
            mine.problem = cause;
        }
        mine.state = 'ended';
        changed();
    }

    function again() {
        const {what} = log;
        log.stop.abort();
        log = null;
        follow(what);
        changed();
    }

    /** Stays at the end while the reader is at the end; called anew at each drawing. */
    const stick = element => {
        drawn = element ?? null;
        if (element) {
            queueMicrotask(() => atEnd && (element.scrollTop = element.scrollHeight));
        }
    };

    const scrolled = event => {
        const {scrollHeight, scrollTop, clientHeight} = event.target;
        const now = scrollHeight - scrollTop - clientHeight < NEAR;
        if (now !== atEnd) {
            atEnd = now;
            changed();
        }
    };

    const toEnd = () => {
        atEnd = true;
        drawn.scrollTop = drawn.scrollHeight;
        changed();
    };

    function view() {
        if (!log) {
            return nothing;
        }
        return html`<div class="log"><div class="bar"><p class="quiet" role="status">${log.state !== 'ended' ? (atEnd ? 'Following' : 'Following; you look at an earlier place') : 'Ended'}</p>
                <span class="actions">${atEnd ? nothing : html`<button type="button" class="small" @click=${toEnd}>To the end</button>`}
                ${log.state === 'ended' ? html`<button type="button" class="small" @click=${again}>Read again</button>` : nothing}
                <a class="button small" download="${log.what.id}.log" href=${logPath(log.what, {tail: 100000000})}>Save</a></span></div>
            ${problemNote(log.problem)}
            <pre tabindex="0" aria-label="Log" @scroll=${scrolled} ${ref(element => stick(element))}>${log.text || (log.state === 'open' ? 'Nothing written yet.' : 'The log is empty.')}</pre></div>`;
    }

    return {follow, view};
}
