// An address that is no page.
import {html} from '../ui/lit.js';
import {emptyNote} from '../ui/states.js';

export function page() {
    return {
        title: 'Not here',
        enter() {},
        leave() {},
        view: () => html`<h1 tabindex="-1">Not here</h1>${emptyNote('There is no such page.', location.pathname,
            html`<p><a class="button" href="/find">Find data</a></p>`)}`,
    };
}
