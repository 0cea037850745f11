// A CloudFront Function (runtime cloudfront-js-2.0) for the event "viewer request": lets only signed playback URLs pass,
// before the cache lookup, and removes the signature from query and path, so that it is not part of the cache key. The
// origin receives it in the header Cliprange-Signature: the origin request policy passes that on. The origin and the other
// edges make the same check; ../playback-signatures.json has the vectors.
const crypto = require('crypto');

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
  const found = query[name];
  return found && !(found.multiValue && found.multiValue.length > 1) ? found.value : '';
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

function check(path, expires, keyId, signature) {
  const parts = PATH.exec(path);
  if (!parts || !EXPIRES.test(expires) || !Object.prototype.hasOwnProperty.call(KEYS, keyId)) {
    return 'signature-invalid';
  }
  const text = (parts[1] || parts[2]) + parts[3] + '\n' + expires + '\n' + keyId;
  if (!same(crypto.createHmac('sha256', KEYS[keyId]).update(text).digest('base64url'), signature)) {
    return 'signature-invalid';
  }
  return Math.floor(Date.now() / 1000) < Number(expires) ? 'valid' : 'signature-expired';
}

function handler(event) {
  const request = event.request;
  if (request.method === 'OPTIONS') {
    return request;
  }
  const query = request.querystring;
  const signed = IN_PATH.exec(request.uri);
  const path = signed ? '/videos' + signed[4] : request.uri;
  const expires = signed ? signed[1] : only(query, 'expires');
  const key = signed ? signed[2] : only(query, 'key');
  const signature = signed ? signed[3] : only(query, 'signature');
  const verdict = check(path, expires, key, signature);
  if (verdict !== 'valid') {
    return {
      statusCode: 403,
      statusDescription: 'Forbidden',
      headers: {'content-type': {value: 'application/problem+json'}, 'cache-control': {value: 'no-store'}},
      body: JSON.stringify({type: '/api/problems/' + verdict, status: 403, code: verdict})
    };
  }
  request.uri = path;
  request.headers = request.headers || {};
  request.headers['cliprange-signature'] = {
    value: 'expires=' + expires + '&key=' + key + '&signature=' + signature
  };
  delete query.expires;
  delete query.key;
  delete query.signature;
  return request;
}
