import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {test} from 'node:test';
import {KINDS, kindOf, kindsFor, leads, learn, place, tell} from '../../main/resources/web/assets/core/telling.js';

const ID = '3f2a91bb-0000-4000-8000-000000000001';

test('every event type of the log has words of its own and a kind', () => {
    const types = readdirSync(new URL('../../../../events-schema/src/main/avro', import.meta.url), {recursive: true})
        .filter(path => /^[a-z]+\/[A-Z]\w+\.avdl$/.test(path) && !path.startsWith('types/')).map(path => /(\w+)\.avdl$/.exec(path)[1]);
    assert.ok(types.length > 50);
    for (const type of types) {
        const told = tell({type: `org.periapsis.events.${type}`, subject: 'x', data: {run: {}, obscore: {}}}).text;
        assert.ok(!told.startsWith(`${type} about`), type);
        assert.ok(KINDS.some(kind => kind.id === kindOf({type})), type);
    }
});

test('a placement is told with what it costs', () => {
    const event = {type: 'RunPlaced', data: {entity_id: ID, entity_kind: 'SESSION', run_id: '0', site: 'jive',
        scores: [{site: 'esac', total_s: 9, local_bytes: 0, moved_bytes: 1}, {site: 'jive', total_s: 6, local_bytes: 1.8e9, moved_bytes: 20e6}]}};
    assert.equal(tell(event).text, 'Session 3f2a91bb was placed at jive: 1.8 GB there, 20.0 MB to bring, 6.0 s in all.');
});

test('sessions and jobs are called by their names once these are known', () => {
    const names = new Map();
    learn({type: 'SessionRequested', data: {session_id: ID, name: 'M51'}}, names);
    assert.equal(tell({type: 'RunReady', data: {run: {entity_id: ID, entity_kind: 'SESSION', site: 'esac'}}}, names).text, 'Session “M51” is ready at esac.');
});

test('failures say why and are marked', () => {
    const told = tell({type: 'SessionConcluded', data: {session_id: ID, outcome: 'FAILED', reason: 'exit code 1'}});
    assert.deepEqual(told, {text: 'Session 3f2a91bb failed: exit code 1.', tone: 'bad'});
});

test('a person sees only filters for what they may see', () => {
    const ids = person => kindsFor(person).map(kind => kind.id);
    assert.deepEqual(ids(null), ['products']);
    assert.ok(ids({roles: ['user']}).includes('work'));
    assert.ok(!ids({roles: ['user']}).includes('copies'));
    assert.ok(ids({roles: ['archive:2mass']}).includes('refused'));
    assert.equal(ids({roles: ['operator']}).length, KINDS.length);
});

test('an event leads to what it is about, and knows its place on the log', () => {
    const event = {type: 'RunReady', position: 'jive.periapsis.runs.v1:3:42', data: {run: {entity_id: ID, entity_kind: 'SESSION', site: 'jive'}}};
    assert.deepEqual(leads(event).map(each => each.path), [`/running/${ID}`, '/sites/jive']);
    assert.deepEqual(place(event), {topic: 'jive.periapsis.runs.v1', partition: 3, offset: 42});
    assert.equal(place({}), null);
});
