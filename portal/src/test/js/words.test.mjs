import assert from 'node:assert/strict';
import {test} from 'node:test';
import {bytes, list, mjdDate, seconds, since, wavelength} from '../../main/resources/web/assets/core/format.js';
import {previewSentence, stateWords} from '../../main/resources/web/assets/core/words.js';

const score = (site, total, local, moved) => ({site, total_s: total, local_bytes: local, moved_bytes: moved});

test('says where it starts, when, and what is copied', () => {
    const preview = {outcome: 'start', site: 'skao', expected_start_s: 2.95, scores: [score('esac', 9, 2e6, 4.8e6), score('skao', 2.95, 4.8e6, 2e6)]};
    assert.equal(previewSentence(preview), 'Starts at skao in about 3 s; 4.8 MB is there, 2 MB will be copied.');
});

test('says that nothing is copied when all is there, and nothing at all without data', () => {
    const of = (local, moved) => previewSentence({outcome: 'start', site: 'esac', scores: [score('esac', 40, local, moved)]});
    assert.equal(of(1e6, 0), 'Starts at esac in about 40 s; all 1 MB is there, nothing is copied.');
    assert.equal(of(0, 1e6), 'Starts at esac in about 40 s; nothing is there, 1 MB will be copied.');
    assert.equal(of(0, 0), 'Starts at esac in about 40 s; it takes no data along.');
});

test('says why it waits or cannot start', () => {
    assert.equal(previewSentence({outcome: 'wait', site: 'esac', why: 'esac is full', scores: [score('esac', 40, 1e6, 0)]}),
        'Would wait: esac is full. The best place is esac in about 40 s; all 1 MB is there, nothing is copied.');
    assert.equal(previewSentence({outcome: 'never', why: 'no site can ever run this', scores: []}), 'Cannot start: no site can ever run this.');
    assert.equal(previewSentence({outcome: 'wait', why: 'no site has made an offer yet', scores: []}), 'Would wait: no site has made an offer yet.');
});

test('adds up the parts of a job', () => {
    const part = (site, local) => ({outcome: 'start', site, scores: [score(site, 3, local, 0)]});
    assert.equal(previewSentence({outcome: 'start', site: 'esac', expected_start_s: 3, parts: [part('jive', 1e6), part('esac', 2e6)]}),
        'Starts at esac and jive in about 3 s; all 3 MB are beside it, nothing is copied.');
});

test('writes sizes, times, dates and wavelengths in fitting units', () => {
    assert.deepEqual([0, 999, 999_600, 4_816_345, 2 ** 31].map(bytes), ['0 B', '999 B', '1.0 MB', '4.8 MB', '2.1 GB']);
    assert.deepEqual([0, 0.01, 2.94, 59, 600, 28800, 259200].map(seconds), ['0 s', '<0.1 s', '2.9 s', '59 s', '10 min', '8 h', '3 d']);
    assert.equal(mjdDate(54682.65), '2008-08-04');
    assert.equal(mjdDate(undefined), '–');
    assert.equal(wavelength(2.16e-6), '2.16 µm');
    assert.equal(list(['a', 'b', 'c']), 'a, b and c');
    assert.deepEqual(stateWords('READY'), {text: 'Ready', tone: 'good'});
});
