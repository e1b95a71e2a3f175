// Which bytes would go from which site to which; pure. The preview tells sites and amounts, sites tell how fast they read each other.

const UNKNOWN_RATE = 50e6;

/** The holder that the scheduler would read from: the quickest one that answers, of equals the first by name. */
function from(holders, target, sites) {
    const rates = sites.find(site => site.id === target)?.bandwidths ?? [];
    const rate = source => rates.find(each => each.source === source)?.bytes_per_s ?? UNKNOWN_RATE;
    const alive = holders.filter(holder => !sites.find(site => site.id === holder)?.lost);
    return [...(alive.length > 0 ? alive : holders)].sort((a, b) => rate(b) - rate(a) || (a < b ? -1 : 1))[0];
}

/**
 * @param preview its shards with holders, count and bytes; site; for jobs parts, one a shard
 * @returns [{source, target, bytes, products}], what is read in place with source = target; most bytes first
 */
export function flows(preview, sites) {
    const all = new Map();
    const shards = preview.shards ?? [];
    const parts = preview.parts?.length === shards.length ? preview.parts : null;
    shards.forEach((shard, i) => {
        const target = parts ? parts[i].site : preview.site;
        if (!target || shard.holders.length === 0) {
            return;
        }
        const source = shard.holders.includes(target) ? target : from(shard.holders, target, sites);
        const key = `${source}>${target}`;
        const flow = all.get(key) ?? {source, target, bytes: 0, products: 0};
        flow.bytes += shard.bytes;
        flow.products += shard.count;
        all.set(key, flow);
    });
    return [...all.values()].sort((a, b) => b.bytes - a.bytes);
}

/**
 * Places of bands between two columns of sites.
 *
 * @returns {height, left, right: [{site, y, height}], bands: [{...flow, y0, y1, thick}]}
 */
export function layout(all, {height = 200, gap = 36, least = 4} = {}) {
    const total = all.reduce((sum, flow) => sum + flow.bytes, 0) || 1;
    const column = side => {
        const names = [...new Set(all.map(flow => flow[side]))].sort();
        const room = height - gap * Math.max(0, names.length - 1);
        let y = 0;
        return names.map(site => {
            const mine = all.filter(flow => flow[side] === site);
            const size = Math.max(mine.length * least, (room * mine.reduce((sum, flow) => sum + flow.bytes, 0)) / total);
            const box = {site, y, height: size, used: 0};
            y += size + gap;
            return box;
        });
    };
    const [left, right] = [column('source'), column('target')];
    const bands = all.map(flow => {
        const [a, b] = [left.find(box => box.site === flow.source), right.find(box => box.site === flow.target)];
        const sum = all.filter(each => each.source === flow.source).reduce((n, each) => n + each.bytes, 0) || 1;
        const thick = Math.max(least, (a.height * flow.bytes) / sum);
        const end = Math.max(least, (b.height * flow.bytes) / (all.filter(each => each.target === flow.target).reduce((n, each) => n + each.bytes, 0) || 1));
        const band = {...flow, y0: a.y + a.used, y1: b.y + b.used, thick, end};
        a.used += thick;
        b.used += end;
        return band;
    });
    const lowest = Math.max(...[...left, ...right].map(box => box.y + Math.max(box.height, box.used)), least);
    return {height: lowest, left, right, bands};
}
