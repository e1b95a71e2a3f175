// Events in words that a person understands; pure. An event is a CloudEvent of /api/events or an item of its history.
import {bytes, count, list, memory, seconds} from './format.js';
import {sentence, WAITING} from './words.js';

/** What people filter by: the words, the log's topics, who may see any of it. */
export const KINDS = [
    {id: 'products', label: 'Products', topics: ['products', 'indexed'], for: 'all'},
    {id: 'work', label: 'Sessions and jobs', topics: ['requests', 'decisions', 'runs'], for: 'person'},
    {id: 'sites', label: 'Sites lost and back', topics: ['decisions'], for: 'person'},
    {id: 'datalabs', label: 'Datalabs', topics: ['datalabs'], for: 'person'},
    {id: 'people', label: 'Teams and baskets', topics: ['accounts', 'baskets', 'subscriptions'], for: 'person'},
    {id: 'refused', label: 'Refused and damaged data', topics: ['intake'], for: 'archive'},
    {id: 'copies', label: 'Copies of data', topics: ['replicas', 'transfers'], for: 'operator'},
    {id: 'links', label: 'Links between sites', topics: ['federation'], for: 'operator'},
    {id: 'offers', label: 'Offers of sites, every few seconds', topics: ['offers'], for: 'person', loud: true},
];

/** @param person {roles} or null @returns the kinds of which this person may see anything */
export function kindsFor(person) {
    const roles = person?.roles ?? [];
    const operator = roles.includes('operator');
    return KINDS.filter(kind => kind.for === 'all' || operator || (person && kind.for === 'person')
        || (kind.for === 'archive' && roles.some(role => role.startsWith('archive:'))));
}

export const typeOf = event => String(event.type ?? '').split('.').pop();

const TYPE_KIND = [
    [/^(SiteLost|SiteReturned)$/, 'sites'], [/^SiteOffered$/, 'offers'], [/^Product(Ingested|Revised|Withdrawn|Indexed)$/, 'products'],
    [/^(ProductRefused|IntakeCounted|Object)/, 'refused'], [/^(Replica|Transfer(Started|Completed|Failed))/, 'copies'],
    [/^Datalab/, 'datalabs'], [/^(Sequence|Loop)/, 'links'], [/^(Team|Member|Role|Quota|Search|Basket|Subscription|Delivery)/, 'people'],
];

/** @returns the id of one of KINDS */
export function kindOf(event) {
    return TYPE_KIND.find(([pattern]) => pattern.test(typeOf(event)))?.[1] ?? 'work';
}

/** The last part of an id, for where there is little room. */
export function brief(id) {
    const text = String(id ?? '');
    return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text) ? text.slice(0, 8) : text.slice(Math.max(text.lastIndexOf('?'), text.lastIndexOf('/')) + 1);
}

const person = owner => owner?.subject ?? 'somebody';
const ended = (outcome, reason) => `${{SUCCEEDED: 'succeeded', FAILED: 'failed', STOPPED: 'was stopped', EXPIRED: 'came to the end of its lease', LOST: 'was lost'}[outcome] ?? `ended (${String(outcome).toLowerCase()})`}${
    reason ? `: ${reason}` : ''}`;
const tone = outcome => (outcome === 'SUCCEEDED' ? 'good' : outcome === 'FAILED' || outcome === 'LOST' ? 'bad' : 'over');
const wish = {WAIT: 'wait for its data', REMOTE: 'bring its data along', REPLICATE: 'copy its data first'};

/** What an event is about, of sessions, jobs and their runs. */
function about(data) {
    const run = data.run ?? data;
    const kind = String(run.entity_kind ?? (data.job_id ? 'JOB' : data.build_id ? 'BUILD' : 'SESSION')).toLowerCase();
    return {kind, id: run.entity_id ?? data.session_id ?? data.job_id ?? data.build_id, run: run.run_id, epoch: run.epoch};
}

