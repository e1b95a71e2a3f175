// Products and baskets.
import {ask, call, get, segment} from './api.js';

/** @param query URLSearchParams of GET /products @returns {products, next?, total?: {count, exact}, facets?} */
export const products = (query, options) => get(`/api/products?${query}`, options);

export const product = (productId, options) => get(`/api/products/${segment(productId)}`, options);

/** Products by id, in as many calls as keep the address short. @returns Map of id to product; what is not there is left out */
export async function productsById(ids, options) {
    const found = new Map();
    for (let i = 0; i < ids.length; i += 20) {
        const query = new URLSearchParams({limit: '20'});
        ids.slice(i, i + 20).forEach(each => query.append('obs_publisher_did', each));
        (await products(query, options)).products.forEach(each => found.set(each.obs_publisher_did, each));
    }
    return found;
}

/** Where the bytes are downloaded: from a site that holds them, else where the archive says; null when nowhere. */
export function downloadUrl(product) {
    if ((product.sites ?? []).length > 0) {
        return `/api/files/${segment(product.obs_publisher_did)}`;
    }
    const url = product.access_url ?? '';
    return /^https?:\/\//i.test(url) || /^\/(?!\/)/.test(url) ? url : null;
}

/** One file of a product, from a site that holds it; null when none does. */
export function fileUrl(product, name) {
    return (product.sites ?? []).length > 0 ? `/api/files/${segment(product.obs_publisher_did)}/${segment(name)}` : null;
}

/** @param size 64, 256 or 1024 pixels at most */
export const previewUrl = (productId, size) => `/api/products/${segment(productId)}/preview?size=${size}`;

/** Fails with the reason why a product has no preview. */
export const previewReason = productId => ask(previewUrl(productId, 64), {headers: {Accept: 'application/problem+json, image/png'}});

/** Header blocks of a product's files: {id, files: [{name, size, extensions: [...]}]} */
export const headers = (productId, options) => get(`/api/products/${segment(productId)}/headers`, options);

/** @returns {ids: string[], query: string | null, version?, name?, shared?} */
export const basket = () => get('/api/basket').then(contents);

/** Somebody else's basket, by the id in a shared link. @returns as basket, and owner_name */
export const sharedBasket = (basketId, options) => get(`/api/baskets/${segment(basketId)}`, options).then(contents);

function contents(told) {
    return {...told, ids: told.ids ?? [], query: told.query || null};
}

/** @param contents {ids} or {query} @param version the one that the change was made on */
export const putBasket = ({ids, query}, version) =>
    call('PUT', '/api/basket', {body: {...(query ? {query} : {ids}), ...(version === undefined ? {} : {version})}}).then(contents);

/** @returns {count, bytes, sites: [{site, products, local_bytes, missing_bytes}], gone: [ids]} */
export const basketSummary = (basketId, options) =>
    get(basketId ? `/api/baskets/${segment(basketId)}/summary` : '/api/basket/summary', options);

/** @returns {id, link} */
export const shareBasket = () => call('POST', '/api/basket/share');

/** Nobody else sees it from now on; harmless when nobody did. */
export const unshareBasket = () => call('DELETE', '/api/basket/share');

/** Keeps products for launching, for a day. @returns the path that opens the launch panel with them */
export async function launchSet(ids) {
    const response = await ask('/launch', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({ids})});
    const {pathname, search} = new URL(response.url);
    return pathname + search;
}
