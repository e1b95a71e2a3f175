// What the Events view says, word for word, of each event type of the catalogue.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {tell, typeOf} from '../../main/resources/web/assets/core/telling.js';

const S = '3f2a91bb-0000-4000-8000-000000000001';
const ada = {issuer: 'https://id.test', subject: 'ada'};
const eve = {issuer: 'https://id.test', subject: 'eve'};
const resources = {cores: 2, memory_mib: 4096, gpus: 0};
const manifest = {uri: 's3://esac/m', sha256: '0', count: 2, bytes: 20e6};
const notebook = {id: 'notebook', version: '1', kind: 'SESSION'};
const statistics = {id: 'statistics', version: '2', kind: 'BATCH'};
const product = {product_id: 'ivo://esa/hst?u40x', revision: 1, archive: 'esa', site: 'esac', obscore: {obs_collection: 'HST', target_name: 'M51'}, size: 4.8e6};
const copy = {product_id: 'ivo://esa/hst?u40x', site: 'jive'};
const transfer = {entity_id: S, source_site: 'esac', target_site: 'jive', bytes: 20e6};
const session = {session_id: S, owner: ada};
const job = {job_id: S, owner: ada};
const placed = {entity_id: S, entity_kind: 'JOB', run_id: '4', epoch: 1, site: 'jive', owner: ada};
const run = {entity_id: S, entity_kind: 'SESSION', run_id: '0', epoch: 1, site: 'jive', owner: ada};
const lab = {datalab_id: 'viewer', version: '3'};
const seen = {origin: 'jive/agent-1/7', topic: 'jive.periapsis.runs.v1', partition: 0, expected: 5, found: 8};

