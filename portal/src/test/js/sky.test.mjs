import assert from 'node:assert/strict';
import {test} from 'node:test';
import {around, distance, farthest, offset, parseAngle, parseRegion, parseTarget, sexagesimal} from '../../main/resources/web/assets/sky/coordinates.js';
import {panned, zoomed} from '../../main/resources/web/assets/sky/gestures.js';
import {bounded, camera, fitting, vector} from '../../main/resources/web/assets/sky/projection.js';

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

const SIZE = {width: 800, height: 400};
const pixel = (view, place) => {
    const at = [0, 0];
    const seen = camera(bounded(view), SIZE).project(...vector(place), at);
    return seen ? at : null;
};

test('shows the whole sky with east on the left and north up', () => {
    const view = {ra: 180, dec: 0, zoom: 1};
    assert.deepEqual(pixel(view, {ra: 180, dec: 0}), [400, 200]);
    assert.ok(pixel(view, {ra: 190, dec: 0})[0] < 400);
    assert.ok(pixel(view, {ra: 180, dec: 10})[1] < 200);
    near(pixel(view, {ra: 77, dec: 90})[1], 200 - 0.98 * 200, 1e-6);
});

test('a pixel is the place that is drawn there, on map and globe, near and far', () => {
    for (const globe of [false, true]) {
        for (const zoom of [1, 30, 20000]) {
            const view = bounded({ra: 266.4, dec: -28.9, zoom, globe});
            const eye = camera(view, SIZE);
            for (const [dx, dy] of [[0, 0], [90, 40], [-70, -60]]) {
                const place = eye.place(400 + dx, 200 + dy);
                const at = pixel(view, place);
                near(at[0], 400 + dx, 1e-3);
                near(at[1], 200 + dy, 1e-3);
            }
        }
    }
    assert.equal(camera(bounded({ra: 0, dec: 0, zoom: 1}), SIZE).place(1, 1), null);
});

test('the far side of the globe is out of sight', () => {
    assert.equal(pixel({ra: 0, dec: 0, zoom: 1, globe: true}, {ra: 180, dec: 0}), null);
});

test('zooming keeps what is under the pointer there', () => {
    const view = bounded({ra: 83.6, dec: 22, zoom: 40});
    const before = camera(view, SIZE).place(500, 120);
    const at = pixel(zoomed(view, SIZE, 2, 500, 120), before);
    near(at[0], 500, 1);
    near(at[1], 120, 1);
});

test('dragging to the right brings what is east of it into the middle', () => {
    const moved = panned(bounded({ra: 10, dec: 0, zoom: 50}), SIZE, 30, 0);
    assert.ok(moved.ra > 10);
    assert.ok(panned(bounded({ra: 0.01, dec: 0, zoom: 50}), SIZE, -30, 0).ra > 350);
});

test('a fitted circle is in sight whole', () => {
    const view = fitting({ra: 10, dec: 89, radius: 0.5}, SIZE);
    for (const angle of [0, 90, 180, 270]) {
        const [x, y] = pixel(view, offset({ra: 10, dec: 89}, angle, 0.5));
        assert.ok(x > 0 && x < 800 && y > 0 && y < 400);
    }
});

test('finds the middle of places on both sides of the meridian of nought', () => {
    const {centre, radius} = around([{ra: 359, dec: 0}, {ra: 1, dec: 0}]);
    near(Math.min(centre.ra, 360 - centre.ra), 0, 1e-9);
    near(radius, 1, 1e-9);
    assert.equal(around([{ra: 0, dec: 0}, {ra: 180, dec: 0}]), null);
});

test('measures more places than a call has arguments', () => {
    const places = Array.from({length: 300_000}, (_, i) => ({ra: 10 + (i % 7) / 10, dec: 0}));
    near(farthest({ra: 10, dec: 0}, places), 0.6, 1e-9);
    near(around(places).radius, 0.3, 1e-3);
});