function whose(data, names) {
    const {kind, id, run} = about(data);
    const name = names?.get(id);
    return `${kind} ${name ? `“${name}”` : brief(id)}${kind === 'job' && run !== undefined ? `, run ${run}` : ''}`;
}

const upper = text => text.charAt(0).toUpperCase() + text.slice(1);
const product = data => `${data.obscore?.obs_collection ? `${data.obscore.obs_collection}: ` : ''}${data.obscore?.target_name || brief(data.product_id)}`;
const lab = data => `Datalab ${data.datalab_id} ${data.version}`;
const number = n => Number(n).toLocaleString('en');
const need = r => (r ? `${count(r.cores, 'core')}, ${memory(r.memory_mib)}` : '');

const TELL = {
    ProductIngested: d => [`${product(d)} came in at ${d.site}, ${bytes(d.size)}`, d.provenance ? 'good' : ''],
    ProductRevised: d => [`${product(d)} was revised, now revision ${d.revision}${d.reason ? `: ${d.reason}` : ''}`],
    ProductWithdrawn: d => [`${brief(d.product_id)} was withdrawn by ${d.archive}: ${d.reason}`, 'wait'],
    ProductIndexed: d => [`${product(d)} ${d.withdrawn ? 'is no longer found by searches' : 'is found by searches now'}`, 'good'],
    ProductRefused: d => [`${d.archive}’s ${d.source ?? 'product'} was refused${d.field ? ` for ${d.field}` : ''}: ${sentence(d.reason)} ${d.remedy ? upper(d.remedy) : ''}`, 'bad'],
    IntakeCounted: d => [`${d.archive} sent ${count(d.received, 'product')} in an hour: ${number(d.accepted)} taken, ${number(d.repeated)} known, ${number(d.refused)} refused`, d.refused > 0 ? 'wait' : ''],
    ObjectMissing: d => [`The bytes of ${brief(d.product_id)} are missing at ${d.site}`, 'bad'],
    ObjectUnknown: d => [`${d.site} has bytes that belong to no product: ${d.key}, ${bytes(d.size)}`, 'wait'],
    ObjectCorrupt: d => [`The bytes of ${brief(d.product_id)} at ${d.site} are not what was stored`, 'bad'],
    ReplicaAdded: d => [`${d.site} has a copy of ${brief(d.product_id)}, ${bytes(d.size)}`, 'good'],
    ReplicaVerified: d => [`The copy of ${brief(d.product_id)} at ${d.site} was checked and is whole`, 'good'],
    ReplicaLost: d => [`${d.site} lost its copy of ${brief(d.product_id)}: ${d.reason}`, 'bad'],
    ReplicaRemoved: d => [`${d.site} removed its copy of ${brief(d.product_id)}: ${d.reason}`],
    TransferOrdered: d => [`${bytes(d.bytes)} are to be copied from ${d.source_site} to ${d.target_site}`, 'busy'],
    TransferStarted: d => [`Copying ${count(d.count, 'product')}, ${bytes(d.bytes)}, from ${d.source_site} to ${d.target_site}`, 'busy'],
    TransferCompleted: d => [`Copied ${bytes(d.bytes)} from ${d.source_site} to ${d.target_site} in ${seconds(d.seconds)}${d.seconds > 0 ? `, ${bytes(d.bytes / d.seconds)}/s` : ''}`, 'good'],
    TransferFailed: d => [`Copying from ${d.source_site} to ${d.target_site} failed: ${d.reason}`, 'bad'],
    SessionRequested: d => [`${person(d.owner)} asked for session “${d.name}” of ${d.datalab?.id} ${d.datalab?.version} over ${count(d.manifest?.count ?? 0, 'product')} (${need(d.resources)}), to ${wish[d.wish] ?? 'run'}`, 'busy'],
    SessionRenewalRequested: (d, n) => [`${person(d.owner)} asked to keep ${whose(d, n)} until ${String(d.expires_at).slice(0, 16).replace('T', ' ')} UTC`],
    SessionStopRequested: (d, n) => [`${person(d.owner)} asked to stop ${whose(d, n)}`],
    SessionShared: (d, n) => [`${person(d.by)} let ${person(d.person)} into ${whose(d, n)}`],
    SessionUnshared: (d, n) => [`${person(d.by)} put ${person(d.person)} out of ${whose(d, n)}`],
    JobSubmitted: d => [`${person(d.owner)} submitted job “${d.name}” of ${d.datalab?.id} ${d.datalab?.version} over ${count(d.manifest?.count ?? 0, 'product')}`, 'busy'],
    JobCancelRequested: (d, n) => [`${person(d.owner)} asked to cancel ${whose(d, n)}`],
    BuildRequested: d => [`${person(d.owner)} asked to build ${d.datalab_id} ${d.version}`, 'busy'],
    RunPlaced: (d, n) => [`${upper(whose(d, n))} was placed at ${d.site}${placed(d)}`, 'busy'],
    RunWaiting: (d, n) => [`${upper(whose(d, n))} waits${d.shard === undefined ? '' : ` with part ${d.shard + 1}`}: ${d.message || WAITING[d.reason] || d.reason}`, 'wait'],
    RunRevoked: (d, n) => [`${upper(whose(d, n))} was taken back from ${d.site}: ${d.reason}`, 'wait'],
    RunConcluded: (d, n) => [`${upper(whose(d, n))} is over: it ${ended(d.outcome, d.reason)}${tasks(d)}`, tone(d.outcome)],
    SessionConcluded: (d, n) => [`${upper(whose(d, n))} ${ended(d.outcome, d.reason)}`, tone(d.outcome)],
    JobConcluded: (d, n) => [`${upper(whose(d, n))} ${ended(d.outcome, d.reason)}${tasks(d)}`, tone(d.outcome)],
    SiteLost: d => [`${d.site} has been silent for ${seconds(d.deadline_s)} and counts as lost`, 'bad'],
    SiteReturned: d => [`${d.site} is back`, 'good'],
    RunAccepted: (d, n) => [`${d.run.site} took ${whose(d, n)}`, 'busy'],
    RunStaging: (d, n) => [`${d.run.site} brings data for ${whose(d, n)}: ${bytes(d.bytes_done)} of ${bytes(d.bytes_total)}${d.bytes_per_s > 0 ? `, ${bytes(d.bytes_per_s)}/s` : ''}`, 'busy'],
    RunStarted: (d, n) => [`${upper(whose(d, n))} started at ${d.run.site}; ${bytes(d.local_bytes)} were there, ${bytes(d.moved_bytes)} were moved in ${seconds(d.staging_s)}`, 'busy'],
    RunReady: (d, n) => [`${upper(whose(d, n))} is ready at ${d.run.site}`, 'good'],
    RunIdle: (d, n) => [`${upper(whose(d, n))} is idle`],
    RunExited: (d, n) => [`${upper(whose(d, n))} ${ended(d.outcome, d.reason)}${tasks(d)} at ${d.run.site}`, tone(d.outcome)],
    RunLost: (d, n) => [`${d.run.site} lost ${whose(d, n)}: ${d.reason}`, 'bad'],
    SiteOffered: d => [`${d.site} offers ${need(d.free)} of ${need(d.capacity)}; ${d.running} running, ${d.queued} queued`],
    DatalabDrafted: d => [`${lab(d)} was drafted by ${person(d.owner)}`],
    DatalabBuilt: d => [`${lab(d)} was built`, 'good'],
    DatalabBuildFailed: d => [`${lab(d)} could not be built: ${d.reason}`, 'bad'],
    DatalabShared: d => [`${lab(d)} was shared with ${list((d.people ?? []).map(person))}`],
    DatalabPublished: d => [`${lab(d)} was published by ${person(d.moderator)}`, 'good'],
    DatalabWithdrawn: d => [`${lab(d)} was withdrawn: ${d.reason}`, 'wait'],
    TeamCreated: d => [`${person(d.owner)} founded team ${d.title || d.team}`],
    MemberAdded: d => [`${person(d.member)} joined team ${d.team}`],
    MemberRemoved: d => [`${person(d.member)} left team ${d.team}`],
    RoleGranted: d => [`${person(d.granted_by)} gave ${person(d.person)} the role ${d.role}`],
    QuotaSet: d => [`Team ${d.team} may have ${count(d.runs, 'run')} at once`],
    SearchSaved: d => [`${person(d.owner)} saved the search “${d.name}”`],
    BasketChanged: d => [`${person(d.owner)} changed a basket: ${d.query ? 'a search' : count((d.product_ids ?? []).length, 'product')}`],
    BasketShared: d => [`${person(d.owner)} shared a basket with ${d.team}`],
    BasketUnshared: d => [`${person(d.owner)} no longer shares a basket with ${d.team}`],
    SubscriptionCreated: d => [`${person(d.owner)} subscribed: ${d.name}`],
    SubscriptionPaused: d => [`A subscription pauses: ${d.reason}`, 'wait'],
    SubscriptionRemoved: d => [`A subscription ended${d.reason ? `: ${d.reason}` : ''}`],
    DeliveryAbandoned: d => [`A delivery was given up after ${count(d.attempts, 'attempt')}: ${d.reason}`, 'bad'],
    SequenceGap: d => [`Events ${d.expected} to ${d.found - 1} of ${d.origin} are missing on ${d.topic}`, 'bad'],
    SequenceReset: d => [`${d.origin} began again on ${d.topic}`, 'wait'],
    LoopSeen: d => [`An event of ${d.origin} came back on ${d.topic}`, 'bad'],
};

