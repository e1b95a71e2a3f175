import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {asked, interpret, namesOf, regionText, searchOf, viewOf, viewText} from '../../main/resources/web/assets/pages/find/search.js';

const sky = new URL('../../main/resources/web/assets/sky/names.json', import.meta.url);
const names = namesOf(JSON.parse(readFileSync(sky, 'utf8')).names);
const address = text => searchOf(new URLSearchParams(text), names);

test('understands positions, ids, jobs, known names and words', () => {
    assert.equal(interpret('05:34:31.9 +22:00:52', names).kind, 'position');
    assert.equal(interpret('83.63 22.01', names).kind, 'position');
    assert.deepEqual(interpret('ivo://esac-sky/HST?u40x010hm', names), {kind: 'id', id: 'ivo://esac-sky/HST?u40x010hm'});
    assert.equal(interpret('0b9c7f3e-1d2c-4b5a-9c8d-7e6f5a4b3c2d', names).kind, 'job');
    assert.deepEqual(interpret('nonesuch field', names), {kind: 'words', text: 'nonesuch field'});
    assert.equal(interpret('  ', names).kind, 'empty');
});

test('knows a name however it is written, and where it is', () => {
    for (const text of ['M1', 'm 1', 'Messier 1', 'NGC 1952', 'crab nebula']) {
        const found = interpret(text, names);
        assert.equal(found.kind, 'name', text);
        assert.ok(Math.abs(found.ra - 83.63) < 0.05 && Math.abs(found.dec - 22.01) < 0.05, text);
    }
    assert.equal(interpret('M1', names, true).kind, 'words');
    assert.equal(interpret('Vega', names).kind, 'name');
});

test('takes a radius from the box', () => {
    assert.equal(interpret('M51 within 10m', names).radius, 1 / 6);
    assert.equal(interpret('83.63 22.01 r=30′', names).radius, 0.5);
    assert.equal(interpret('M51 r', names).kind, 'words');
});

test('suggests names that begin alike', () => {
    assert.ok(names.beginning('crab', 5).some(each => each.names.includes('M1')));
    assert.equal(names.beginning('c', 5).length, 0);
});

test('asks for a cone, nearest first, unless another order is asked for', () => {
    const {query, cone} = address('q=83.63+22.01&radius=30%27');
    assert.deepEqual([query.get('ra'), query.get('dec'), query.get('radius'), query.get('sort')], ['83.63', '22.01', '0.5', 'distance']);
    assert.equal(cone.radius, 0.5);
    assert.equal(address('q=83.63+22.01&sort=-t_min').query.get('sort'), '-t_min');
    assert.equal(address('q=words&sort=distance').query.get('sort'), null);
});

test('says what is wrong, in which field and what to write', () => {
    assert.equal(address('q=500+3').problem.field, 'search');
    assert.equal(address('q=83.63+22.01&radius=wide').problem.field, 'radius');
});

test('a drawn region, facets and origins go into the question', () => {
    const region = regionText({kind: 'polygon', corners: [{ra: 1, dec: 2}, {ra: 3, dec: 4}, {ra: 5, dec: -6}]});
    assert.equal(region, 'POLYGON 1 2 3 4 5 -6');
    const {query, outline} = searchOf(new URLSearchParams({region, site: 'jive', input: 'ivo://a/b?c', job: 'x'}), names);
    assert.deepEqual([query.get('intersects'), query.get('site'), query.get('input'), query.get('job_id')], [region, 'jive', 'ivo://a/b?c', 'x']);
    assert.equal(outline.length, 1);
    assert.equal(regionText({kind: 'circle', ra: 1, dec: 2, radius: 0.123456}), 'CIRCLE 1 2 0.12346');
});

test('where one looks is in the address and asks for nothing else', () => {
    const view = {ra: 83.62, dec: -22.01, zoom: 12, globe: true};
    assert.deepEqual(viewOf(viewText(view)), view);
    assert.equal(viewOf('nonsense'), null);
    assert.equal(viewOf(''), null);
    assert.equal(asked(new URLSearchParams('q=M51&view=1,2,3')), asked(new URLSearchParams('q=M51')));
});
