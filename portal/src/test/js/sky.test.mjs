import assert from 'node:assert/strict';
import {test} from 'node:test';
import {around, distance, hammer, offset, parseAngle, parseRegion, parseTarget, sexagesimal, tangent} from '../../main/resources/web/assets/sky/coordinates.js';

const near = (actual, expected, tolerance = 1e-4) =>
    assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

test('reads degrees', () => {
    assert.deepEqual(parseTarget('83.63 22.01'), {kind: 'position', ra: 83.63, dec: 22.01});
    assert.deepEqual(parseTarget(' 83.63, -22.01 '), {kind: 'position', ra: 83.63, dec: -22.01});
    assert.deepEqual(parseTarget('ICRS 10 +41'), {kind: 'position', ra: 10, dec: 41});
});

test('reads hours, minutes and seconds in their usual forms', () => {
    for (const text of ['05:34:31.9 +22:00:52', '05 34 31.9 +22 00 52', '5h34m31.9s +22d00m52s', '05h34m31.9s, +22°00′52″']) {
        const {kind, ra, dec} = parseTarget(text);
        assert.equal(kind, 'position', text);
        near(ra, 83.632917);
        near(dec, 22.014444);
    }
});

test('keeps the sign of a declination of minus nought degrees', () => {
    near(parseTarget('05:40:59 -00:30:00').dec, -0.5);
});

test('takes names that begin with numbers as words', () => {
    for (const text of ['M51', '47 Tuc', '3C 273', 'NGC 104', 'J105007+304037', 'KIC 10666592']) {
        assert.deepEqual(parseTarget(text), {kind: 'words', text});
    }
});

test('says what is wrong with a position that is none', () => {
    assert.equal(parseTarget('500 3').kind, 'wrong');
    assert.equal(parseTarget('83 95').kind, 'wrong');
    assert.equal(parseTarget('05:64:31.9 +22:00:52').kind, 'wrong');
    assert.equal(parseTarget('  ').kind, 'empty');
});

test('reads angles with and without unit', () => {
    assert.equal(parseAngle('0.5'), 0.5);
    assert.equal(parseAngle("30'"), 0.5);
    near(parseAngle('36 arcsec'), 0.01);
    assert.equal(parseAngle('0'), null);
    assert.equal(parseAngle('five'), null);
    assert.equal(parseAngle('200'), null);
});

test('writes positions as people do, rounding over the minute', () => {
    assert.equal(sexagesimal({ra: 83.632917, dec: 22.014444}), '05:34:31.9 +22:00:52');
    assert.equal(sexagesimal({ra: 359.9999999, dec: -0.00001}), '00:00:00.0 +00:00:00');
    assert.equal(sexagesimal({ra: 14.9999999, dec: -0.5}), '01:00:00.0 −00:30:00');
});

test('reads regions', () => {
    assert.deepEqual(parseRegion('POLYGON ICRS 1 2 3 4 5 6').rings, [[{ra: 1, dec: 2}, {ra: 3, dec: 4}, {ra: 5, dec: 6}]]);
    assert.equal(parseRegion('UNION ICRS ( POLYGON 1 2 3 4 5 6 POLYGON 7 8 9 10 11 12 )').rings.length, 2);
    const [circle] = parseRegion('CIRCLE ICRS 10 89.5 1').rings;
    circle.forEach(place => near(distance({ra: 10, dec: 89.5}, place), 1, 1e-9));
    assert.deepEqual(parseRegion('ALLSKY'), {allSky: true, rings: []});
    assert.deepEqual(parseRegion(undefined), {allSky: false, rings: []});
});

test('projects the whole sky with east on the left', () => {
    assert.deepEqual(hammer({ra: 180, dec: 0}), [0, 0]);
    assert.ok(hammer({ra: 190, dec: 0})[0] < 0);
    near(hammer({ra: 0, dec: 0})[0], 2);
    near(hammer({ra: 77, dec: 90})[1], 1);
});

test('projects on the tangent plane, over the meridian of nought too', () => {
    const plane = tangent({ra: 0, dec: 60});
    near(plane({ra: 0, dec: 60})[0], 0, 1e-12);
    const [x, y] = plane(offset({ra: 0, dec: 60}, 90, 1));
    near(x, -Math.tan(Math.PI / 180) * 180 / Math.PI, 1e-9);
    near(y, 0, 1e-9);
    assert.equal(plane({ra: 180, dec: -60}), null);
});

test('finds the middle of places on both sides of the meridian of nought', () => {
    const {centre, radius} = around([{ra: 359, dec: 0}, {ra: 1, dec: 0}]);
    near(Math.min(centre.ra, 360 - centre.ra), 0, 1e-9);
    near(radius, 1, 1e-9);
    assert.equal(around([{ra: 0, dec: 0}, {ra: 180, dec: 0}]), null);
});
