// An address that is no page.
import {html} from '../ui/lit.js';

export function page() {
    return {
        title: 'Not here',
        enter() {},
        leave() {},
        view: () => html`<h1 tabindex="-1">Not here</h1><section class="panel gate" data-testid="lost"><p class="lead">There is no such page.</p>
            <p><code>${location.pathname}</code></p>
            <p>If a link led here, it may be cut off. Products, sessions and jobs are found by their id, too.</p>
            <p class="actions"><a class="button main" href="/find">Find data</a> <a class="button" href="/running">What runs</a></p></section>`,
    };
}
