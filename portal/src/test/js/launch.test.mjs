import assert from 'node:assert/strict';
import {test} from 'node:test';
import {linked, placeIn, request, resources, source, workPath} from '../../main/resources/web/assets/pages/launch/asking.js';
import {flows, layout} from '../../main/resources/web/assets/pages/launch/flows.js';

const params = text => new URLSearchParams(text);
const notebook = {id: 'notebook', version: '1', kind: 'SESSION', resources: {cores: 1, memory_mib: 1024}};
const statistics = {id: 'statistics', version: '1', kind: 'BATCH', resources: {cores: 1, memory_mib: 512}};

test('a link names its data by set, ids, basket or search', () => {
    assert.deepEqual(linked(params('id=a&id=b&id=a')), {kind: 'ids', ids: ['a', 'b']});
    assert.deepEqual(linked(params('set=s&id=a')), {kind: 'set', id: 's'});
    assert.deepEqual(linked(params('basket=b')), {kind: 'basket', id: 'b'});
    assert.deepEqual(linked(params('query=obs_collection%3D2MASS')), {kind: 'query', query: 'obs_collection=2MASS'});
    assert.deepEqual(linked(params('again=jobs:7')), {kind: 'again', of: 'jobs', id: '7'});
    assert.equal(linked(params('datalab=notebook')), null);
});

test('what a link brings goes before the basket, until another is chosen', () => {
    assert.equal(source(params('id=a')), 'link');
    assert.equal(source(params('id=a&data=basket')), 'basket');
    assert.equal(source(params('data=link')), 'basket');
    assert.equal(source(params('data=none')), 'none');
});

test('a session gets 2 cores, 4 GiB and 8 h, or what its datalab needs; a task what its datalab names', () => {
    assert.deepEqual(resources(params(''), notebook), {cores: 2, memory: 4, gpus: 0, hours: 8});
    assert.equal(resources(params(''), {...notebook, resources: {cores: 1, memory_mib: 16384}}).memory, 16);
    assert.equal(resources(params('memory=8'), notebook).memory, 8);
    assert.deepEqual(resources(params(''), statistics), {cores: 1, memory: 0.5, gpus: 0, hours: 8});
});

test('a job has no lease and names no site', () => {
    const asked = request(params('site=jive&wish=wait'), statistics, {ids: ['a']});
    assert.deepEqual(asked, {datalab: {id: 'statistics', version: '1'}, ids: ['a'], resources: {cores: 1, memory_mib: 512}, wish: 'wait'});
    assert.equal(request(params('site=jive'), notebook, {ids: []}).site, 'jive');
    assert.equal(request(params(''), notebook, {}).lease_s, 28800);
});

test('a path leads into the session and nowhere else', () => {
    assert.equal(placeIn('data/m51.fits'), 'data/m51.fits');
    for (const bad of ['../x', 'a/../b', 'https://x', 'javascript:alert(1)', '//host/x/..', 'a\\b', '', null, 'a?b']) {
        assert.equal(placeIn(bad), null, String(bad));
    }
    assert.equal(workPath({id: '1', datalab: {id: 'notebook'}}, 'data/a b.fits'), '/sessions/1/lab/tree/data/a%20b.fits');
    assert.equal(workPath({id: '1', datalab: {id: 'notebook'}}), '/sessions/1/lab');
    assert.equal(workPath({id: '1', datalab: {id: 'viewer'}}, '../../api'), '/sessions/1/');
});

const SITES = [{id: 'esac'}, {id: 'jive', bandwidths: [{source: 'skao', bytes_per_s: 90e6}, {source: 'esac', bytes_per_s: 10e6}]}, {id: 'skao'}];

test('what the site holds is read in place, the rest from the quickest holder', () => {
    const preview = {site: 'jive', shards: [{holders: ['jive'], count: 3, bytes: 300}, {holders: ['esac', 'skao'], count: 1, bytes: 50}]};
    assert.deepEqual(flows(preview, SITES), [{source: 'jive', target: 'jive', bytes: 300, products: 3}, {source: 'skao', target: 'jive', bytes: 50, products: 1}]);
});

test('a silent holder is not read from while another answers', () => {
    const preview = {site: 'jive', shards: [{holders: ['esac', 'skao'], count: 1, bytes: 50}]};
    assert.equal(flows(preview, [...SITES.slice(0, 2), {id: 'skao', lost: true}])[0].source, 'esac');
});

test('each shard of a job goes its own way, and bands fit their boxes', () => {
    const all = flows({site: 'esac', parts: [{site: 'esac'}, {site: 'jive'}, {site: null}],
        shards: [{holders: ['esac'], count: 1, bytes: 100}, {holders: ['jive'], count: 1, bytes: 300}, {holders: [], count: 1, bytes: 5}]}, SITES);
    assert.deepEqual(all.map(flow => flow.target), ['jive', 'esac']);
    const drawn = layout(all);
    assert.ok(drawn.bands.every(band => band.y0 + band.thick <= drawn.height + 1e-9 && band.y1 + band.end <= drawn.height + 1e-9));
});
