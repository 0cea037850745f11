// A CloudFront Function (runtime cloudfront-js-2.0) for the event "viewer request": lets only signed playback addresses
// pass, before the cache is asked, and takes the signature out of the query, so that it is no part of the cache key. The
// origin gets it in the header Cliprange-Signature: have the origin request policy pass that on, and the cache policy not.
// The same check as the origin's; ../playback-signatures.json holds both to one answer.
const crypto = require('crypto');

// Put your keys here, by id, as in the origin's cliprange.playback.keys.
const KEYS = {};

// Canonical paths only, so that each object has one cache key.
const PATH = /^\/videos\/clips\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/[a-z]+\/([a-z2-7]{16})(?:-[0-9]+)?(?:\.[a-z0-9]+)?(?:\/[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)*$/;
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

function check(path, query, nowSeconds, keys) {
  const parts = PATH.exec(path);
  const expires = only(query, 'expires');
  const keyId = only(query, 'key');
  if (!parts || !EXPIRES.test(expires) || !Object.prototype.hasOwnProperty.call(keys, keyId)) {
    return 'signature-invalid';
  }
  const text = '/videos/clips/' + parts[1] + '/' + parts[2] + '\n' + expires + '\n' + keyId;
  const expected = crypto.createHmac('sha256', keys[keyId]).update(text).digest('base64url');
  if (!same(expected, only(query, 'signature'))) {
    return 'signature-invalid';
  }
  return nowSeconds < Number(expires) ? 'valid' : 'signature-expired';
}

function handler(event) {
  const request = event.request;
  if (request.method === 'OPTIONS') {
    return request;
  }
  const verdict = check(request.uri, request.querystring, Math.floor(Date.now() / 1000), KEYS);
  if (verdict !== 'valid') {
    return {
      statusCode: 403,
      statusDescription: 'Forbidden',
      headers: {'content-type': {value: 'application/problem+json'}, 'cache-control': {value: 'no-store'}},
      body: JSON.stringify({type: '/api/problems/' + verdict, status: 403, code: verdict})
    };
  }
  const given = request.querystring;
  request.headers = request.headers || {};
  request.headers['cliprange-signature'] = {
    value: 'expires=' + given.expires.value + '&key=' + given.key.value + '&signature=' + given.signature.value
  };
  delete request.querystring.expires;
  delete request.querystring.key;
  delete request.querystring.signature;
  return request;
}
