// The log as it happens: server-sent events that come back by themselves, where they ended.
import {DOUBT} from './api.js';

const REOPEN_MS = 5000;

/**
 * Follows the log. A page that is not looked at lets go of its connection, of which a browser has six for all its pages; when it
 * is looked at again it goes on after the last event it had.
 *
 * @param query what is asked of GET /api/events, such as topic=requests,runs
 * @param onEvent gets each CloudEvent
 * @param onState gets true when the stream is open and false when it is not
 * @returns closes it
 */
export function follow(query, onEvent, onState = () => {}) {
    let source = null;
    let timer = 0;
    let last = '';

    function open() {
        clearTimeout(timer);
        if (source || document.hidden) {
            return;
        }
        const asked = new URLSearchParams(query);
        if (last) {
            asked.delete('from');
            asked.set('after', last);
        }
        source = new EventSource(`/api/events?${asked}`);
        source.onopen = () => onState(true);
        source.onmessage = message => {
            last = message.lastEventId || last;
            onEvent(JSON.parse(message.data));
        };
        source.onerror = () => {
            onState(false);
            dispatchEvent(new CustomEvent(DOUBT));
            // After an answer such as 503 the browser does not try again by itself.
            if (source?.readyState === EventSource.CLOSED) {
                source = null;
                timer = setTimeout(open, REOPEN_MS);
            }
        };
    }

    function shut() {
        clearTimeout(timer);
        source?.close();
        source = null;
    }

    /** A connection over a network that is gone looks open for minutes. */
    function look() {
        if (document.hidden || navigator.onLine === false) {
            shut();
            onState(false);
        } else {
            open();
        }
    }

    const occasions = [[document, 'visibilitychange'], [window, 'offline'], [window, 'online']];
    occasions.forEach(([of, name]) => of.addEventListener(name, look));
    open();
    return () => {
        occasions.forEach(([of, name]) => of.removeEventListener(name, look));
        shut();
    };
}

/** What concerns a person's work. */
export const workEvents = (onEvent, onState) => follow('topic=requests,decisions,runs,transfers', onEvent, onState);
