// The log as it happens: server-sent events that come back by themselves.

const REOPEN_MS = 5000;

/**
 * Follows the log.
 *
 * @param query what is asked of GET /api/events, such as topic=requests,runs
 * @param onEvent gets each CloudEvent
 * @param onState gets true when the stream is open and false when it is not
 * @returns closes it
 */
export function follow(query, onEvent, onState = () => {}) {
    let source;
    let timer = 0;
    const open = () => {
        source = new EventSource(`/api/events?${query}`);
        source.onopen = () => onState(true);
        source.onmessage = message => onEvent(JSON.parse(message.data));
        source.onerror = () => {
            onState(false);
            // After an answer such as 503 the browser does not try again by itself.
            if (source.readyState === EventSource.CLOSED) {
                clearTimeout(timer);
                timer = setTimeout(open, REOPEN_MS);
            }
        };
    };
    open();
    return () => {
        clearTimeout(timer);
        source.close();
    };
}

/** What concerns a person's work. */
export const workEvents = (onEvent, onState) => follow('topic=requests,decisions,runs,transfers', onEvent, onState);
