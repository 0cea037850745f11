// The check of signed playback URLs for nginx's njs module: see signed.conf. The origin and the other edges make the same
// check; ../playback-signatures.json has the vectors.
import crypto from 'crypto';

// Put your keys here, by id, as in the origin's cliprange.playback.keys.
const KEYS = {};

// Canonical paths only, so that each object has one cache key.
const ID = '/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const PATH = new RegExp('^(?:(/videos/clips' + ID + ')/[a-z]+|(/videos/sequences' + ID + ')(?:/stream)?)'
  + '(/[a-z2-7]{16})(?:-[0-9]+)?(?:[.][a-z0-9]+)?(?:/[a-z0-9_-]+(?:[.][a-z0-9_-]+)*)*$');
// Relative URLs inherit a signature in the path.
const IN_PATH = /^\/videos\/s\/([0-9]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)(\/.*)$/;
const EXPIRES = /^[1-9][0-9]{0,10}$/;

function only(query, name) {
  const found = query.split('&').filter(part => part.startsWith(name + '='));
  return found.length === 1 ? found[0].substring(name.length + 1) : '';
}

// The path without a signature, and the signature; both as they were sent.
function read(target) {
  const mark = target.indexOf('?');
  const raw = mark < 0 ? target : target.substring(0, mark);
  const query = mark < 0 ? '' : target.substring(mark + 1);
  const signed = IN_PATH.exec(raw);
  return signed
    ? {path: '/videos' + signed[4], expires: signed[1], key: signed[2], signature: signed[3]}
    : {path: raw, expires: only(query, 'expires'), key: only(query, 'key'), signature: only(query, 'signature')};
}

// Takes the same time wherever the two differ.
function same(expected, given) {
  if (expected.length !== given.length) {
    return false;
  }
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    difference |= expected.charCodeAt(i) ^ given.charCodeAt(i);
  }
  return difference === 0;
}

function seconds(r) {
  return Math.floor(Date.now() / 1000);
}

// 'open' for what is not played, else 'valid', 'signature-invalid' or 'signature-expired'.
function verdict(r) {
  const target = r.variables.request_uri;
  if (r.method === 'OPTIONS' || !r.uri.startsWith('/videos')) {
    return 'open';
  }
  const given = read(target);
  const parts = PATH.exec(given.path);
  if (!parts || !EXPIRES.test(given.expires) || !Object.prototype.hasOwnProperty.call(KEYS, given.key)) {
    return 'signature-invalid';
  }
  const text = (parts[1] || parts[2]) + parts[3] + '\n' + given.expires + '\n' + given.key;
  if (!same(crypto.createHmac('sha256', KEYS[given.key]).update(text).digest('base64url'), given.signature)) {
    return 'signature-invalid';
  }
  return seconds(r) < Number(given.expires) ? 'valid' : 'signature-expired';
}

// What the origin receives in the header Cliprange-Signature.
function passedOn(r) {
  const given = read(r.variables.request_uri);
  return 'expires=' + given.expires + '&key=' + given.key + '&signature=' + given.signature;
}

export default {verdict, passedOn};
