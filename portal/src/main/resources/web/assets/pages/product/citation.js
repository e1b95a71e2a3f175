// Rights and citation of a product in words; pure.
import {mjdDate} from '../../core/format.js';

/** Who may find, read and compute on it. */
export function rightsSentence(product, now) {
    const released = product.obs_release_date ? new Date(product.obs_release_date) : null;
    const day = released?.toISOString().slice(0, 10);
    const licence = product.licence ? ` Licence: ${product.licence}.` : '';
    if (product.data_rights === 'public') {
        return (released && released > now ? `Public from ${day} on. Until then its archive, its owner and their teams find and use it.`
            : `Public${day ? ` since ${day}` : ''}: everybody may find it, download it and compute on it.`) + licence;
    }
    if (product.data_rights === 'proprietary' || product.data_rights === 'secure') {
        return (released && released <= now ? `It was ${product.data_rights} until ${day}; it is public now.`
            : `${product.data_rights === 'secure' ? 'Secure' : 'Proprietary'}${day ? ` until ${day}` : ''}: its archive, its owner and their teams find and use it.`) + licence;
    }
    return `Its archive does not say what its rights are. Ask the archive before you publish.${licence}`;
}

const made = product => [product.facility_name, product.instrument_name].filter(Boolean).join('/');

/** In the order of the journals' data citations: who, what, which, when, where. */
export function citation(product, origin, now) {
    const title = product.obs_title || product.target_name || product.obs_id || 'Data product';
    const year = product.obs_release_date?.slice(0, 4) ?? (Number.isFinite(product.t_min) ? mjdDate(product.t_min).slice(0, 4) : product.ingested_at?.slice(0, 4));
    const parts = [
        `${product.archive ?? product.obs_collection}${year ? ` (${year})` : ''}`,
        title,
        [product.obs_collection, made(product)].filter(Boolean).join(', '),
        product.provenance ? `made by ${product.provenance.datalab} ${product.provenance.datalab_version ?? ''}`.trim() : null,
        `${product.obs_publisher_did}, revision ${product.revision ?? 0}`,
        `${origin}/products/${encodeURIComponent(product.obs_publisher_did)} (read ${now.toISOString().slice(0, 10)})`,
    ];
    return `${parts.filter(Boolean).join('. ')}.`;
}

export function bibtex(product, origin, now) {
    const escape = text => String(text).replace(/[\\{}]/g, '').replace(/([&%$#_])/g, '\\$1');
    const key = product.obs_publisher_did.replace(/^.*[/?]/, '').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
    const year = Number.isFinite(product.t_min) ? mjdDate(product.t_min).slice(0, 4) : product.ingested_at?.slice(0, 4);
    const fields = {
        title: escape(product.obs_title || product.target_name || product.obs_id || key),
        author: `{${escape(product.archive ?? product.obs_collection)}}`,
        year,
        publisher: escape([product.obs_collection, made(product)].filter(Boolean).join(', ')),
        url: `${origin}/products/${encodeURIComponent(product.obs_publisher_did)}`,
        note: escape(`${product.obs_publisher_did}, revision ${product.revision ?? 0}, read ${now.toISOString().slice(0, 10)}`),
    };
    return `@misc{${key},\n${Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}},\n`).join('')}}\n`;
}