function placed(data) {
    const own = (data.scores ?? []).find(score => score.site === data.site);
    return own ? `: ${bytes(own.local_bytes)} there, ${bytes(own.moved_bytes)} to bring, ${seconds(own.total_s)} in all` : '';
}

const tasks = d => ((d.tasks_succeeded ?? 0) + (d.tasks_failed ?? 0) === 0 ? '' : ` (${count(d.tasks_succeeded, 'task')} done, ${d.tasks_failed} failed)`);

/** @param names Map of session and job ids to names, as far as known @returns {text, tone: good | bad | wait | busy | over | ''} */
export function tell(event, names) {
    const [text, how = ''] = TELL[typeOf(event)]?.(event.data ?? {}, names) ?? [`${typeOf(event)} about ${event.subject}`];
    return {text: sentence(text.trim()), tone: how};
}

/** What an event leads to. @returns [{label, path}] */
export function leads(event) {
    const d = event.data ?? {};
    const links = [];
    const add = (label, path) => links.some(each => each.path === path) || links.push({label, path});
    const {kind, id} = about(d);
    if (id && kind !== 'build') {
        add(`Open the ${kind}`, `/running/${encodeURIComponent(id)}`);
    }
    if (d.product_id) {
        add('Product', `/products/${encodeURIComponent(d.product_id)}`);
    }
    const site = d.run?.site ?? d.site ?? d.target_site;
    if (site) {
        add(`Site ${site}`, `/sites/${encodeURIComponent(site)}`);
    }
    if (d.datalab_id) {
        add('Launch it', `/launch?datalab=${encodeURIComponent(d.datalab_id)}`);
    }
    return links;
}

/** Learns names of sessions and jobs from their requests. */
export function learn(event, names) {
    const type = typeOf(event);
    if ((type === 'SessionRequested' || type === 'JobSubmitted') && event.data?.name) {
        names.set(event.data.session_id ?? event.data.job_id, event.data.name);
    }
}

/** Where an event stands on the log. @returns {topic, partition, offset} or null */
export function place(event) {
    if (event.topic) {
        return {topic: event.topic, partition: event.partition, offset: event.offset};
    }
    const parts = /^(.+):(\d+):(\d+)$/.exec(event.position ?? '');
    return parts ? {topic: parts[1], partition: Number(parts[2]), offset: Number(parts[3])} : null;
}
