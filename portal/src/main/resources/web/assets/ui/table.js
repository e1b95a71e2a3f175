// Tables that become cards where it is narrow.
import {html, nothing, repeat} from './lit.js';

/**
 * @param table caption; columns: [{label, number?, cell(row), head?}], the first or the one with head names the row;
 *     rows; key(row); shown: false hides the caption from view
 */
export function table({caption, columns, rows, key, shown = false}) {
    const head = Math.max(columns.findIndex(column => column.head), 0);
    return html`<table class="stack"><caption class=${shown ? '' : 'hidden'}>${caption}</caption>
        <thead><tr>${columns.map(column => html`<th scope="col" class=${column.number ? 'number' : ''}>${column.label}</th>`)}</tr></thead>
        <tbody>${repeat(rows, key, row => html`<tr>${columns.map((column, i) => cell(column, row, i === head))}</tr>`)}</tbody></table>`;
}

function cell(column, row, head) {
    const shown = column.cell(row) ?? nothing;
    return head ? html`<th scope="row" data-label=${column.label}>${shown}</th>`
        : html`<td data-label=${column.label} class=${column.number ? 'number' : ''}>${shown}</td>`;
}