/** Type, its fields as they come (those that are null do not), the sentence, its tone. */
const SAID = [
    ['ProductIngested', product, 'HST: M51 came in at esac, 4.8 MB.', ''],
    ['ProductIngested', {...product, obscore: {obs_collection: 'job'}, provenance: {job_id: S}}, 'job: u40x came in at esac, 4.8 MB.', 'good'],
    ['ProductRevised', {...product, revision: 2, reason: 'better flat field'}, 'HST: M51 was revised, now revision 2: better flat field.', ''],
    ['ProductWithdrawn', {product_id: 'ivo://esa/hst?u40x', revision: 3, archive: 'esa', reason: 'wrong target'}, 'u40x was withdrawn by esa: wrong target.', 'wait'],
    ['ProductRefused', {archive: 'esa', source: 'a.fits', field: 'CRVAL1', reason: 'It has no position', remedy: 'give s_ra and s_dec'}, 'esa’s a.fits was refused for CRVAL1: It has no position. Give s_ra and s_dec.', 'bad'],
    ['IntakeCounted', {archive: 'esa', received: 1200, accepted: 1100, repeated: 100, refused: 0}, 'esa sent 1,200 products in an hour: 1,100 taken, 100 known, 0 refused.', ''],
    ['ObjectMissing', {...copy, bucket: 'b', key: 'k'}, 'The bytes of u40x are missing at jive.', 'bad'],
    ['ObjectUnknown', {site: 'jive', bucket: 'b', key: 'left/over', size: 4.8e6}, 'jive has bytes that belong to no product: left/over, 4.8 MB.', 'wait'],
    ['ObjectCorrupt', {...copy, bucket: 'b', key: 'k'}, 'The bytes of u40x at jive are not what was stored.', 'bad'],
    ['ReplicaAdded', {...copy, revision: 1, size: 4.8e6}, 'jive has a copy of u40x, 4.8 MB.', 'good'],
    ['ReplicaVerified', copy, 'The copy of u40x at jive was checked and is whole.', 'good'],
    ['ReplicaLost', {...copy, reason: 'disk'}, 'jive lost its copy of u40x: disk.', 'bad'],
    ['ReplicaRemoved', {...copy, reason: 'the operator made room'}, 'jive removed its copy of u40x: the operator made room.', ''],
    ['TransferStarted', {...transfer, count: 2}, 'Copying 2 products, 20.0 MB, from esac to jive.', 'busy'],
    ['TransferCompleted', {...transfer, seconds: 4}, 'Copied 20.0 MB from esac to jive in 4.0 s, 5.0 MB/s.', 'good'],
    ['TransferFailed', {entity_id: S, source_site: 'esac', target_site: 'jive', reason: 'esac does not answer'}, 'Copying from esac to jive failed: esac does not answer.', 'bad'],
    ['ProductIndexed', {...product, withdrawn: false}, 'HST: M51 is found by searches now.', 'good'],
    ['ProductIndexed', {...product, withdrawn: true}, 'HST: M51 is no longer found by searches.', 'good'],
    ['SiteOffered', {site: 'jive', free: {cores: 1, memory_mib: 512}, capacity: resources, running: 1, queued: 0}, 'jive offers 1 core, 512 MiB of 2 cores, 4 GiB; 1 running, 0 queued.', ''],
    ['SessionRequested', {...session, name: 'M51', datalab: notebook, manifest, resources, wish: 'REPLICATE'}, 'ada asked for session “M51” of notebook 1 over 2 products (2 cores, 4 GiB), to copy its data first.', 'busy'],
    ['SessionRequested', {...session, name: 'Empty', datalab: notebook, resources, wish: 'UNKNOWN'}, 'ada asked for session “Empty” of notebook 1 over 0 products (2 cores, 4 GiB), to run.', 'busy'],
    ['SessionRenewalRequested', {...session, expires_at: '2026-11-22T18:30:00.000Z'}, 'ada asked to keep session “M51” until 2026-11-22 18:30 UTC.', ''],
    ['SessionStopRequested', session, 'ada asked to stop session “M51”.', ''],
    ['SessionShared', {...session, person: {issuer: 'i', subject: 'bob'}, by: ada}, 'ada let bob into session “M51”.', ''],
    ['SessionUnshared', {...session, person: {issuer: 'i', subject: 'bob'}, by: ada}, 'ada put bob out of session “M51”.', ''],
    ['JobSubmitted', {...job, name: 'Sums', datalab: statistics, manifest: {...manifest, count: 1}}, 'ada submitted job “Sums” of statistics 2 over 1 product.', 'busy'],
    ['JobCancelRequested', job, 'ada asked to cancel job “M51”.', ''],
    ['BuildRequested', {build_id: S, owner: ada, ...lab}, 'ada asked to build viewer 3.', 'busy'],
    ['RunPlaced', {...placed, scores: [{site: 'jive', total_s: 6, local_bytes: 1.8e9, moved_bytes: 20e6}]}, 'Job “M51”, run 4 was placed at jive: 1.8 GB there, 20.0 MB to bring, 6.0 s in all.', 'busy'],
    ['RunWaiting', {entity_id: S, entity_kind: 'JOB', shard: 0, reason: 'NO_CAPACITY', message: 'jive is full', scores: []}, 'Job “M51” waits with part 1: jive is full.', 'wait'],
    ['RunWaiting', {entity_id: S, entity_kind: 'SESSION', reason: 'QUOTA', message: '', scores: []}, 'Session “M51” waits: your quota is used up by what runs now.', 'wait'],
    ['RunRevoked', {...placed, reason: 'jive is silent'}, 'Job “M51”, run 4 was taken back from jive: jive is silent.', 'wait'],
    ['RunConcluded', {...placed, outcome: 'FAILED', reason: 'exit code 1', tasks_succeeded: 3, tasks_failed: 1}, 'Job “M51”, run 4 is over: it failed: exit code 1 (3 tasks done, 1 failed).', 'bad'],
    ['SessionConcluded', {...session, outcome: 'EXPIRED'}, 'Session “M51” came to the end of its lease.', 'over'],
    ['JobConcluded', {...job, outcome: 'SUCCEEDED', tasks_succeeded: 1, tasks_failed: 0}, 'Job “M51” succeeded (1 task done, 0 failed).', 'good'],
    ['TransferOrdered', {...transfer, owner: ada, manifest}, '20.0 MB are to be copied from esac to jive.', 'busy'],
    ['SiteLost', {site: 'skao', deadline_s: 15}, 'skao has been silent for 15 s and counts as lost.', 'bad'],
    ['SiteReturned', {site: 'skao'}, 'skao is back.', 'good'],
    ['RunAccepted', {run}, 'jive took session “M51”.', 'busy'],
    ['RunStaging', {run, bytes_total: 20e6, bytes_done: 5e6, bytes_per_s: 5e6}, 'jive brings data for session “M51”: 5.0 MB of 20.0 MB, 5.0 MB/s.', 'busy'],
    ['RunStarted', {run, local_bytes: 1.8e9, moved_bytes: 20e6, staging_s: 4}, 'Session “M51” started at jive; 1.8 GB were there, 20.0 MB were moved in 4.0 s.', 'busy'],
    ['RunReady', {run, endpoint: 'http://jive.test', expires_at: '2026-11-22T18:30:00.000Z'}, 'Session “M51” is ready at jive.', 'good'],
    ['RunIdle', {run, since: '2026-11-22T18:30:00.000Z'}, 'Session “M51” is idle.', ''],
    ['RunExited', {run, outcome: 'STOPPED', tasks_succeeded: 0, tasks_failed: 0}, 'Session “M51” was stopped at jive.', 'over'],
    ['RunLost', {run, reason: 'the agent restarted'}, 'jive lost session “M51”: the agent restarted.', 'bad'],
    ['DatalabDrafted', {...lab, owner: ada}, 'Datalab viewer 3 was drafted by ada.', ''],
    ['DatalabBuilt', {...lab, image: 'sha256:0'}, 'Datalab viewer 3 was built.', 'good'],
    ['DatalabBuildFailed', {...lab, build_id: S, reason: 'no such base image'}, 'Datalab viewer 3 could not be built: no such base image.', 'bad'],
    ['DatalabShared', {...lab, people: [ada, eve]}, 'Datalab viewer 3 was shared with ada and eve.', ''],
    ['DatalabPublished', {...lab, moderator: eve}, 'Datalab viewer 3 was published by eve.', 'good'],
    ['DatalabWithdrawn', {...lab, reason: 'superseded'}, 'Datalab viewer 3 was withdrawn: superseded.', 'wait'],
    ['TeamCreated', {team: 'lensing', title: 'Lensing group', owner: ada}, 'ada founded team Lensing group.', ''],
    ['MemberAdded', {team: 'lensing', member: eve}, 'eve joined team lensing.', ''],
    ['MemberRemoved', {team: 'lensing', member: eve}, 'eve left team lensing.', ''],
    ['RoleGranted', {person: eve, role: 'moderator', granted_by: ada}, 'ada gave eve the role moderator.', ''],
    ['QuotaSet', {team: 'lensing', version: 1, runs: 8, resources}, 'Team lensing may have 8 runs at once.', ''],
    ['SearchSaved', {search_id: S, owner: ada, name: 'Spirals', query: 'q=spiral'}, 'ada saved the search “Spirals”.', ''],
    ['BasketChanged', {basket_id: S, owner: ada, product_ids: ['a'], version: 2}, 'ada changed a basket: 1 product.', ''],
    ['BasketChanged', {basket_id: S, owner: ada, product_ids: [], query: 'q=m51', version: 3}, 'ada changed a basket: a search.', ''],
    ['BasketShared', {basket_id: S, owner: ada, team: 'everyone'}, 'ada shared a basket with everyone.', ''],
    ['BasketUnshared', {basket_id: S, owner: ada, team: 'everyone'}, 'ada no longer shares a basket with everyone.', ''],
    ['SubscriptionCreated', {subscription_id: S, owner: ada, name: 'New spirals', filter: 'topic=indexed', delivery: 'sse'}, 'ada subscribed: New spirals.', ''],
    ['SubscriptionPaused', {subscription_id: S, reason: 'the webhook is dead'}, 'A subscription pauses: the webhook is dead.', 'wait'],
    ['SubscriptionRemoved', {subscription_id: S}, 'A subscription ended.', ''],
    ['DeliveryAbandoned', {subscription_id: S, event_id: S, attempts: 5, reason: 'status 500'}, 'A delivery was given up after 5 attempts: status 500.', 'bad'],
    ['SequenceGap', seen, 'Events 5 to 7 of jive/agent-1/7 are missing on jive.periapsis.runs.v1.', 'bad'],
    ['SequenceReset', seen, 'jive/agent-1/7 began again on jive.periapsis.runs.v1.', 'wait'],
    ['LoopSeen', {origin: seen.origin, topic: seen.topic, partition: 0, event_id: S}, 'An event of jive/agent-1/7 came back on jive.periapsis.runs.v1.', 'bad'],
];

