// The one place that names lit-html. The version is the one in the root pom (lit-html.version).
export {html, svg, render, nothing} from '/webjars/lit-html/3.3.2/lit-html.js';
export {live} from '/webjars/lit-html/3.3.2/directives/live.js';
export {repeat} from '/webjars/lit-html/3.3.2/directives/repeat.js';
export {ref} from '/webjars/lit-html/3.3.2/directives/ref.js';
