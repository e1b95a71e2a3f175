import assert from 'node:assert/strict';
import {test} from 'node:test';
import {chosen, fits, question} from '../../main/resources/web/assets/pages/events/choice.js';

const ada = {roles: ['user']};
const params = text => new URLSearchParams(text);

test('without a choice everything that a person may see is shown, but not the heartbeats', () => {
    const now = chosen(params(''), ada);
    assert.ok(now.all && now.kinds.includes('work') && !now.kinds.includes('offers'));
    assert.equal(now.since.id, '10min');
});

test('what an address names and this person may not see is left out', () => {
    assert.deepEqual(chosen(params('kinds=copies,work'), ada).kinds, ['work']);
    assert.deepEqual(chosen(params('kinds=work'), null).kinds, ['products']);
});

test('the stream is asked for topics, a site and a time', () => {
    const query = params(question(chosen(params('kinds=work,sites&site=jive&since=hour'), ada), ada, Date.parse('2026-11-22T10:00:00Z')));
    assert.deepEqual(Object.fromEntries(query), {topic: 'requests,decisions,runs', site: 'jive', from: '2026-11-22T09:00:00.000Z'});
    assert.equal(params(question(chosen(params('since=now'), ada), ada, 0)).get('from'), null);
});

test('a topic that brings more than was chosen is sorted out, and an id is found in any field', () => {
    const lost = {type: 'SiteLost', subject: 'jive', data: {site: 'jive'}};
    assert.ok(!fits(lost, {kinds: ['work'], about: ''}));
    assert.ok(fits(lost, {kinds: ['sites'], about: 'jive'}));
    assert.ok(!fits(lost, {kinds: ['sites'], about: 'esac'}));
});