const names = new Map([[S, 'M51']]);

for (const [type, data, text, tone] of SAID) {
    test(`${type}: ${text}`, () => assert.deepEqual(tell({type: `org.periapsis.events.${type}`, subject: 'x', data}, names), {text, tone}));
}

/** @returns Map of event type to its fields, as the catalogue has them */
function catalogue() {
    const [events] = readFileSync(new URL('../../../../docs/events.md', import.meta.url), 'utf8').split('\n## Parts\n');
    return new Map(events.split('\n### ').slice(1).map(part => [part.slice(0, part.indexOf('\n')), new Set([...part.matchAll(/^\| `(\w+)` \|/gm)].map(match => match[1]))]));
}

test('every event type of the catalogue has its sentence here, told from fields that it has', () => {
    const fields = catalogue();
    assert.ok(fields.size > 50);
    assert.deepEqual([...new Set(SAID.map(([type]) => type))].sort(), [...fields.keys()].sort());
    for (const [type, data] of SAID) {
        assert.deepEqual(Object.keys(data).filter(name => !fields.get(type).has(name)), [], type);
    }
});

test('a type that the page does not know yet is named, not swallowed', () => {
    const event = {type: 'org.periapsis.events.RunPraised', subject: S, data: {}};
    assert.equal(typeOf(event), 'RunPraised');
    assert.deepEqual(tell(event, names), {text: `RunPraised about ${S}.`, tone: ''});
});
