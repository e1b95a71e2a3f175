import assert from 'node:assert/strict';
import {test} from 'node:test';
import {bibtex, citation, rightsSentence} from '../../main/resources/web/assets/pages/product/citation.js';
import {basketText, findAddress} from '../../main/resources/web/assets/pages/basket/query.js';

const now = new Date('2026-11-22T12:00:00Z');
const m51 = {obs_publisher_did: 'ivo://esac-sky/HST?m51_f814w.fits', obs_collection: 'HST', obs_title: 'M51 in F814W', archive: 'esac-sky', facility_name: 'HST',
    instrument_name: 'ACS', revision: 2, t_min: 53388.5, data_rights: 'public'};

test('says who may use a product', () => {
    assert.match(rightsSentence(m51, now), /^Public: everybody/);
    assert.match(rightsSentence({...m51, obs_release_date: '2027-01-01T00:00:00Z'}, now), /^Public from 2027-01-01 on/);
    assert.match(rightsSentence({...m51, data_rights: 'proprietary', obs_release_date: '2027-01-01T00:00:00Z'}, now), /^Proprietary until 2027-01-01/);
    assert.match(rightsSentence({...m51, data_rights: 'proprietary', obs_release_date: '2025-01-01T00:00:00Z'}, now), /public now/);
    assert.match(rightsSentence({...m51, data_rights: 'unknown'}, now), /does not say/);
});

test('cites archive, year, title, instrument, id and revision', () => {
    assert.equal(citation(m51, 'https://here', now), 'esac-sky (2005). M51 in F814W. HST, HST/ACS. ivo://esac-sky/HST?m51_f814w.fits, revision 2. '
        + 'https://here/products/ivo%3A%2F%2Fesac-sky%2FHST%3Fm51_f814w.fits (read 2026-11-22).');
});

test('writes BibTeX that a brace or an underscore does not break', () => {
    const entry = bibtex({...m51, obs_title: 'A {B} 100% c_d'}, 'https://here', now);
    assert.match(entry, /^@misc\{m51-f814w-fits,\n/);
    assert.match(entry, /title = \{A B 100\\% c\\_d\},/);
});

test('a basket that is a search is said in words and found again', () => {
    const query = 'ra=83.6&dec=22&radius=0.5&site=jive&site=esac&intersects=CIRCLE+1+2+3';
    assert.equal(basketText(query), 'within 0.5° of 83.6 22; held at jive or esac; region CIRCLE 1 2 3');
    assert.equal(findAddress(query), 'q=83.6+22&radius=0.5&site=jive&site=esac&region=CIRCLE+1+2+3');
    assert.equal(basketText(''), 'everything');
});
